#!/usr/bin/env python3
"""Print digests of what CPython 3.13 makes of many random arguments, or 3.15 of those of which it makes others.

    (python3.13 scripts/meaning_digests.py && python3.15 scripts/meaning_digests.py) > uops/tests/meaning/digests.txt
    python3.13 scripts/meaning_digests.py --show format 17

Arguments come from a generator of random numbers that `uops/tests/meaning/` has too, seeded with the
number of the block, so that a test can make the same ones and compare. A line has a subject, a block and
the CRC-32 of the block's results, which `--show` prints instead.
"""

import argparse
import cmath
import math
import operator
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


# Sets: the order of their members.


def a_member(random):
    number = random.below(random.choice([8, 40, 3000]))
    match random.below(9):
        case 0:
            return -number
        case 1:
            return number << 40
        case 2:
            return number + 0.5
        case 3:
            return (number, 1)
        case _:
            return number


def some_members(random):
    items = [a_member(random) for _ in range(random.below(12))]
    return dict.fromkeys(items) if random.flag(3) else items


def set_step(random, world):
    """Does something to the sets of a world, and says what came of it."""
    one, other = world
    match random.below(14):
        case 0 | 1 | 2:
            return result(one.add, a_member(random))
        case 3 | 4:
            return result(one.discard, a_member(random))
        case 5 | 6:
            return result(one.pop)
        case 7:
            return result(one.update, some_members(random))
        case 8:
            world[1] = set(some_members(random))
            return "other"
        case 9:
            world.reverse()
            return "exchanged"
        case 10 | 11:
            name = random.choice(["and", "or", "sub", "xor"])
            world[0] = getattr(operator, f"__i{name}__" if random.flag(2) else f"__{name}__")(one, other)
            return "combined"
        case 12:
            name = random.choice(["intersection", "union", "difference", "symmetric_difference"])
            world[0] = getattr(one, name)(some_members(random))
            return "made"
        case _:
            if random.flag(4):
                return result(one.clear)
            world[0] = one.copy()
            return "copied"


def sets(random):
    world, steps = [set(), set()], []
    for _ in range(random.below(120)):
        steps.append(set_step(random, world))
        steps.append(f"{len(world[0])} {zlib.crc32(repr(list(world[0])).encode())}")
    return f"{' '.join(steps)} {list(world[0])} {list(world[1])}"


# Bytes and bytearrays.

LETTERS = b"aabbcA1 \t\n\r,-+\xff"
# Names, and what arguments the methods take: one that may be left out is an upper-case letter.
BYTE_METHODS = [
    "capitalize ", "center iF", "count bII", "decode D", "endswith pII", "expandtabs I", "find bII", "hex SI", "index bII",
    "isalnum ", "isalpha ", "isascii ", "isdigit ", "islower ", "isspace ", "istitle ", "isupper ", "join l", "ljust iF",
    "lower ", "lstrip W", "partition p", "removeprefix p", "removesuffix p", "replace ppI", "rfind bII", "rindex bII",
    "rjust iF", "rpartition p", "rsplit WI", "rstrip W", "split WI", "splitlines O", "startswith pII", "strip W",
    "swapcase ", "title ", "translate tP", "zfill i",
]  # fmt: skip
CHANGES = ["append b", "extend p", "insert ib", "pop I", "remove b", "reverse ", "extend l", "copy "]


def some_bytes(random, limit):
    content = bytes([random.choice(LETTERS) for _ in range(random.below(limit))])
    return bytearray(content) if random.flag(2) else content


def small(random):
    return random.below(30) - 12


def an_argument(random, kind):
    match kind:
        case "p":
            return some_bytes(random, 4)
        case "b":
            return random.choice(LETTERS) if random.flag(2) else some_bytes(random, 4)
        case "w":
            return None if random.flag(2) else some_bytes(random, 4)
        case "f":
            return bytearray(b"*") if random.flag(2) else b"."
        case "t":
            return None if random.flag(2) else bytes(range(255, -1, -1))
        case "l":
            return [some_bytes(random, 4) for _ in range(random.below(4))]
        case "o":
            return random.flag(2)
        case "d":
            return "latin-1"
        case "s":
            return ":"
        case _:
            return small(random)


def some_arguments(random, kinds):
    found = []
    for kind in kinds:
        if kind.isupper() and random.flag(2):
            break
        found.append(an_argument(random, kind.lower()))
    return found


def byte_methods(random):
    this = some_bytes(random, 24)
    name, kinds = random.choice(BYTE_METHODS).split(" ")
    shown = result(getattr(this, name), *some_arguments(random, kinds))
    return "no text" if name == "decode" and shown.startswith("!") else f"{name} {shown}"


def a_slice(random):
    start, stop = [None if random.flag(4) else small(random) for _ in range(2)]
    return slice(start, stop, None if random.flag(2) else random.below(7) - 3)


