"""Objects of modules that the runtime does not model: texts, numbers, containers, random numbers."""

import random
import re
from collections import OrderedDict, deque
from decimal import Decimal
from types import SimpleNamespace

WORD = re.compile(r"([a-z]+)(\d*)")


class Row:
    def __init__(self, name, price):
        self.name = name
        self.price = price


def shuffled(n):
    source = random.Random(n)
    numbers = list(range(n))
    source.shuffle(numbers)
    return numbers, source.random()


def priced(rows):
    total = Decimal("0.00")
    for row in rows:
        total = total + row.price * 2
        total -= 1
        if row.price > 3 and row.price:
            total = -(-total)
    return f"{total} {total:.1f} {total!r}"


def kept(rows):
    known = OrderedDict()
    for row in rows:
        known[row.name] = row
    first = rows[0].name
    if first in known and known:
        same = known[first] is rows[0]
        del known[first]
    waiting = deque(rows)
    waiting.rotate(1)
    last = waiting.popleft().name
    pair = deque((1, 2))
    left, right = pair
    listed = [0, *waiting]
    return same, last, left + right, len(known), [row.name for row in listed[1:]], len(waiting)


def run(n):
    numbers, part = shuffled(n)
    rows = []
    for found in WORD.finditer("a1 bc22 def333"):
        name, digits = found.groups()
        rows.append(Row(name, Decimal(digits) / 4))
    space = SimpleNamespace(count=0)
    for number in numbers:
        space.count += number
    del space.count
    space.at = WORD.match("x9").group(2)
    return numbers, part, priced(rows), kept(rows), space.at, 3j * 2j == -6


ARGS = (12,)
QUICK_ARGS = (3,)
