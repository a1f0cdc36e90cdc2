"""More of classes that are made while the program runs."""


class Base:
    made = 0

    def __init__(self, *args, **kwargs):
        self.args = args
        self.kwargs = kwargs

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is not None


def mixed(n):
    class Left(Base):
        def who(self):
            return ["left"]

    class Right(Base):
        def who(self):
            return ["right"]

    class Both(Left, Right):
        def __init__(self, first, second=2, third=3):
            super().__init__(first, second, third=third)
            self.first = first

        def who(self):
            return ["both"] + super().who()

    both = Both(n)
    other = Both(n, third=n + 1)
    last = Both(first=n, second=n)
    return both.who(), both.args, other.kwargs, last.args, last.kwargs, [c is Base for c in (Left, Base)]


def protocols(n):
    class Items:
        def __init__(self, count):
            self.items = list(range(count))
            self.at = 0

        def __getitem__(self, index):
            return self.items[index]

        def __setitem__(self, index, value):
            self.items[index] = value

        def __delitem__(self, index):
            del self.items[index]

        def __contains__(self, item):
            return item in self.items

        def __iter__(self):
            return iter(self.items)

        def __bool__(self):
            return len(self.items) > 3

        def __lt__(self, other):
            return len(self.items) < len(other.items)

        def __neg__(self):
            return [-item for item in self.items]

        def __mul__(self, other):
            return [item * other for item in self.items]

        def __rmul__(self, other):
            return [other * item + 1 for item in self.items]

        def __iadd__(self, other):
            self.items.append(other)
            return self

        def __hash__(self):
            return len(self.items)

        def __str__(self):
            return "items " + str(self.items)

        def __getattr__(self, name):
            return name + "?"

        def __call__(self, first, second=5):
            return first + second + self.at

        def __enter__(self):
            self.at = 1
            return self.items

        def __exit__(self, kind, error, trace):
            self.at = 2
            return kind is KeyError

    items, few = Items(n), Items(2)
    items[0] = n
    del items[1]
    items += 77
    found = [items[0], n in items, -1 in items, [i for i in items], bool(items), not few]
    found += [few < items, items < few, -few, few * 3, 3 * few, str(few), f"{few}", few.missing]
    with few as inside:
        inside.append(5)
    with few:
        {}[n]
    found.append((few.at, few.items, few(1, 2), few(*[n, 4]), few(first=n, second=1)))
    return found


def shadows(n):
    class Node:
        limit = 3

        def grow(self):
            return self.limit + 1

    a, b = Node(), Node()
    a.limit = n
    got = [a.grow(), b.grow(), Node.limit]
    Node.limit = 7
    got += [a.grow(), b.grow()]
    Node.extra = n
    got.append(b.extra)
    del Node.extra
    a.grow = lambda: -1
    got += [a.grow(), b.grow(), Node.grow(b), Node.__name__, a.__class__ is Node, type(b) is Node]
    try:
        b.extra
    except AttributeError as error:
        got.append(str(error))
    try:
        Node(1)
    except TypeError as error:
        got.append(str(error))
    return got


def cyclic(n):
    total = 0
    for i in range(n):
        class Loop:
            def __init__(self):
                self.me = self

            def tell(self):
                return __class__ is type(self) and i

        Loop.own = Loop
        total += Loop().tell() + (Loop.own is Loop)
    return total


def conditional(n):
    found = []
    for i in range(n):
        class Some:
            if i % 2:
                def tell(self):
                    return "odd"
            else:
                def tell(self, more="even"):
                    return more

            def __init__(self):
                self.tells = [self.tell()]

        some = Some()
        found.append((some.tell(), some.tells))
    return found


def run(n):
    return mixed(n), protocols(n), shadows(n), cyclic(n), conditional(n)


ARGS = (60,)
QUICK_ARGS = (5,)
