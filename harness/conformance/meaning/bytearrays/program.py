"""Bytearrays: made, changed in place, looked through, and compared with what else has bytes."""

from array import array

# The runs change it; each begins with these bytes.
SHARED = bytearray(b"shared")
TABLE = bytes(range(255, -1, -1))


class Grid:
    def __init__(self, w, h):
        self.w = w
        self.cells = bytearray(w * h)

    def __getitem__(self, place):
        return self.cells[place[1] * self.w + place[0]]

    def __setitem__(self, place, value):
        self.cells[place[1] * self.w + place[0]] = value


def sieve(n):
    flags = bytearray(b"\x01") * (n + 1)
    flags[0:2] = bytes(2)
    i = 2
    while i * i <= n:
        if flags[i]:
            flags[i * i :: i] = bytes(len(range(i * i, n + 1, i)))
        i += 1
    return [i for i, flag in enumerate(flags) if flag]


def made(n):
    yield bytearray()
    yield bytearray(3)
    yield bytearray(b"ab\xff\"'")
    yield bytearray([n, 2, 3])
    yield bytearray(x * x % 251 for x in range(n))
    yield bytearray("n\u00e4her", "utf-8")
    yield bytearray("n\u00e4her", encoding="latin-1")
    yield bytearray(array("H", [1, 256]))
    yield bytearray(bytearray(b"copy"))
    yield bytearray(range(n % 256))


def changed(n):
    data = bytearray(b"abc")
    data.append(n)
    data.append(True)
    data.extend(b"xy")
    data.extend([1, 2])
    data.extend(bytearray(b"z"))
    data.extend(data)
    data.extend(x for x in range(3))
    data.insert(0, 7)
    data.insert(-1, 8)
    data.insert(1000, 9)
    found = [data.pop(), data.pop(0), data.pop(-2), bytes(data)]
    data.remove(97)
    data.reverse()
    found += [data.copy(), len(data)]
    data += b"plus"
    data += array("B", [200, 201])
    data *= 2
    found.append(data.copy())
    data[2:4] = b"four"
    data[-3:] = [1, 2, 3, 4]
    data[::5] = data[::5]
    data[1:1] = data
    data[5:2] = range(2)
    found.append(bytes(data))
    data[::2] = bytes(len(data[::2]))
    found.append(data.copy())
    data[1::2] = b""
    found.append(data.copy())
    del data[0], data[1:3], data[::-3]
    data[0] = 255
    data[-1] = False
    found.append(data[::-1])
    data.clear()
    found += [data, bool(data), len(data)]
    return found


def read(data):
    found = [data[0], data[-1], data[1:3], data[::-1], data[5:1:-2], len(data), bool(data), list(data), tuple(reversed(data))]
    found += [97 in data, b"bc" in data, data in b"xabcabcx", bytearray() in data, 200 in data, sum(data), max(data), min(data)]
    found += [data.find(b"c"), data.find(98, 2), data.rfind(b"b"), data.find(b"zz"), data.index(b"b", -4), data.rindex(97)]
    found += [data.count(b"b"), data.count(98, 2), data.count(b""), data.hex(), data.hex(":"), data.hex("-", 2), data.hex(b"_", -4)]
    found += [data.startswith(b"ab"), data.startswith((b"x", b"b"), 1), data.endswith(bytearray(b"c")), data.endswith(b"b", 0, 2)]
    found += [data.replace(b"b", b"--"), data.replace(b"", b".", 3), data.replace(bytearray(b"bc"), b""), data.replace(b"b", b"", 1)]
    found += [data.translate(TABLE), data.translate(None, b"ab"), data.translate(TABLE, delete=b"c"), data.decode(), data.decode("latin-1")]
    found += [data.removeprefix(b"ab"), data.removesuffix(b"bc"), data.partition(b"b"), data.rpartition(b"b"), data.partition(b"zz")]
    found += [data.center(9), data.ljust(8, b"."), data.rjust(8, bytearray(b"*")), data.zfill(9), bytearray(b"-5").zfill(4)]
    found += [data.upper(), data.title(), data.swapcase(), data.capitalize(), data.isalpha(), data.isdigit(), data.islower()]
    return found


def split():
    words = bytearray(b"  one two\tthree \n")
    found = [words.split(), words.split(None, 1), words.rsplit(None, 1), words.strip(), words.lstrip(), words.rstrip(b"\n e")]
    parts = bytearray(b"a,b,,c")
    found += [parts.split(b","), parts.split(b",", 1), parts.rsplit(b",", maxsplit=1), parts.split(sep=bytearray(b",,"))]
    lines = b"a\nb\r\n\rc"
    found += [lines.splitlines(), bytearray(lines).splitlines(True), bytearray(b"a\tbc\td").expandtabs(4), b"\ta".expandtabs()]
    found += [bytearray(b", ").join([b"a", bytearray(b"b"), array("B", [99])]), b"-".join([bytearray(b"x")]), bytearray(b"").join([])]
    found += [b"x".join(bytearray([i]) for i in range(3)), b"Ab1".isalnum(), b" \n".isspace(), b"A Bc".istitle(), b"AB".isupper()]
    found += [b"abc".rfind(b"c"), b"a.b".rpartition(b"."), b"ab".ljust(4), b"  x ".strip(), b"a b".split(), b"abc"[::-1].hex(" ")]
    return found


