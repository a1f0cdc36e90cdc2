"""Attributes whose names are values: `getattr` and its kin, of all that has attributes, and what they call."""

import math


class Point:
    kind = "point"
    limits = [1, 2]

    def __init__(self, x, y):
        self.x, self.y = x, y

    def scaled(self, by):
        return self.x * by + self.y

    @property
    def area(self):
        return self.x * self.y

    @area.setter
    def area(self, value):
        self.x, self.y = value, 1

    @property
    def broken(self):
        return self.nothing

    @classmethod
    def named(cls, n):
        return cls.__name__ * n

    @staticmethod
    def plain(n):
        return n + 1


class Derived(Point):
    kind = "derived"

    def scaled(self, by):
        return super().scaled(by) + 1


class Pair:
    __slots__ = ("left", "right")


class Lazy:
    def __init__(self):
        self.known = 7

    def __getattr__(self, name):
        if name.startswith("no_"):
            raise AttributeError(f"none: {name}")
        return len(name)


class Doubled:
    def __setattr__(self, name, value):
        if value < 0:
            raise ValueError(name)
        object.__setattr__(self, name, value * 2)


class Logged(Point):
    def __setattr__(self, name, value):
        super().__setattr__(name, value + 1 if name == "x" else value)

    def __getattribute_free__(self):
        return object.__getattribute__(self, "x")


class Visitor:
    def visit(self, node):
        return getattr(self, "visit_" + type(node).__name__, self.other)(node)

    def visit_int(self, node):
        return node + 1

    def visit_list(self, node):
        return sum(self.visit(item) for item in node)

    def visit_Point(self, node):
        return node.x

    def other(self, node):
        return 100


class Registry:
    total = 0


def reads(i, seen):
    point, derived, pair = Point(i, 3), Derived(i, 4), Pair()
    for name in ("x", "y", "kind", "area"):
        seen.append(getattr(point, name))
        seen.append(getattr(derived, name, None))
    for name in ("scaled", "plain"):
        seen.append(getattr(point, name)(i) + getattr(derived, name)(2))
    seen.append(getattr(derived, "named")(2) + getattr(Point, "named")(1))
    seen.append([getattr(pair, "left", "unset"), getattr(pair, "z", "no"), hasattr(pair, "right")])
    setattr(pair, "left", i)
    seen.append(getattr(pair, "left", "unset"))
    seen.append([hasattr(point, name) for name in ("x", "z", "area", "broken", "scaled", "kind", "")])
    seen.append(getattr(point, "broken", "broken"))
    seen.append(getattr(point, "limits") is Point.limits)
    for value in (i, 2.5, "text", [1], {}, None, point, Point, math):
        seen.append([hasattr(value, name) for name in ("append", "real", "items", "upper", "x", "kind", "pi")])
    seen.append(getattr("text", "upper")() + getattr(str, "lower")("ABC"))
    seen.append(getattr(math, "sqrt")(16.0) + getattr(math, "tau", 0.0))
    seen.append(getattr(math, "missing", "none"))


def misses(i, seen):
    point = Point(i, i)
    for owner, name in ((point, "z"), (Point, "z"), (i, "z"), (math, "z"), ("a", "z")):
        try:
            seen.append(getattr(owner, name))
        except AttributeError as error:
            seen.append(str(error))
    try:
        delattr(point, "z")
    except AttributeError as error:
        seen.append(str(error))
    try:
        point.broken
    except AttributeError as error:
        seen.append(str(error))


def asks(i, seen):
    lazy = Lazy()
    for name in ("known", "size", "no_size", "longer_name"):
        seen.append([getattr(lazy, name, "default"), hasattr(lazy, name)])
    for owner in (lazy, Point(i, 1)):
        try:
            seen.append(getattr(owner, "no_such"))
        except AttributeError as error:
            seen.append(str(error))
    seen.append([getattr(owner, "x", None) for owner in (lazy, Point(i, 1), lazy)])


def stores(i, seen):
    point, doubled, logged = Point(0, 0), Doubled(), Logged(1, 2)
    for place, name in enumerate(("x", "y", "extra")):
        setattr(point, name, i + place)
        setattr(doubled, name, i + place)
    seen.append([point.x, point.y, point.extra, doubled.x, doubled.extra, logged.x, logged.y])
    setattr(point, "area", 9)
    doubled.more = 4
    logged.x = 3
    seen.append([point.x, point.y, doubled.more, logged.x, logged.__getattribute_free__()])
    for value in (5, -5):
        try:
            doubled.x = value
            setattr(doubled, "y", -value)
        except ValueError as error:
            seen.append(str(error))
    seen.append([doubled.x, doubled.y])
    delattr(point, "extra")
    delattr(point, "x")
    seen.append([hasattr(point, "extra"), hasattr(point, "x"), hasattr(point, "y")])
    setattr(point, "kind", "own")
    seen.append([point.kind, Point.kind])
    delattr(point, "kind")
    seen.append(point.kind)
    for name in ("total", "other"):
        setattr(Registry, name, i)
    seen.append([Registry.total, getattr(Registry, "other"), getattr(Registry(), "other")])
    delattr(Registry, "other")
    seen.append([hasattr(Registry, "other"), getattr(Registry(), "total")])


def run(n):
    seen = []
    visitor = Visitor()
    for i in range(n):
        reads(i, seen)
        misses(i, seen)
        asks(i, seen)
        stores(i, seen)
        seen.append(visitor.visit([i, [i, 2], Point(i, 0), "a", Derived(1, 1)]))
    return repr(seen[:120]), len(repr(seen))


ARGS = (12,)
QUICK_ARGS = (3,)
