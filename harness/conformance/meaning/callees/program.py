"""Call sites that see several callees of mixed form."""


def twice(x):
    return 2 * x


def plus(x, y=10):
    return x + y


def adder(k):
    def add(x):
        return x + k
    return add


class A:
    def m(self, x):
        return x + 1

    def both(self, x=5):
        return x if isinstance(self, A) else self * x

    @staticmethod
    def s(x):
        return x - 1

    @classmethod
    def c(cls, x):
        return x * 3


class B:
    def m(self, x):
        return x + 2


class C(B):
    def m(self, x, y=7):
        return super().m(x) + y


class Made:
    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x


class Defaulted:
    def __init__(self, x=4, y=9):
        self.x = x + y

    def get(self):
        return self.x


class Plain:
    pass


def bound(n):
    total = 0
    for o in (A(), B(), C()):
        f = o.m
        total += f(n)
    return total


def bound_two(n):
    total = 0
    for o in (A(), B()):
        f = o.m
        total += f(n)
    return total


def bound_same(n):
    total = 0
    for o in (B(), B(), A()):
        f = o.m
        for i in range(n):
            total += f(i)
    return total


def methods(n):
    total = 0
    for o in (A(), B(), C(), B()):
        total += o.m(n)
    return total


def functions(n):
    total = 0
    for f in (twice, plus, adder(3), adder(4)):
        total += f(n)
    return total


def mixed(n):
    total = 0
    for f in (twice, A().m, abs, A.s, A.c, B().m, plus, float, C().m):
        total += int(f(n))
    return total


def classes(n):
    total = 0
    for c in (Made, Defaulted, Made):
        total += c(n).get()
    return total


def classes_and_functions(n):
    found = []
    for f in (Made, twice, int, A().m, Defaulted):
        r = f(n)
        found.append(r if isinstance(r, int) else r.get())
    return found


def no_arguments(n):
    count = 0
    for f in (Plain, Defaulted, dict, list, Plain):
        if f() is not None:
            count += n
    return count


def builtins(n):
    found = []
    for f in (len, sum, max, min, sorted, list, tuple):
        found.append(f([n, 1, 2]))
    return found


def bound_builtins(n):
    items = []
    seen = set()
    for f in (items.append, seen.add, A().m, twice):
        f(n)
    return (items, len(seen))


def with_and_without_self(n):
    total = 0
    for o in (A, A()):
        total += o.both(n) if o is not A else o.both(3, n)
    for f in (A().both, A.both):
        total += f(n)
    return total


def by_name(n):
    total = 0
    for f in (plus, C().m):
        total += f(n, y=2)
    return total


def subclasses(n):
    """Methods of a builtin class that are called for objects of a subclass, too."""
    return [value.bit_length() + value.bit_count() for value in (n, n > 0, -n, not n, True)]


def run(n):
    return (
        bound(n), bound_two(n), bound_same(n), methods(n), functions(n), mixed(n), classes(n),
        classes_and_functions(n), no_arguments(n), builtins(n), bound_builtins(n), with_and_without_self(n), by_name(n),
        subclasses(n),
    )


ARGS = (9,)
QUICK_ARGS = (4,)
