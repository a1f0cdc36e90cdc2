#!/usr/bin/env python3
"""Print digests of what CPython 3.13 makes of many random arguments.

    python3.13 scripts/meaning_digests.py > uops/tests/meaning/digests.txt
    python3.13 scripts/meaning_digests.py --show format 17

Arguments come from a generator of random numbers that `uops/tests/meaning/` has too, seeded with the
number of the block, so that a test can make the same ones and compare. A line has a subject, a block and
the CRC-32 of the block's results, which `--show` prints instead.
"""

import argparse
import math
import struct
import sys
import zlib

MASK = (1 << 64) - 1


class Random:
    """Marsaglia's xorshift64*."""

    def __init__(self, seed):
        self.state = (seed + 1) * 0x9E3779B97F4A7C15 & MASK

    def next(self):
        x = self.state
        x ^= x >> 12
        x ^= x << 25 & MASK
        x ^= x >> 27
        self.state = x
        return x * 0x2545F4914F6CDD1D & MASK

    def below(self, limit):
        return (self.next() >> 33) % limit

    def choice(self, items):
        return items[self.below(len(items))]

    def flag(self, among):
        """True once among so many times."""
        return self.below(among) == 0


def result(function, *args):
    """The `repr` of a call's result, or its exception."""
    try:
        return repr(function(*args))
    except Exception as error:
        return f"! {type(error).__name__}: {error}"


# Floats: mostly numbers in the middle of two decimals of 16 or 17 digits.


def a_float(random):
    if random.flag(8):
        return struct.unpack("<d", struct.pack("<Q", random.next()))[0]
    digits = 1 + random.below(15)
    whole = 10 ** (digits - 1) + random.next() % (9 * 10 ** (digits - 1))
    bits = 17 - digits + random.below(2)
    odd = random.next() % (1 << bits) | 1
    return float((whole << bits) + odd) / float(1 << bits)


def floats(random):
    return repr(a_float(random))


# Format specifications and `%`.

SPECIAL = [0.0, -0.0, math.inf, -math.inf, math.nan, 1e16, 1e-5, 9.995, 0.5, 1.5, 2.5, 1e22, 1e300]
TEXTS = ["", "a", "héllo", "abcdef ghi", "日本語"]


def a_value(random):
    match random.below(8):
        case 0 | 1:
            return random.below(2000) - 1000
        case 2:
            value = random.next() << random.below(80)
            return -value if random.flag(2) else value
        case 3:
            return (random.below(20001) - 10000) / 8
        case 4:
            return struct.unpack("<d", struct.pack("<Q", random.next()))[0]
        case 5:
            return random.choice(SPECIAL)
        case 6:
            return random.choice(TEXTS)
        case _:
            return random.flag(2)


def a_spec(random):
    spec = ""
    if random.flag(3):
        if random.flag(2):
            spec += random.choice("x*0 é<^,")
        spec += random.choice("<>=^")
    if random.flag(3):
        spec += random.choice("+- ")
    if random.flag(12):
        spec += "z"
    if random.flag(4):
        spec += "#"
    if random.flag(4):
        spec += "0"
    if random.flag(2):
        spec += str(random.below(30))
    if random.flag(4):
        spec += random.choice(",_")
    if random.flag(3):
        spec += f".{random.below(25)}"
    if not random.flag(4):
        spec += random.choice("dddbcoxXneEfFgG%sq")
    return spec


def formats(random):
    value = a_value(random)
    spec = a_spec(random)
    return result(format, value, spec)


def percents(random):
    text = "%"
    for flag in "-+ #0":
        if random.flag(4):
            text += flag
    if random.flag(2):
        text += str(random.below(30))
    if random.flag(3):
        text += f".{random.below(25)}"
    text += random.choice("diuoxXeEfFgGcrsa%ds")
    return result(lambda left, right: left % right, text, a_value(random))


# Sorting, also by comparisons that are no total order.


