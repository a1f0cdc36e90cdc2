"""Classes that are made while the program runs."""


class Shape:
    kind = "shape"

    def __init__(self, name="none"):
        self.name = name

    def area(self):
        return 0

    def describe(self):
        return f"{self.kind} {self.name} {self.area()}"


def once(n):
    factor = n + 1

    class Counter:
        step = factor * 2

        def __init__(self, start=0):
            self.value = start

        def add(self, other):
            self.value += other * factor + self.step
            return self

    counter = Counter()
    for i in range(n):
        counter.add(i)
    other = Counter(start=5).add(1)
    Counter.step = 1
    counter.add(0)
    return counter.value, other.value, Counter.step


def each(n):
    class Square(Shape):
        kind = "square " + str(n)

        def __init__(self, side):
            super().__init__("sq")
            self.side = side

        def area(self):
            return self.side * self.side + super().area()

    class Cube(Square):
        def area(self):
            return super().area() * self.side

    return Square(n), Cube(n), Square


def many(n):
    kinds, texts = [], []
    for i in range(n):
        square, cube, cls = each(i)
        texts.append(square.describe())
        texts.append(cube.describe())
        kinds.append((isinstance(square, cls), isinstance(cube, cls), isinstance(cube, Shape), cls is type(square)))
        if i % 3 == 0:
            cls.kind = "changed"
            texts.append(square.describe())
    return texts, kinds


def slots(n):
    class Point:
        __slots__ = ("x", "y")

        def __init__(self, x, y):
            self.x = x
            self.y = y

        def __add__(self, other):
            return Point(self.x + other.x, self.y + other.y)

        def __eq__(self, other):
            return self.x == other.x and self.y == other.y

        def __len__(self):
            return 2

        def __repr__(self):
            return f"({self.x}, {self.y})"

    total = Point(0, 0)
    for i in range(n):
        total = total + Point(i, 1)
    return repr(total), total == Point(total.x, n), len(total), str(total)


def errors(n):
    class Wrong(ValueError):
        def __init__(self, code):
            super().__init__("code", code)
            self.code = code

    class Worse(Wrong):
        pass

    found = []
    for i in range(n):
        try:
            if i % 2:
                raise Worse(i)
            raise Wrong(i)
        except Worse as error:
            found.append(("worse", error.code, error.args))
        except Wrong as error:
            found.append(("wrong", error.code, error.args))
    return found


def body(n):
    """What a body computes, with names of its own and of the function around it."""
    total = n

    class Table:
        size: int = 4
        rows = []
        for i in range(size):
            rows.append(i * total)
        del i
        if n > 2:
            def first(self):
                return self.rows[0] + self.extra
        extra = len(rows) + total
        names = sorted(["b", "a"])

    table = Table()
    return table.rows, table.size, Table.extra, Table.names, table.first() if n > 2 else None


def run(n):
    return once(n), many(n), slots(n), errors(n), body(n)


ARGS = (40,)
QUICK_ARGS = (6,)
