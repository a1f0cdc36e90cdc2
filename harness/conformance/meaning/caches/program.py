"""Functions that keep what they have returned, are given arguments before, or follow from others."""

import functools
from functools import cache, lru_cache, partial, total_ordering, wraps


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@cache
def paths(x, y=0):
    return 1 if x == 0 or y == 0 else paths(x - 1, y=y) + paths(x, y - 1)


@functools.lru_cache(maxsize=3)
def small(n):
    return n * n


class Grid:
    def __init__(self, width):
        self.width = width

    @lru_cache
    def area(self, height):
        return self.width * height


def counted(function):
    @wraps(function)
    def call(*args):
        CALLS.append(len(args))
        return function(*args)

    return call


CALLS = []


@counted
def add(a, b, c=0):
    return a + b + c


def scaled(a, b, *, c=1):
    return a * c + b


ADD_ONE = partial(add, 1)
SCALED = functools.partial(sorted, reverse=True)


@total_ordering
class Version:
    def __init__(self, major, minor):
        self.key = major, minor

    def __eq__(self, other):
        return self.key == other.key

    def __lt__(self, other):
        return self.key < other.key


class List(list):
    """A list."""


def run(n):
    CALLS.clear()
    for kept in (fib, paths, small):
        kept.cache_clear()
    total = fib(n) + paths(n, n // 2)
    grid = Grid(n)
    for i in range(n):
        total += small(i % 4) + grid.area(i % 3) + ADD_ONE(i) + partial(scaled, c=i)(1, 2)
    versions = [Version(i % 3, i) for i in range(n)]
    first, last = versions[0], versions[-1]
    ordered = [first > last, first >= last, first <= last, first >= first, max(versions).key, sorted(versions)[0].key]
    found = List()
    found.append(total)
    found.extend(SCALED([3, 1, 2]))
    info = small.cache_info()
    return found, ordered, len(CALLS), repr(fib.cache_info()), info.hits, info.currsize


ARGS = (25,)
QUICK_ARGS = (5,)
