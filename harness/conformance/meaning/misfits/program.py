"""Calls whose arguments do not fit, parameters of every kind, and texts of errors, some of which differ between versions."""

import array


def every(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, sorted(kw.items())


def two(a, b):
    return a, b


def named(*, width, height=1):
    return width, height


def placed(a, b=1, /, c=2, *, d):
    return a, b, c, d


def mixed(a, *, b, c=3, e):
    return a, b, c, e


class Box:
    def __init__(self, a, *, b=5, c):
        self.all = a, b, c

    def method(self, a, *, key):
        return a, key

    @staticmethod
    def static(a):
        return a

    @classmethod
    def of(cls, a):
        return a

    def __call__(self, x):
        return x


class Bare:
    pass


class Point:
    __match_args__ = ("x",)

    def __init__(self):
        self.x = 1


def caught(function):
    try:
        return function()
    except (IndexError, OverflowError, TypeError, ValueError) as error:
        return type(error).__name__, str(error)


def matched(value):
    match value:
        case Point(1, 2):
            return 1
        case Bare(1):
            return 2
    return 3


def misfits(inner, box, one, three, other):
    return [
        lambda: every(), lambda: every(1), lambda: every(1, a=2, c=3), lambda: every(*three), lambda: every(**other),
        lambda: two(1), lambda: two(1, 2, 3), lambda: two(1, a=3), lambda: two(1, 2, z=1), lambda: two(*one, **other),
        lambda: named(), lambda: named(1, 2), lambda: named(3, width=1), lambda: named(widht=1), lambda: named(width=2, Height=1),
        lambda: placed(1), lambda: placed(a=1, d=1), lambda: placed(1, b=2, d=1), lambda: placed(1, 2, 3, 4, d=1),
        lambda: mixed(1), lambda: mixed(1, b=2), lambda: mixed(1, 2, b=1, e=2), lambda: inner(1), lambda: inner(1, 2, k=1),
        lambda: box.method(1), lambda: box.method(), lambda: box.method(1, 2, key=1), lambda: box.method(1, key=2, z=3),
        lambda: Box.method(), lambda: Box.static(), lambda: Box.of(1, 2), lambda: box(), lambda: box(1, 2), lambda: Box(1),
        lambda: Box(1, 2), lambda: Box(*one, **other), lambda: Bare(1), lambda: Bare(x=1),
    ]  # fmt: skip


def texts(i):
    table, members = {1: 2}, {1}
    return [
        lambda: table[[i]], lambda: table.get({}), lambda: {[]: 1}, lambda: members.add([]), lambda: {i, []}, lambda: {(1, [])},
        lambda: "%d" % "x", lambda: "%s %x" % (1, 1.5), lambda: "%(a)f" % {"a": None}, lambda: "%s %s" % 1, lambda: "a" % i,
        lambda: "%q" % 1, lambda: "%" % 1, lambda: "%c" % "ab", lambda: [1][1.5:], lambda: [*i], lambda: {**i}, lambda: [1][10**30],
        lambda: array.array("b", [300]), lambda: array.array("b", [70000]), lambda: array.array("B", [-1]),
        lambda: array.array("H", [70000]), lambda: array.array("i", [2**31]), lambda: array.array("I", [-1]),
        lambda: array.array("Q", [2**64]), lambda: matched(Point()), lambda: matched(Bare()), lambda: int[0],
    ]  # fmt: skip


# What CPython says, whichever version it is.
TEXTS = tuple(caught(each) for each in texts(1))


def run(n):
    found = []
    for i in range(n):

        def inner(a, b=i, *, j=i + 1, k):
            return a, b, j, k

        box = Box(i, c=2)
        found.append([box.all, box.method(1, key=i), every(1, c=i), every(1, 2, 3, c=4, z=i), named(width=i), mixed(i, b=1, e=2)])
        found.append([placed(1, d=i), placed(1, 2, 3, d=4), inner(1, k=i), inner(1, 2, k=3, j=4), every(*(1, 2, i), **{"c": 1, "y": 2})])
        found.append([every.__kwdefaults__, named.__kwdefaults__, inner.__kwdefaults__, two.__kwdefaults__, inner.__defaults__])
        found.append([caught(each) for each in misfits(inner, box, (1,), (1, 2, 3), {"zz": 1})])
        found.append([text for text, known in zip(map(caught, texts(1)), TEXTS) if text != known])
    return found


ARGS = (2,)
QUICK_ARGS = (1,)
