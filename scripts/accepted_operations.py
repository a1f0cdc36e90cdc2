#!/usr/bin/env python3
"""Print every operation that the recorder accepts, on chosen operands, with CPython 3.13's result.

    python3.13 scripts/accepted_operations.py > trace/tests/operations.txt

What a recording may contain has to run. `recorder/supported.py` has the list of instructions, functions,
methods, classes and operand types; this script tries all of them, on operands of each type, and prints
those that CPython carries out and the recorder does not refuse. A test runs them on the runtime. A line
has an operation, its operands and the result, with tabs between them. An operand is a value as a `.uop`
file has it; in front of it may stand what is called with it, such as `iter`.
"""

import itertools
import operator
import sys

from recorder.supported import CLASSES, FUNCTIONS, METHODS, refused_operation
from python_facts import literal

# How often an operation is tried with operands of the same types.
TRIES = 2

VALUES = [
    None, True, 0, 3, -2, 2**70, 0.0, 2.5, "", "ab", b"", b"ab", (), (1, "a"), [], [3, 1],
    {}, {1: 2, "a": 3}, set(), {1, 2}, frozenset({1}), range(0), range(3), (0.5, 2), [[1, 2], (3, 4)],
]  # fmt: skip
MADE = {
    "iter": iter, "reversed": reversed, "enumerate": enumerate, "keys": dict.keys,
    "values": dict.values, "items": dict.items, "slice": slice, "bool": bool,
}  # fmt: skip
BINARY = {
    "+": "add", "&": "and_", "//": "floordiv", "<<": "lshift", "*": "mul", "%": "mod", "|": "or_",
    "**": "pow", ">>": "rshift", "-": "sub", "/": "truediv", "^": "xor",
}  # fmt: skip
COMPARE = {"<": "lt", "<=": "le", "==": "eq", "!=": "ne", ">": "gt", ">=": "ge"}


def copied(value):
    """A container that an operation may change without changing `value`."""
    if isinstance(value, (set, frozenset)):
        # In the order in which a program inserts the members that it reads.
        return type(value)(list(value))
    return value.copy() if isinstance(value, (list, dict)) else value


class Operand:
    """A value, and what is called with it before the operation."""

    def __init__(self, value, made=None):
        self.value = value
        self.made = made
        self.text = f"{made} {literal(value)}" if made else literal(value)

    def object(self):
        value = copied(self.value)
        return MADE[self.made](value) if self.made else value


def operands():
    """Operands of each type that instructions may meet."""
    found = [Operand(value) for value in VALUES]
    for made in ("iter", "reversed", "enumerate", "keys", "values", "items", "slice"):
        for value in ([3, 1], (1, 2), "ab", b"ab", range(3), {1: 2}):
            try:
                MADE[made](value)
            except TypeError:
                continue
            if made != "slice" and not (made == "reversed" and isinstance(value, dict)):
                found.append(Operand(value, made))
    return found


OPERANDS = operands()
PLAIN = [operand for operand in OPERANDS if operand.made is None]
SUBSCRIPTS = [*PLAIN, Operand(1, "slice"), Operand(-1, "slice")]


def shown(result):
    """A result as the runtime shows it: an object without a value of its own by its type."""
    if type(result).__repr__ is object.__repr__ or type(result).__name__.startswith("dict_"):
        return f"<{type(result).__name__.replace('str_ascii_', 'str_')} object>"
    return repr(result)


class Printer:
    def __init__(self):
        self.tried = {}

    def try_(self, operation, function, *args):
        """Prints an operation if CPython carries it out and the recorder accepts it."""
        objects = [arg.object() for arg in args]
        kinds = tuple(type(each) for each in objects)
        if self.tried.get((operation, kinds), 0) == TRIES or is_too_large(operation, objects):
            return
        if refused_operation(operation, [kind.__name__ for kind in kinds]):
            return
        try:
            result = function(*objects)
            if is_unordered(result):
                return
            result = shown(result)
        except Exception:
            return
        self.tried[operation, kinds] = self.tried.get((operation, kinds), 0) + 1
        print(operation, *(arg.text for arg in args), result, sep="\t")


def is_unordered(result):
    """Whether the order in which a result shows its members depends on hashes of texts."""
    return isinstance(result, (set, frozenset)) and any(
        isinstance(member, (str, tuple, bytes)) for member in result
    )


def is_too_large(operation, objects):
    """Whether a result would not fit memory."""
    name = operation.split(" ")[-1].rstrip("=")
    numbers = [each for each in objects if isinstance(each, int) and abs(each) > 1000]
    return bool(numbers) and name in ("**", "<<", "pow", "*", "center", "ljust", "rjust", "zfill")


def instructions(out):
    """Instructions on operands of all types."""
    for left, right in itertools.product(OPERANDS, repeat=2):
        for symbol, name in BINARY.items():
            out.try_(f"binary {symbol}", getattr(operator, name), left, right)
            in_place = getattr(operator, "i" + name.rstrip("_"))
            out.try_(f"binary {symbol}=", in_place, left, right)
        for symbol, name in COMPARE.items():
            out.try_(f"compare {symbol}", getattr(operator, name), left, right)
        out.try_("contains", operator.contains, left, right)
    for container, subscript in itertools.product(OPERANDS, SUBSCRIPTS):
        out.try_("subscript", operator.getitem, container, subscript)
    for operand in OPERANDS:
        out.try_("unary -", operator.neg, operand)
        out.try_("unary ~", operator.invert, operand)
        out.try_("unary not", operator.not_, operand)
        out.try_("str", str, operand)
        out.try_("repr", repr, operand)
        out.try_("unpack", lambda iterable: tuple(iterable), operand)
        out.try_("extend", lambda iterable: [*iterable], operand)


def calls(out):
    """Functions, classes and methods."""
    callables = {f"builtin {name}": getattr(__builtins__, name) for name in sorted(FUNCTIONS)}
    callables |= {
        f"type {name}": getattr(__builtins__, name) for name in sorted(CLASSES - {"super", "object"})
    }
    callables.pop("builtin isinstance")
    callables.pop("builtin issubclass")
    for name, function in callables.items():
        for operand in OPERANDS:
            out.try_(name, function, operand)
        for pair in itertools.product(OPERANDS, PLAIN):
            out.try_(name, function, *pair)
        for triple in itertools.product(PLAIN[3:5] + PLAIN[9:10], repeat=3):
            out.try_(name, function, *triple)
    classes = {"str": str, "list": list, "tuple": tuple, "dict": dict, "set": set, "int": int,
               "frozenset": frozenset}  # fmt: skip
    for owner, names in sorted(METHODS.items()):
        this = [operand for operand in PLAIN if type(operand.value) is classes[owner]]
        for name in sorted(names):
            method = getattr(classes[owner], name)
            for operand in this:
                out.try_(f"method {owner}.{name}", method, operand)
                for other in OPERANDS:
                    out.try_(f"method {owner}.{name}", method, operand, other)
                for others in itertools.product(PLAIN[3:5] + PLAIN[8:10], repeat=2):
                    out.try_(f"method {owner}.{name}", method, operand, *others)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    printer = Printer()
    instructions(printer)
    calls(printer)