def byte_step(random, data):
    """Does something to a bytearray, and says what came of it."""
    match random.below(8):
        case 0:
            place, byte = small(random), random.below(300)
            # Before 3.15, an apostrophe is shown in another way.
            return result(data.__setitem__, place, 40 if byte == 39 else byte)
        case 1:
            return result(data.__delitem__, small(random))
        case 2:
            return result(data.__setitem__, a_slice(random), some_bytes(random, 6))
        case 3:
            return result(data.__delitem__, a_slice(random))
        case 4:
            return result(data.__getitem__, a_slice(random))
        case 5:
            if random.flag(3):
                return result(data.__imul__, random.below(4) - 1)
            return result(data.__iadd__, some_bytes(random, 6))
        case _:
            name, kinds = random.choice(CHANGES).split(" ")
            return result(getattr(data, name), *some_arguments(random, kinds))


def bytearrays(random):
    data, steps = bytearray(b"abc"), []
    for _ in range(random.below(40)):
        steps.append(byte_step(random, data))
        if len(data) > 60:
            del data[9:]
    return f"{' '.join(steps)} {data}"


# Views of a bytearray.

VIEW_FORMATS = "bBchHiIlLqQfd?z"


def a_view(make):
    """A new view or None, and what it shows."""
    try:
        view = make()
        return view, f"{view.format} {view.tolist()}"
    except Exception as error:
        return None, f"! {type(error).__name__}: {error}"


def view_step(random, data, view):
    """Does something to a view; what it goes on with, and what came of it."""
    match random.below(10):
        case 0:
            return view, result(view.__getitem__, small(random))
        case 1 | 2:
            place, number = small(random), random.below(600) - 200
            return view, result(view.__setitem__, place, number)
        case 3:
            place, number = small(random), random.below(64) / 4
            return view, result(view.__setitem__, place, number)
        case 4 | 5:
            part = a_slice(random)
            made, shown = a_view(lambda: view[part])
            return (view if made is None else made), shown
        case 6:
            return view, result(view.__setitem__, a_slice(random), some_bytes(random, 6))
        case 7:
            letter = random.choice(VIEW_FORMATS)
            made, shown = a_view(lambda: view.cast(letter))
            return (view if made is None else made), shown
        case 8:
            return view, result(view.tobytes)
        case _:
            return view, result(data.append, 1)


def views(random):
    data, steps = bytearray(range(48)), []
    view = memoryview(data)
    for _ in range(random.below(20)):
        view, shown = view_step(random, data, view)
        steps.append(shown)
    view.release()
    steps.append(result(view.tolist))
    return f"{' '.join(steps)} {result(data.append, 1)} {data.hex()}"


# Complex numbers, also with real ones.

PARTS = [0.0, -0.0, 1.0, -1.0, 0.5, -3.0, math.inf, -math.inf, math.nan, 1e200, -1e-200, 7.0]
PIECES = ["1", "+", "-", "j", "J", ".5", "e1", "inf", "nan", "(", ")", " ", "_", "2", "1e-3"]


def a_part(random):
    return random.choice(PARTS) if random.flag(2) else (random.below(20001) - 10000) / 8


def a_complex(random):
    real = a_part(random)
    return complex(real, a_part(random))


def a_number(random):
    match random.below(5):
        case 0:
            return a_part(random)
        case 1:
            return random.below(20) - 9
        case _:
            return a_complex(random)


def complexes(random):
    match random.below(12):
        case 0:
            return result(complex, "".join([random.choice(PIECES) for _ in range(random.below(6))]))
        case 1:
            value = a_complex(random)
            return result(abs, value) if value == value else "a NaN"
        case 2:
            value = a_complex(random)
            return result(hash, value) if value == value else "a NaN"
        case 3:
            value = a_complex(random)
            return result(format, value, a_spec(random))
        case 4:
            function = random.choice([cmath.exp, cmath.sqrt, cmath.phase, cmath.polar])
            value = a_complex(random)
            return result(function, value) if cmath.isfinite(value) else "not finite"
        case 5:
            parts = a_part(random), a_part(random)
            return result(cmath.rect, *parts) if all(map(math.isfinite, parts)) else "not finite"
        case 6:
            return result(sum, [a_number(random) for _ in range(random.below(6))], a_complex(random))
        case 7:
            value = a_complex(random)
            return result(lambda left, right: left == right, value, a_number(random))
        case _:
            value = a_complex(random)
            operands = [value, a_number(random)]
            if random.flag(2):
                operands.reverse()
            name = random.choice(["__add__", "__sub__", "__mul__", "__truediv__", "__pow__"])
            return result(getattr(operator, name), *operands)


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


# CPython has other results since 3.14, which are those of a subject of another name.
SINCE_3_14 = {"complex": "complex_3.14"}

# Subjects: how many blocks of how many cases, and what makes one.
SUBJECTS = {
    "float": (100, 10_000, floats),
    "format": (100, 1_000, formats),
    "percent": (50, 1_000, percents),
    "sort": (100, 100, sorts),
    "dict": (100, 100, dicts),
    "set": (100, 100, sets),
    "bytes": (100, 1_000, byte_methods),
    "bytearray": (100, 100, bytearrays),
    "memoryview": (100, 100, views),
    "complex": (100, 1_000, complexes),
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
    is_new = sys.version_info >= (3, 14)
    for subject, (blocks, _, _) in SUBJECTS.items():
        if is_new and subject not in SINCE_3_14:
            continue
        for number in range(blocks):
            text = "\n".join(block(subject, number))
            print(SINCE_3_14[subject] if is_new else subject, number, f"{zlib.crc32(text.encode()):08x}")


if __name__ == "__main__":
    main()
