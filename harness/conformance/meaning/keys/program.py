"""Keys of dicts and members of sets of which the program says what their hash is, and what they equal: which methods are
called, in which order, and what comes of it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

calls = []


class Point:
    """Many of them have the same hash."""

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __hash__(self):
        calls.append(self.x)
        return self.x % 4

    def __eq__(self, other):
        calls.append((self.x, self.y, other.x, other.y))
        return self.x == other.x and self.y == other.y


class Large:
    """Its hash is more than a hash can be, or one that no object has."""

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n

    def __eq__(self, other):
        return self.n == other.n


class Name:
    """It equals texts, and has their hash."""

    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        if isinstance(other, str):
            return self.text == other
        return self.text == other.text


class Hashed:
    """It only equals itself."""

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n


class Equal:
    """It has no hash."""

    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n


@dataclass(frozen=True)
class Cell:
    row: int
    column: int


@dataclass(frozen=True)
class Move:
    start: Cell
    end: Cell
    name: str = ""


@dataclass
class Open:
    n: int


class Table(dict):
    def __missing__(self, key):
        return key.row


def of_dict(n):
    """Instructions and methods of dicts."""
    known = {}
    for i in range(n):
        known[Point(i, i % 2)] = i
    for i in range(n):
        known[Point(i, 0)] = -i
    first = Point(0, 0)
    known[first] = 7
    found = [known[Point(i, i % 2)] for i in range(n)]
    found += [Point(i, 1) in known for i in range(n)] + [Point(i, 0) not in known for i in range(n)]
    found += [known.get(Point(i, 2)) for i in range(n)] + [known.get(Point(i, 1), i) for i in range(n)]
    found += [known.setdefault(Point(i, 3), i) for i in range(n)] + [known.setdefault(Point(i, 0)) for i in range(n)]
    del known[Point(1, 1)]
    found += [known.pop(Point(2, 0)), known.pop(Point(2, 0), "none"), known.pop(Point(3, 1))]
    for key in (Point(1, 1), Point(2, 0)):
        try:
            found.append(known[key])
        except KeyError as error:
            found.append(error.args[0] is key)
        try:
            del known[key]
        except KeyError as error:
            found.append(error.args[0] is key)
        try:
            known.pop(key)
        except KeyError as error:
            found.append(error.args[0] is key)
    copy = dict(known)
    copy.update(known)
    return found, [(key.x, key.y, value) for key, value in known.items()], len(copy), first in copy, copy[first]


def of_set(n):
    """Instructions and methods of sets."""
    known = set()
    for i in range(n):
        known.add(Point(i, 0))
        known.add(Point(i, i % 2))
    before = len(known)
    for i in range(n):
        known.discard(Point(i, 1))
    found = [Point(i, 0) in known for i in range(n)]
    known.remove(Point(0, 0))
    missing = Point(0, 0)
    try:
        known.remove(missing)
    except KeyError as error:
        found.append(error.args[0] is missing)
    again = known.copy()
    return before, len(known), found, len(again), all(member in again for member in known)


def of_others(n):
    """Dicts that have a value for every key, and dicts of the program."""
    groups = defaultdict(list)
    counts = Counter()
    table = Table()
    for i in range(n):
        groups[Cell(i % 3, 0)].append(i)
        counts[Cell(i % 2, i % 3)] += 1
        table[Cell(i, i)] = i
    found = [(key.row, items) for key, items in groups.items()]
    found += [(key.row, key.column, count) for key, count in counts.most_common()]
    return found, table[Cell(1, 1)], table[Cell(n, 2)], counts[Cell(5, 5)], Cell(0, 0) in table, len(counts)


def of_kinds(n):
    """Keys of several kinds in one dict."""
    known = {}
    for i in range(n):
        for key in (i, str(i), Name(str(i + 1)), Hashed(i % 3), Cell(i, 0)):
            known[key] = known.get(key, 0) + 1
    large = {}
    for number in (-1, -2, 2**61 - 1, 2**62, 2**63, 2**64 + 3, 0):
        large[Large(number)] = number
    sizes = [large[Large(number)] for number in (-1, -2, 2**61 - 1, 2**62, 2**63, 2**64 + 3)]
    hashes = [hash(Large(number)) for number in (-1, -2, 2**62, 2**64 + 3)]
    return sorted(known.values()), len(known), sizes, hashes, hash(Cell(1, 2)) == hash((1, 2)), "3" in known


def of_tuples(n):
    """Tuples that have such objects in them."""
    costs = {}
    for i in range(n):
        costs[Cell(i % 3, 0), Cell(0, i % 2)] = i
        costs[i % 2, (Cell(i, 0), "a")] = -i
    seen = set()
    for i in range(n):
        seen.add((Cell(i % 4, 1), i % 3))
    moves = {}
    for i in range(n):
        moves[Move(Cell(i % 2, 0), Cell(0, i % 3))] = i
    found = [costs[Cell(i % 3, 0), Cell(0, i % 2)] for i in range(n)]
    found += [(i % 2, (Cell(i, 0), "a")) in costs for i in range(n)] + [(1, (Cell(0, 0), "b")) in costs]
    return found, len(costs), len(seen), [*moves.values()], moves.get(Move(Cell(0, 0), Cell(0, 0), "x"))


def without_hash(n):
    """Objects that can't be keys."""
    found, known, members = [], {}, set()
    for i in range(n):
        value = Equal(i)
        try:
            known[value] = i
        except TypeError:
            found.append("set")
        try:
            found.append(value in known)
        except TypeError:
            found.append("in")
        try:
            members.add(value)
        except TypeError:
            found.append("add")
        try:
            found.append(hash(Open(i)))
        except TypeError:
            found.append("hash")
        try:
            found.append(known.get(Open(i)))
        except TypeError:
            found.append("get")
    return found, len(known), len(members)


def run(n):
    found = [of_dict(n), of_set(n)]
    told = [*calls]
    calls.clear()
    return [*found, of_others(n), of_kinds(n), of_tuples(n), without_hash(n % 5), told]


ARGS = (17,)
QUICK_ARGS = (6,)