def an_item(random, kind, index):
    match kind:
        case 0:
            return math.nan if random.flag(8) else float(random.below(50))
        case 1:
            return random.below(20) - 10
        case 2:
            return frozenset([member for member in range(3) if random.flag(2)])
        case 3:
            return random.choice([0, False, 0.0, -0.0, 1, True, 1.0])
        case 4:
            return (float("nan") if random.flag(6) else float(random.below(4)), index)
        case 5:
            return float(index // 3) if not random.flag(40) else float(random.below(100))
        case _:
            return math.nan if random.flag(60) else float(index * (1 if index % 90 < 60 else -1))


def sorts(random):
    kind = random.below(7)
    length = random.below(random.choice([4, 20, 70, 150, 400]))
    items = [an_item(random, kind, index) for index in range(length)]
    match random.below(6):
        case 0:
            return result(lambda items: sorted(items, reverse=True), items)
        case 1:
            key = {0: abs, 1: abs, 2: len, 3: abs, 4: len, 5: int, 6: abs}[kind]
            return result(lambda items: sorted(items, key=key), items)
        case 2:
            return result(min, items) + result(max, items)
        case _:
            return result(sorted, items)


# Dicts: the order of their items, also while an iterator is under way.


def a_key(random):
    key = random.below(random.choice([4, 12, 40]))
    return key if random.flag(4) else f"k{key}"


def dict_step(random, world, number):
    """Does something to the dicts of a world, or to its iterator, and says what came of it."""
    items = world["items"]
    match random.below(30):
        case 0 | 1:
            items[a_key(random)] = number
        case 2:
            return result(items.pop, a_key(random), None)
        case 3:
            return result(items.popitem)
        case 4:
            return result(items.setdefault, a_key(random), number)
        case 5:
            items.update(world["other"])
        case 6:
            world["other"] = items.copy()
        case 7:
            world["other"].pop(a_key(random), None)
        case 8:
            world["other"][a_key(random)] = number
        case 9:
            world["items"] = items | world["other"]
        case 10:
            if random.flag(3):
                items.clear()
        case 11 | 12:
            world["walk"] = iter([items, items.keys(), items.values(), items.items()][random.below(4)])
        case 13:
            world["items"] = dict(world["other"])
        case 14 | 15 | 16 | 17 | 18 | 19:
            # The number of items stays as it is.
            if items.pop(a_key(random), None) is not None:
                items[f"n{number}"] = number
        case 20:
            if items:
                items[f"n{number}"] = items.popitem()[1]
        case _:
            return result(next, world["walk"], "end")
    return "None"


def dicts(random):
    world = {"items": {}, "other": {}, "walk": iter({})}
    steps = [dict_step(random, world, number) for number in range(random.below(150))]
    return f"{' '.join(steps)} {world['items']} {world['other']}"


# Characters.

RANGES = [
    range(0x3400),
    range(0xA000, 0xAC00),
    range(0xF900, 0x12000),
    range(0x16800, 0x17000),
    range(0x1BC00, 0x1FC00),
]
TESTS = "isalnum isalpha isascii isdecimal isdigit islower isnumeric isprintable isspace istitle isupper"
FORMS = "capitalize casefold lower swapcase title upper"


def character(code):
    c = chr(code)
    flags = "".join(str(int(getattr(c, name)())) for name in TESTS.split())
    forms = [repr(getattr(c, name)()) for name in FORMS.split()]
    context = [f"A{c}Σ".lower(), f"A{c}Σb".capitalize(), f"a{c}b".title(), f"{c}Σ".swapcase()]
    return " ".join([flags, *forms, *map(repr, context), result(int, c), result(float, c + "1")])


def characters(block):
    codes = [code for codes in RANGES for code in codes]
    return [character(code) for code in codes[block * 1000 : block * 1000 + 1000]]


# Subjects: how many blocks of how many cases, and what makes one.
SUBJECTS = {
    "float": (100, 10_000, floats),
    "format": (100, 1_000, formats),
    "percent": (50, 1_000, percents),
    "sort": (100, 100, sorts),
    "dict": (100, 100, dicts),
    "character": (45, 1_000, None),
}


def block(subject, number):
    """The results of a block, a line each."""
    _, size, make = SUBJECTS[subject]
    if make is None:
        return characters(number)
    random = Random(number)
    return [make(random) for _ in range(size)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", nargs=2, metavar=("SUBJECT", "BLOCK"), help="print its results")
    options = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    if options.show:
        print("\n".join(block(options.show[0], int(options.show[1]))))
        return
    for subject, (blocks, _, _) in SUBJECTS.items():
        for number in range(blocks):
            text = "\n".join(block(subject, number))
            print(subject, number, f"{zlib.crc32(text.encode()):08x}")


if __name__ == "__main__":
    main()
