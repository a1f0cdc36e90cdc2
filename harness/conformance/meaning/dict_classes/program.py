"""Dicts that make values: a `defaultdict` that calls code of the program, a `__missing__`; and `OrderedDict`."""

import collections
from collections import defaultdict, OrderedDict


class Record:
    def __init__(self):
        self.total = 0

    def add(self, n):
        self.total += n
        return self


class Squares(dict):
    def __missing__(self, key):
        self[key] = value = key * key
        return value

    def largest(self):
        return max(self.values())


class Tree(defaultdict):
    depth = 1


def tree():
    return collections.defaultdict(tree)


def groups(words):
    found = defaultdict(lambda: [])
    for word in words:
        found[len(word)].append(word)
    return [(size, found[size]) for size in sorted(found)]


def ordered():
    od = OrderedDict([("a", 1), ("b", 2)])
    od["c"] = 3
    od.move_to_end("a")
    first = list(od)
    od.move_to_end("c", last=False)
    second = list(od.items())
    other = OrderedDict(od)
    swapped = OrderedDict([("b", 2), ("c", 3), ("a", 1)])
    found = [first, second, od == other, od == swapped, od == dict(swapped), od != swapped, repr(od), len(od), "a" in od]
    found.append([od.popitem(last=False), od.popitem(), list(reversed(od)), od.get("x"), bool(od)])
    return found


def run(count):
    counts = defaultdict(Record)
    squares = Squares()
    total = 0
    for i in range(count):
        counts[i % 3].add(i)
        total += squares[i % 7]
    t = tree()
    t["a"]["b"]["c"] = 1
    x = Tree(list)
    x["k"].append(3)
    shown = []
    for each in (squares, x, t, [1]):
        match each:
            case {3: square}:
                shown.append(square)
            case {"k": kept}:
                shown.append(kept)
            case {}:
                shown.append("empty")
            case other:
                shown.append(other)
    return [
        shown, total, [(k, v.total) for k, v in counts.items()], squares.largest(), len(squares), list(squares)[:2], dict(squares),
        groups("the quick brown fox jumps over".split()), "a" in t, list(t["a"]), t["a"]["b"]["c"], len(counts), ordered(),
        x["k"], x.depth, 5 in squares, squares == {**squares}, sorted(squares.items())[-1], squares.get(100), isinstance(x, dict),
    ]


ARGS = (500,)
QUICK_ARGS = (9,)
