"""What all programs of a file by random_programs.py may use: its first part."""

HEAD = '''"""Random programs of seed {seed}."""

import math

COUNT = 0


class Point:
    scale = 3

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, by):
        return Point((self.x + by) % 1009, self.y)

    @property
    def norm(self):
        return abs(self.x) + self.scale

    @staticmethod
    def unit():
        return Point(1, "u")


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, by):
        self.x = (self.x - by) % 1013
        return self


class Derived(Point):
    scale = 5

    def moved(self, by):
        other = super().moved(by + 1)
        return Derived(other.x, self.y)


class Pair:
    def __init__(self, a, b):
        self.a = a % 1021
        self.b = b

    def __add__(self, other):
        return Pair(self.a + other.a, self.b ^ other.b)

    def __sub__(self, number):
        return Pair(self.a - number, self.b)

    def __rmul__(self, number):
        return Pair(self.a * (number % 31), self.b)

    def __iadd__(self, other):
        self.b = (self.b + other.a) % 509
        return self

    def __neg__(self):
        return Pair(-self.a, self.b)

    def __invert__(self):
        return self.a - self.b

    def __eq__(self, other):
        return self.a == other.a

    def __lt__(self, other):
        return self.a < other.a

    def __bool__(self):
        return self.a > self.b

    def __getitem__(self, index):
        return self.b if index else self.a

    def __setitem__(self, index, value):
        if index:
            self.b = value % 503
        else:
            self.a = value % 509

    def __contains__(self, value):
        return self.a <= value or self.b == value

    def __iter__(self):
        yield self.a
        yield self.b

    def __str__(self):
        return f"{{self.a}}&{{self.b}}"


class Reflected(Pair):
    def __radd__(self, other):
        return Reflected(other.a, self.a % 499)

    def __gt__(self, other):
        return self.b > other.b


def walk(n):
    while n > 0:
        yield n
        if n % 3 == 0:
            yield from walk(n // 2)
        n -= 1


def helper(a, b=2, *, c=1):
    if a > b:
        return (a - b) % 997
    return a * c + b


def gathered(first, *rest, k=3, **others):
    for value in rest:
        first = (first * k + value) % 4003
    return first + len(others) - sum(others.values()) % 11


def forward(f, *args, **kwargs):
    return f(*args, **kwargs)


def bound(f, *first):
    def call(*rest, **named):
        return f(*first, *rest, **named)

    return call


class Scaled:
    def __init__(self, by, *more):
        self.by = by
        self.more = more

    def __call__(self, x, *others, plus=1):
        return (self.by * x + plus + len(others) + len(self)) % 2003

    def __len__(self):
        return len(self.more)

    def both(self, *values, **named):
        return (self.by + sum(values)) % 1009, len(named)


def kind(value):
    match value:
        case Pair(a=a):
            return a
        case 0 | 1:
            return 1
        case int(x) if x > 100:
            return x % 97
        case [first, *rest, last] if first != last:
            return first + len(rest)
        case [*items]:
            return -len(items)
        case {{1: one, **others}}:
            return one % 89 + len(others)
        case (int(x), str() as text, _):
            return x % 83 - len(text)
        case Point(x=x, y=str(y)):
            return x + len(y)
        case str() | float():
            return 7
    return -2


def recursive(n):
    return 1 if n < 2 else (recursive(n - 1) + recursive(n - 2)) % 10007


def adder(n):
    def add(x):
        return (x + n) % 5003

    return add


def counter(start):
    total = start

    def count(by, step=start):
        nonlocal total
        total = (total + by * step) % 4001
        return total

    def last():
        return total

    return count, last


def made(start):
    class Made:
        def __init__(self, x, y):
            self.x = (x + start) % 1019
            self.y = y

        def moved(self, by):
            return Made(self.x + by, self.y)

    return Made


ADDERS = [adder(3), adder(40), helper]
SCALED = [Scaled(2), Scaled(5, 1, 2), adder(9), bound(gathered, 4)]
COUNT_1, LAST_1 = counter(1)
COUNTERS = {{"one": (COUNT_1, LAST_1), "two": counter(7)}}
CLASSES = (Point, Derived, made(5), made(11))
KEPT = CLASSES[2](4, "kept")
KEPT_PAIR = Reflected(3, 4)
TABLE = {{helper: 2, Point: 5, "kept": KEPT}}
'''
