"""Builtins that call functions of the program: lambdas, methods, classes, instances, builtins, and some that raise."""

from functools import reduce


class Point:
    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def weight(self):
        return self.x * 3 % 7 - self.y

    def plus(self, other):
        return Point(self.x + other, self.y)


class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __lt__(self, other):
        return self.parts < other.parts

    def __gt__(self, other):
        return self.parts > other.parts

    def __add__(self, other):
        return Version(*[a + b for a, b in zip(self.parts, other.parts)])


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


def fails(x):
    if x % 5 == 4:
        raise ValueError(x)
    return -x


def add(a, b):
    return (a * 31 + b) & 0xFFFF


def guarded(n, log):
    try:
        return sorted(range(n), key=fails)
    except ValueError as error:
        log.append(str(error))
        return []


def sums(n, k):
    # A closure, and a generator under `map`.
    return sum(map(lambda x: x * k, (i for i in range(n) if i % 3)))


def orders(points, words):
    by_weight = sorted(points, key=Point.weight)
    by_both = sorted(points, key=lambda p: (p.y, -p.x), reverse=True)
    words.sort(key=lambda word: word[::-1])
    nan = sorted([3.0, float("nan"), 1.0, 2.0], key=lambda x: x)
    first = min(points, key=lambda p: abs(p.x - 4))
    last = max(points, key=lambda p: p.x % 5)
    none = min([], key=Point.weight, default=None)
    return [p.x for p in by_weight], [p.x for p in by_both], words[:5], str(nan), first.x, last.x, none


def objects(n):
    versions = [Version(i % 3, i % 5) for i in range(n)]
    ordered = [v.parts for v in sorted(versions)]
    backwards = sorted(versions, key=lambda v: v, reverse=True)
    versions.sort(reverse=True)
    total = sum(versions, Version(0, 0))
    return ordered[:4], [v.parts for v in backwards[:4]], versions[0].parts, max(versions).parts, total.parts


def lazily(n):
    out = []
    for x in map(Scale(3), range(n)):
        if x > 20:
            break
        out.append(x)
    out += list(filter(lambda x: x % 4 == 1, range(n)))
    out += list(filter(None, [0, 1, "", "a"]))
    out.append(",".join(map(str, range(n))))
    a, b, *c = [*map(int, "3 4 5".split())]
    d, e = map(int, "6 7".split())
    out.append(a + b + d * e + len(c))
    out.append(dict(zip("abc", map(len, ["x", "yy", "zzz"]))))
    out += [p.x for p in map(Point, range(3), range(3))]
    out += [i * v for i, v in enumerate(map(abs, [-3, 4]))]
    out.append(max(map(fails, range(4)), default=7))
    out.append(any(map(lambda x: x > 3, range(n))))
    return out


def interrupted(n):
    total = 0
    taken = map(fails, range(n))
    try:
        for value in taken:
            total += value
    except ValueError:
        total += 1000
    return total


def run(n):
    log = []
    points = [Point(i % 11, i % 4) for i in range(n)]
    out = [guarded(4, log), guarded(n, log), log, sums(n, 3), objects(n), lazily(n), interrupted(n)]
    out.append(orders(points, [str(i * 7) for i in range(n)]))
    out.append(reduce(add, range(n), 7))
    out.append(reduce(lambda a, b: a * b, [1, 2, 3, 4]))
    out.append(reduce(Point.plus, range(4), Point(1)).x)
    return out


ARGS = (40,)
QUICK_ARGS = (12,)
