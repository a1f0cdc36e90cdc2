#!/usr/bin/env python3
"""Print what CPython's builtin functions, classes and methods make of chosen arguments.

A line has a callable and its arguments as a `.uop` file has them, and the result (`=`) or the
exception (`!`), with tabs between them. The output of CPython 3.13 is `trace/tests/facts.txt`.
"""

import builtins
import math
import types

VALUES = [
    0, 1, -1, 5, 255, -7, 10**20, True, None, 0.0, -0.5, 2.5, 1e16, 1e-5, 123456.789, 1e300,
    "", "a", "key", "naïve €", "it's", "  pad ", "a,b,,c", "Ab1", b"ab",
    (), (1,), (1, 2, 3), [], [3, 1, 2], [1.5, 2.25, 0.1], ["b", "a"], {}, {"a": 1, 2: "b"},
    {3, 1, 2}, {10, 20, 30, 40, 50, 60, 70}, frozenset({1, 2}), range(5), range(10, 0, -3),
]  # fmt: skip
FUNCTIONS = (
    "len abs all any ascii bin chr hex oct ord repr round sorted sum max min math.sqrt math.floor "
    "math.ceil math.trunc math.isqrt math.log math.exp"
).split()
HASHABLE = [
    0, 1, -1, 10**20, 2.5, -0.5, 1e300, (1, 2), (1.5, (2, 3)), None, range(5), frozenset({1, 2}),
    True, 2**61 - 1, -(2**61 - 1), 0.1, slice(1, 2, 3), slice(None, -1),
]  # fmt: skip
ROUNDED = [2.675, 1.005, 0.5, 1.5, 1234.5, -2.5, 1e22, 15, 25, -15]
FORMATTED = [0, 42, -42, 12345678, 0.5, 1234.5678, 1e20, -0.0, "text", "é", True]
SPECS = ["", ",", "012,"] + (
    "5 <8 >8 ^9 08 + x #x b .2f .3e .4g 10.1f e % _ *^12 .3 c s .2s d =8 +.1f 08.2f g"
).split()
CLASSES = [int, float, str, list, tuple, dict, set, bool]
MORE_VALUES = [
    "12", " -7 ", "0x10", "1_000", "1e5", "inf", "x1", "1__0",
    [(1, 2), (3, 4)], ["ab", "cd"], ["abc"],
]  # fmt: skip
INTS = [("ff", 16), ("0b11", 0), ("z", 36), ("012", 0), ("12", 1), ("0x_f", 16)]

# For each type, the objects whose methods are called, and the arguments for each method.
METHODS = {
    str: (
        ["", "a", "hello world", "  x y  ", "a,b,,c", "naïve", "AbC", "123", "x\ny\r\nz", "aaa"],
        {
            "split": [[], [","], ["a"], [None, 1], [",", 1], [""]],
            "strip": [[], ["a "], ["xh"]],
            "lstrip": [[]],
            "rstrip": [[]],
            "lower": [[]],
            "upper": [[]],
            "capitalize": [[]],
            "isdigit": [[]],
            "isalpha": [[]],
            "isalnum": [[]],
            "isspace": [[]],
            "isupper": [[]],
            "islower": [[]],
            "startswith": [["a"], [("x", "h")], ["l", 2], [1]],
            "endswith": [["c"], [""]],
            "find": [["a"], ["l", 3], ["", 2], ["l", -3, -1], ["", 99]],
            "rfind": [["a"], ["l"]],
            "index": [["a"]],
            "count": [["a"], [""], ["aa"]],
            "replace": [["a", "XY"], ["", "-"], ["l", "", 1]],
            "join": [[["x", "y"]], [[1]], ["abc"], [5]],
            "partition": [[","]],
            "rpartition": [[","]],
            "center": [[9], [8, "*"], [12]],
            "ljust": [[5, "."]],
            "rjust": [[7]],
            "zfill": [[6]],
            "splitlines": [[], [True]],
            "removeprefix": [["a"]],
            "removesuffix": [["c"]],
        },
    ),
    list: (
        [[], [1], [3, 1, 2], [1, "a"], [2.5, 1, True]],
        {
            "count": [[1]],
            "index": [[1], [1, 1], ["zz"]],
            "pop": [[], [0], [-1], [9]],
            "copy": [[]],
        },
    ),
    dict: (
        [{}, {"a": 1, 2: "b"}],
        {
            "get": [["a"], ["z"], ["z", 5], [2.0]],
            "pop": [["a"], ["z"], ["z", 1]],
            "setdefault": [["a", 1], ["q"]],
            "copy": [[]],
            "popitem": [[]],
        },
    ),
    set: (
        [set(), {1, 2, 3}, set(range(0, 90, 7))],
        {
            "union": [[{4, 100}], [[1, 7]]],
            "intersection": [[{2, 3, 9}]],
            "difference": [[{1}]],
            "symmetric_difference": [[{1, 50}]],
            "issubset": [[{1, 2, 3, 4}]],
            "pop": [[]],
            "copy": [[]],
        },
    ),
}


