"""Classes that derive from `tuple`: those of `namedtuple` and `NamedTuple`, those that derive from them, and others."""

from collections import namedtuple
from typing import NamedTuple
import collections

Point = namedtuple("Point", ["x", "y"])
Line = namedtuple("Line", "start end name", defaults=["line"])
ORIGIN = Point(0, 0)


class Coin(NamedTuple):
    name: str
    value: int = 1

    def worth(self, times):
        return self.value * times

    @property
    def double(self):
        return 2 * self.value


class Vector(Point):
    __slots__ = ()

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def length2(self):
        return self.x * self.x + self.y * self.y


class Pair(tuple):
    def __new__(cls, left, right):
        return super().__new__(cls, (left, right))

    @property
    def left(self):
        return self[0]

    def swapped(self):
        return Pair(self[1], self[0])

    def __repr__(self):
        return f"Pair({self[0]!r}, {self[1]!r})"


class Plain(tuple):
    pass


def walk(points):
    total = 0
    for x, y in points:
        total += x * 10 + y
    for point in points:
        total += point.x + point[1] + len(point)
    return total


def texts(point, coin):
    return [repr(point), str(coin), f"{point} {coin!r}", "%s-%s" % point, f"{coin.name:>5}"]


def compares(a, b):
    return [a == b, a != b, a < b, a <= b, a > b, a == (1, 2), (1, 2) == a, a in [(1, 2)], a is b]


def run(count):
    points = [Point(i, i * 2) for i in range(count)]
    total, moved = 0, Vector(0, 0)
    for i in range(count):
        total += walk(points[: i % 8]) + (Pair(i, 1) > Pair(1, i))
        moved += Vector(i % 5, 1)
        if points[i] in {moved: 0, Point(3, 6): 1}:
            total += points[i]._replace(x=i + 1).x
    found = [total, walk(points), moved.x, moved.y]
    p = Point(1, y=2)
    found.append(compares(p, Point(1, 3)))
    found.append(compares(Point(1, 2), p))
    coin = Coin("one")
    found.append(texts(p, coin))
    found.append([coin.worth(3), coin.double, coin.value, Coin("two", 2).worth(4)])
    found.append(p._replace(x=5) == (5, 2))
    found.append(p._asdict())
    found.append(list(Point._make([7, 8])))
    found.append(p._fields)
    line = Line(p, ORIGIN)
    found.append([line.name, line.start.x, line.end.y, repr(line), repr(Line(1, 2, "three"))])
    found.append([isinstance(p, tuple), isinstance(p, Point), isinstance(p, list), type(p) is Point, tuple(p), list(p)])
    v = Vector(1, 2) + Vector(3, 4)
    found.append([v.length2(), repr(v), v.x, v == (4, 6), isinstance(v, Point)])
    pair = Pair("a", "b")
    found.append([pair.left, repr(pair.swapped()), pair + (1,), pair * 2, pair[::-1], len(pair), sorted([Pair(2, 1), Pair(1, 5)])[0][1]])
    plain = Plain([1, 2, 3])
    found.append([plain.index(2), plain.count(3), 2 in plain, sum(plain), max(plain), repr(plain)])
    table = {p: "p", Point(3, 4): "q"}
    found.append([table[1, 2], table[Point(3, 4)], (3, 4) in table, table.get(Point(9, 9))])
    match p:
        case Point(1, y):
            found.append(("matched", y))
    for each in (p, line, plain, 1):
        match each:
            case [first, second]:
                found.append((first, second))
            case [first, *others]:
                found.append(len(others))
            case other:
                found.append(other)
    a, *rest = line
    found.append([a.x, len(rest), rest[-1]])
    try:
        Point._make([1])
    except TypeError as error:
        found.append(str(error))
    try:
        p._replace(z=1)
    except TypeError as error:
        found.append(str(error))
    seen = {Point(1, 1), Point(1, 1), Point(2, 1)}
    found.append(len(seen))
    found.append(max(points, key=lambda point: point.y).x if points else None)
    found.append(sum(point.x for point in points))
    found.append(bool(p))
    x, y = p
    found.append(x + y)
    found.append([Point(*row) == row for row in [(1, 2), (3, 4)]])
    found.append(Point(**{"x": 1, "y": 2}).y)
    return found


ARGS = (600,)
QUICK_ARGS = (7,)