def compared(n):
    a, b = bytearray(b"abc"), bytearray(b"abd")
    found = [a == b, a != b, a < b, a <= b, a > b, a >= b, a == b"abc", b"abc" == a, a < b"b", b"b" < a, a == "abc", a == [97, 98, 99]]
    found += [a == array("B", b"abc"), array("B", b"abc") == a, a < array("B", [98]), a is a, a == a.copy(), a is a.copy()]
    found += [a + b"x", b"x" + a, a + array("H", [n]), 2 * a, a * 0, a * -1, [*a], sorted({*b} - {*a}), sorted([b, a])]
    found += [str(a), repr(b), f"{a}", f"{b!r:>20}", "%s|%r" % (a, b), isinstance(a, bytearray), type(a) is bytearray, type(a + b"") is bytearray, type(b"" + a) is bytes]
    found += [bytes(a), array("B", a).tolist(), repr(array("H", bytearray(4))), [x for x in reversed(a)], dict(zip(a, b)), ord(bytearray(b"q"))]
    first, *others = a
    x, y, z = b
    found += [first, others, x + y + z]
    match a:
        case [_, _, _]:
            found.append("sequence")
        case bytearray(same):
            found.append(same is a)
    return found


def wrong(function, *args):
    try:
        return function(*args)
    except IndexError as error:
        return f"IndexError: {error}"
    except TypeError as error:
        # Of 3.15, a text has less words.
        return f"TypeError: {error}".replace(" or None", "")
    except ValueError as error:
        return f"ValueError: {error}"


def refused():
    data = bytearray(b"abc")

    def put(place, value):
        data[place] = value

    def put_first(step, value):
        data[0:3:step] = value

    def get(place):
        return data[place]

    def drop(place):
        del data[place]

    def add(other):
        return data + other

    def append(value):
        data.append(value)

    def make(*args):
        return bytearray(*args)

    found = [wrong(put, 9, 1), wrong(put, 0, 256), wrong(put, 0, -1), wrong(put, 0, "a"), wrong(put, "a", 1), wrong(put, 1, 2**70)]
    found += [wrong(put_first, None, 5), wrong(put_first, 1, "a"), wrong(put_first, 2, b"aaa"), wrong(put_first, None, None)]
    found += [wrong(put_first, 0, b""), wrong(put_first, "a", b""), wrong(put_first, 1, [1, 256]), wrong(put_first, 1, ["a"])]
    found += [wrong(get, 3), wrong(get, -4), wrong(get, "a"), wrong(get, None), wrong(drop, 5), wrong(drop, "a")]
    found += [wrong(add, 5), wrong(add, "a"), wrong(add, [1]), wrong(append, 256), wrong(append, "a")]
    found += [wrong(make, -1), wrong(make, [256]), wrong(make, ["a"]), wrong(make, "a"), wrong(make, b"a", "utf-8"), wrong(make, 2.5)]
    return found, data


def refused_by_methods():
    data, empty = bytearray(b"abc"), bytearray()

    def pop(place):
        return data.pop(place)

    def pop_last():
        return empty.pop()

    def remove(value):
        data.remove(value)

    def extend(values):
        data.extend(values)

    def index(part):
        return data.index(part)

    def split(separator):
        return data.split(separator)

    def starts(part):
        return data.startswith(part)

    def join(parts):
        return data.join(parts)

    found = [wrong(pop_last), wrong(pop, 5), wrong(remove, 5), wrong(remove, 300), wrong(extend, 5), wrong(extend, "abc")]
    found += [wrong(extend, [1, 300]), wrong(index, b"z"), wrong(index, 300), wrong(index, "a"), wrong(split, b""), wrong(split, "a")]
    found += [wrong(starts, "a"), wrong(starts, [b"a"]), wrong(join, [b"a", 5]), wrong(join, 5)]
    return found, data


def remembered(n, given=bytearray(b"given")):
    given.append(n)
    return given


def run(n):
    given = remembered(n)
    SHARED[0] = n
    SHARED.extend(given)
    grid = Grid(n, 3)
    for x in range(n):
        grid[x, x % 3] = x
        grid[x, 1] ^= 3
    found = [sieve(n * 10), list(made(n)), changed(n), read(bytearray(b"abcbc")), split(), compared(n)]
    return found, refused(), refused_by_methods(), grid.cells, SHARED, given


ARGS = (30,)
QUICK_ARGS = (4,)
