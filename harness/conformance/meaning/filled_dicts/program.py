"""Dicts that are made of objects of the program, managers that are decorators, and classes of a tuple that are opaque."""

import decimal
from contextlib import contextmanager

asked = []


class Squares:
    def __init__(self, n):
        self.n = n

    def keys(self):
        asked.append("keys")
        return range(self.n)

    def __getitem__(self, key):
        asked.append(key)
        if key == 7:
            raise KeyError(key)
        return key * key


class Pairs:
    def __init__(self, pairs):
        self.pairs = pairs

    def __iter__(self):
        asked.append("iter")
        return iter(self.pairs)


class Steps:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return f"k{self.n}", self.n


@contextmanager
def noted(name):
    asked.append(f"in {name}")
    try:
        yield name
    except KeyError as error:
        asked.append(f"{name} {error}")
    finally:
        asked.append(f"out {name}")


@noted("double")
def double(x, *, by=2):
    if x == 3:
        raise KeyError(x)
    return x * by


def filled(n):
    found = {"k0": -1, 2: "two"}
    found.update(Squares(n))
    found.update(Pairs([("k1", n), (0, None)]))
    found.update(Steps(3))
    made = [dict(Squares(n)), dict(Pairs([[1, 2], "ab"])), dict(Steps(n)), found]
    for items in ({3: 4}, Squares(9), [(5, 6)]):
        try:
            found.update(items)
            made.append(dict(items))
        except KeyError as error:
            made.append(repr(error))
    return made


def kinds(values):
    numbers = (int, decimal.Decimal)
    nested = (str, (bytes, (decimal.Decimal,)))
    found = [(isinstance(value, numbers), isinstance(value, nested)) for value in values]
    return found, [issubclass(cls, (str, decimal.Context)) for cls in (str, int)]


def run(n):
    asked.clear()
    found = []
    for i in range(n):
        found.append((filled(i % 6), [double(3), double(i), double(i, by=5), double.__name__]))
        found.append(kinds([i, "a", b"b", 1.5, decimal.Decimal(i), None, Pairs([])]))
    with noted("with") as name:
        found.append(name)
    return found, asked[:]


ARGS = (20,)
QUICK_ARGS = (4,)
