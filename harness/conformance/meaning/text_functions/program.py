"""Functions of the program that regular expressions and JSON call: which are called, in which order, and what comes of it."""

import json
import re

WORD = re.compile(r"(\w)(\w*)")
calls = []


class Numbered:
    def __init__(self):
        self.count = 0

    def swapped(self, match):
        self.count += 1
        return f"{match[2]}{match[1]}{self.count}"


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


def shown(value):
    calls.append(type(value).__name__)
    if isinstance(value, Point):
        return {"y": value.y, "x": [value.x, {value.y}]}
    return sorted(value)


def made(found):
    calls.append(len(found))
    return Point(found["x"], found["y"]) if "x" in found else found


def refused(match):
    raise KeyError(match.group())


def replaced(n):
    numbered, starts = Numbered(), []

    def noted(match):
        starts.append(match.start())
        return None if len(starts) % 2 else "-"

    found = [
        re.sub(r"\d+", lambda match: str(int(match.group()) + n), "a1 b22 c333"),
        WORD.sub(numbered.swapped, "hello big world", count=2),
        WORD.subn(numbered.swapped, "one two"),
        re.sub("b*", noted, "abcb"),
        re.subn("B", noted, "abcb", flags=re.I),
        re.sub("x", refused, "none"),
        re.compile(b"a").sub(lambda match: match[0] * 2, b"banana"),
    ]
    for function in (refused, lambda match: 5):
        try:
            found.append(re.sub("n", function, "none"))
        except (KeyError, TypeError) as error:
            found.append(f"{type(error).__name__} {error}")
    return found, starts, numbered.count


def written(n):
    calls.clear()
    value = {"q": [Point(n, 2), {3, 1}], "a": Point(0.5, n), "t": (True, None)}
    found = [json.dumps(value, default=shown), json.dumps(value, default=shown, sort_keys=True, indent=1)]
    try:
        json.dumps([1j], default=shown)
    except TypeError as error:
        found.append(str(error))
    return found, calls[:]


def read(n):
    calls.clear()
    found = json.loads('{"a": {"x": 1, "y": %d}, "b": [{"x": 5, "y": 3}, {}], "c": 2.5}' % n, object_hook=made)
    return found["a"].y + found["b"][0].x, found["b"][1], found["c"], calls[:]


def run(n):
    return [(replaced(i), written(i), read(i)) for i in range(n)]


ARGS = (12,)
QUICK_ARGS = (2,)