def literal(value):
    """A value as a `.uop` file has it."""
    match value:
        case set() | frozenset():
            return f"{type(value).__name__}({{{', '.join(map(literal, value))}}})"
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case tuple():
            return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
        case dict():
            items = (f"{literal(key)}: {literal(item)}" for key, item in value.items())
            return f"{{{', '.join(items)}}}"
        case type():
            return f"type {value.__name__}"
        case complex():
            return f"complex({value.real!r}, {value.imag!r})"
        case types.ModuleType():
            return f"module {value.__name__}"
        case types.BuiltinFunctionType():
            owner = "" if value.__module__ == "builtins" else f"{value.__module__}."
            return f"builtin {owner}{value.__name__}"
        case types.MethodDescriptorType():
            return f"method {value.__objclass__.__name__}.{value.__name__}"
        case _:
            return repr(value)


def copied(value):
    """A container that a call may change without changing `value`."""
    if isinstance(value, (set, frozenset)) and value:
        # In the order in which a program inserts the members that it reads.
        return type(value)(list(value))
    return value.copy() if isinstance(value, (list, dict)) else value


def is_left_out(name, args):
    """Whether the outcome depends on hashes of texts, or the runtime does not have the case."""
    first = args[0]
    if name == "type set" and isinstance(first, (list, tuple, str, dict)):
        return any(isinstance(item, str) for item in first)
    return (
        (name == "builtin math.trunc" and not isinstance(first, (int, float)))
        or (name in ("type int", "type float") and isinstance(first, bytes))
        or (name == "builtin format" and first is True and "s" in args[1])
    )


def fact(name, function, args):
    """Print what a call gives."""
    if is_left_out(name, args):
        return
    before = literal(tuple(args))
    try:
        outcome = f"= {function(*map(copied, args))!r}"
    except Exception as error:
        outcome = f"! {type(error).__name__}: {error}"
    print(name, before, outcome, sep="\t")


def functions():
    """Facts of builtin functions."""
    for name in FUNCTIONS:
        module, _, function = name.rpartition(".")
        for value in VALUES:
            fact(f"builtin {name}", getattr(math if module else builtins, function), [value])
    for value in HASHABLE:
        fact("builtin hash", hash, [value])
    for value in ROUNDED:
        for digits in (0, 1, 2, -1, -2):
            fact("builtin round", round, [value, digits])
    for left in [7, -7, 2.5, 10**20, 0]:
        for right in [2, -3, 0.5, 0, 3]:
            fact("builtin divmod", divmod, [left, right])
            if isinstance(left, int) and isinstance(right, int) and right >= 0:
                fact("builtin pow", pow, [left, right])
    for value in FORMATTED:
        for spec in SPECS:
            fact("builtin format", format, [value, spec])


def classes():
    """Facts of builtin classes."""
    for cls in CLASSES:
        for value in VALUES + MORE_VALUES:
            fact(f"type {cls.__name__}", cls, [value])
    for text, base in INTS:
        fact("type int", int, [text, base])


def methods():
    """Facts of methods."""
    for cls, (objects, calls) in METHODS.items():
        for name, arguments in calls.items():
            for this in objects:
                for args in arguments:
                    fact(f"method {cls.__name__}.{name}", getattr(cls, name), [this, *args])


if __name__ == "__main__":
    functions()
    classes()
    methods()
