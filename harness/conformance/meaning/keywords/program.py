"""Builtins with each argument that may be given by name."""

import collections


def key(x):
    return -x


def of_bytes(data):
    return [
        data.decode(encoding="latin-1", errors="strict"), data.expandtabs(tabsize=3), data.hex(sep=":", bytes_per_sep=2),
        data.rsplit(sep=b",", maxsplit=1), data.split(sep=b",", maxsplit=1), data.splitlines(keepends=True),
        data.translate(None, delete=b"ab"), data.rsplit(maxsplit=1), data.split(maxsplit=2),
    ]  # fmt: skip


def run(n):
    found = []
    text = "a,\tb\n\u00e9, c"
    for made in bytes(source=text, encoding="utf-8"), bytearray(source=text, encoding="utf-8"):
        found.append(of_bytes(made))
    found.append(list(collections.deque(text, maxlen=3)))
    found.append(text.encode(encoding="latin-1", errors="strict"))
    for i in range(n):
        items = [i % 3, 2, i % 5, -1]
        found.append(list(enumerate(iterable=items, start=i)))
        found.append(list(enumerate(items, start=i + 1)))
        found.append((int("101", base=2), int("z", base=36)))
        found.append((pow(base=i, exp=3), pow(i, exp=2, mod=7), pow(base=i, exp=5, mod=3)))
        found.append((round(i / 7, ndigits=2), round(number=i / 3), round(number=i / 7, ndigits=3)))
        found.append((sum(items, start=i), sum([0.5], start=1.5)))
        found.append((sorted(items, reverse=True), sorted(items, key=abs), sorted(items, key=None, reverse=False)))
        found.append((max(items, key=abs), min(items, key=abs), max([], default=i), min((), default=None)))
        found.append((max([1, -3], key=abs, default=0), min(i, -i, key=abs)))
        items.sort(reverse=True)
        found.append(list(items))
        items.sort(key=abs)
        found.append(list(items))
        items.sort(key=abs, reverse=True)
        found.append(list(items))
        found.append("a,b,,c".split(sep=",", maxsplit=i % 3))
        found.append(" a b ".split(maxsplit=1))
        found.append("aXbXc".replace("X", "-", count=i % 3) if i >= 0 else None)
        found.append((i - 2).to_bytes(length=2, byteorder="big", signed=True))
        found.append(int.from_bytes(bytes=b"\x81" * i, byteorder="little", signed=True))
        found.append((dict(a=i, b=2), dict({"c": 1}, a=i), dict([("d", 4)], d=i)))
    return found


ARGS = (20,)
QUICK_ARGS = (4,)
