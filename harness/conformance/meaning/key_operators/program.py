"""What sets and dicts do with keys that ask the program, and what else goes through objects of its classes."""

import bisect
import functools
import heapq
from collections import Counter, defaultdict, deque


class Key:
    def __init__(self, v):
        self.v = v

    def __hash__(self):
        return self.v % 5

    def __eq__(self, other):
        return isinstance(other, Key) and self.v == other.v

    def __lt__(self, other):
        return self.v < other.v


class Squares:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        if isinstance(i, slice):
            return i.start, i.stop, i.step
        if i >= self.n:
            raise IndexError(i)
        return i * i

    def __len__(self):
        return self.n


def shown(keys):
    return sorted(key.v for key in keys)


def sets(i):
    left, right = {Key(1), Key(2), Key(3)}, {Key(2), Key(i + 3)}
    frozen = frozenset(left)
    found = [shown(each) for each in (frozen | right, frozen & right, frozen - right, frozen ^ right, right - frozen)]
    found += [frozen == left, frozen != right, frozen < left, frozen > right, right <= left | right, frozen.isdisjoint(right)]
    found += [right.issubset([*left]), left.issuperset([Key(1)]), shown(left.difference([Key(1)])), shown(left.intersection([Key(2)]))]
    a, b, c, d = set(left), set(left), set(left), set(left)
    a.difference_update(right)
    b.intersection_update(right)
    c.symmetric_difference_update(right)
    d.symmetric_difference_update([Key(1), Key(9)])
    found += [shown(each) for each in (a, b, c, d)]
    a, b, c, d = set(left), set(left), set(left), set(left)
    a &= right
    b |= right
    c -= right
    d ^= right
    return found + [shown(each) for each in (a, b, c, d)]


def dicts(i):
    left, right = {Key(1): 1, Key(2): 2}, {Key(2): 3, Key(i + 3): 4}
    spread = {**left, Key(1): 9, **right}
    merged = left | right
    left |= right
    return [[(key.v, value) for key, value in each.items()] for each in (spread, merged, left)]


def made(i):
    class Own:
        def __init__(self, v):
            self.v = v

        def __hash__(self):
            return self.v

        def __eq__(self, other):
            return self.v == other.v

    table = {}
    for v in (1, 2, i):
        table[Own(v)] = v
    return len(table), Own(2) in table, table.get(Own(5), 0)


def items(i):
    squares = Squares(i + 3)
    first, *rest = squares
    found = [[x for x in squares], list(squares), sum(squares), 4 in squares, 5 in squares, first, rest, [*reversed(squares)]]
    return found + [max(squares), list(enumerate(squares)), squares[1:i], squares[i:], squares[::2], next(iter(squares))]




def ordered(i):
    heap = []
    for v in (5, 1, i, 4, 2):
        heapq.heappush(heap, Key(v))
    found = [[key.v for key in heap], heapq.heapreplace(heap, Key(9)).v, [heapq.heappop(heap).v for _ in range(4)]]
    rows = [("a", 1), ("b", 3)]
    bisect.insort(rows, ("c", 2), key=lambda row: row[1])
    order = functools.cmp_to_key(lambda a, b: (b > a) - (b < a))
    return found + [rows, sorted([i, 3, 1], key=order), max([i, 3], key=order)]


def collected(i):
    some, other = Counter("abracadabra"), Counter({"a": 1, "b": i + 2, "z": -1})
    both = [some + other, some - other, some | other, some & other]
    some += other
    lists, recent = defaultdict(list), deque(range(i), maxlen=3)
    lists["k"].append(i)
    return [repr(each) for each in (*both, some, Counter(), lists, recent, slice(i, None), range(3).stop)]


def run(n):
    found = []
    for i in range(n):
        found += [sets(i), dicts(i), made(i), items(i), ordered(i), collected(i)]
        try:
            found.append(list(zip([1, i], "ab", strict=True)))
            found.append(list(zip([1], "ab", strict=True)))
        except ValueError as error:
            found.append(str(error))
    return found


ARGS = (3,)
QUICK_ARGS = (2,)
