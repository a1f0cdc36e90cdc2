#!/usr/bin/env python3
"""Print every operation that the recorder accepts, on chosen operands, with CPython 3.13's result.

    python3.13 scripts/accepted_operations.py > trace/tests/operations.txt
    python3.13 scripts/accepted_operations.py --identity > trace/tests/identities.txt

What a recording may contain has to run. `recorder/supported.py` has the list of instructions, functions,
methods, classes and operand types; this script tries all of them, on operands of each type, and prints
those that CPython carries out and the recorder does not refuse. A test runs them on the runtime. A line
has an operation, its operands and the result, with tabs between them. An operand is a value as a `.uop`
file has it; in front of it may stand what is called with it, such as `iter`.

`--identity` prints which objects results are, for operands and results that `is` may compare: see
`identity`.
"""

import argparse
import array
import collections
import itertools
import math
import operator
import sys
import types

from recorder import version
from recorder.refused import is_one_of_a_kind
from recorder.supported import CLASS_FUNCTIONS, CLASSES, FUNCTIONS, IMPORTED, METHODS, refused_operation
from python_facts import literal

VALUES = [
    None, True, 0, 3, -2, 2**70, 0.0, 2.5, "", "ab", b"", b"ab", (), (1, "a"), [], [3, 1],
    {}, {1: 2, "a": 3}, set(), {1, 2}, {"a", "bc", "\u00e9\u03a9", b"ab", 12, (1, "a")}, frozenset({1}), range(0), range(3), (0.5, 2),
    [[1, 2], (3, 4)], slice(None, 1), slice(0, -1, 2), bytearray(), bytearray(b"ab"), 1 - 2j, complex(-0.0, 0.0), int, len, math.sqrt, str.upper, math,
]  # fmt: skip
# Second arguments of `isinstance` and `issubclass`.
TYPES = [
    int, bool, str, object, type, dict, range, enumerate, (), (int, str), (list, (float, (bytes, bool))), [int],
]  # fmt: skip
# Values whose identity CPython keeps, finds again, or forgets.
KEPT = [
    None, True, False, 0, 1, 2, -1, 256, 257, -5, -6, 2**100, 2.5, "", "a", "A", "\u00e9", "\u03a9", "ab",
    "AB", "5", "12", "True", "True ", "%s", "%s%s", "%.1s", "s", "1s", " ab ", "a b", "\u00e9\u00e8", "\u00df", "\u03a9\u03b1", b"", b"a", b"ab",
    (), (3,), ("ab",), ("", "ab"), ("ab", "a"), ((), "ab"), [], ["ab"], ["a", "ab"], [(3,)], {}, {"ab": "ab"}, {(3,): 300}, set(),
    {3}, frozenset(), frozenset({3}), range(0), range(3), range(300, 302),
]  # fmt: skip
MADE = {
    "iter": iter, "reversed": reversed, "enumerate": enumerate, "keys": dict.keys,
    "values": dict.values, "items": dict.items, "bool": bool, "str": str,
    "listed": lambda item: [item], "paired": lambda item: (0, item), "held": lambda item: {0: item},
    "keyed": lambda item: {item: 0}, "array_d": lambda items: array.array("d", items),
    "array_b": lambda items: array.array("b", items), "array_L": lambda items: array.array("L", items),
    "deque": collections.deque, "made": lambda items: collections.defaultdict(int, items), "counted": collections.Counter,
}  # fmt: skip
# What these give is no value; `meaning_digests.py` has views, and the rest are for classes of programs.
APART = {"BaseException", "classmethod", "memoryview", "property", "staticmethod", "vars"}
COLLECTIONS = (collections.Counter, collections.defaultdict, collections.deque)
# What puts an object into a container.
CONTAINERS = ("listed", "paired", "held", "keyed")
BINARY = {
    "+": "add", "&": "and_", "//": "floordiv", "<<": "lshift", "*": "mul", "%": "mod", "|": "or_",
    "**": "pow", ">>": "rshift", "-": "sub", "/": "truediv", "^": "xor",
}  # fmt: skip
COMPARE = {"<": "lt", "<=": "le", "==": "eq", "!=": "ne", ">": "gt", ">=": "ge"}


def fresh(value):
    """An equal value, which is another object unless CPython has only one such object."""
    match value:
        case bool() | None:
            return value
        case "True" | "False":
            # The constant of a program is the text of a bool.
            return sys.intern(value)
        case int() | float():
            return type(value)(repr(value))
        case str():
            return value.encode().decode()
        case bytes():
            return bytes(bytearray(value))
        case range() | slice():
            return type(value)(value.start, value.stop, value.step)
        case dict():
            return {fresh(key): fresh(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return type(value)(list(map(fresh, value)))
    return value


def copied(value):
    """A container that an operation may change without changing `value`."""
    if isinstance(value, (set, frozenset)):
        # In the order in which a program inserts the members that it reads.
        return type(value)(list(value))
    return value.copy() if isinstance(value, (list, dict, bytearray)) else value


class Operand:
    """A value, and what is called with it before the operation, the last of these words first."""

    def __init__(self, value, *made):
        self.value = value
        self.made = made
        self.text = " ".join([*made, literal(value)])

    def object(self, copied=copied):
        value = copied(self.value)
        for name in reversed(self.made):
            value = MADE[name](value)
        return value

    def within(self, container):
        """The operand in a container, or None where it can't be there."""
        found = Operand(self.value, container, *self.made)
        try:
            found.object()
        except TypeError:
            return None
        return found


def operands(values):
    """Operands of each type that instructions may meet."""
    found = [Operand(value) for value in values]
    for made in ("iter", "reversed", "enumerate", "keys", "values", "items"):
        for value in ([3, 1], (1, 2), "ab", b"ab", bytearray(b"ab"), range(3), {1: 2}):
            try:
                MADE[made](value)
            except TypeError:
                continue
            if not (made == "reversed" and isinstance(value, dict)):
                found.append(Operand(value, made))
    found += [Operand(value, made) for made in ("array_d", "array_b", "array_L") for value in ([], [3, 1], (1,))]
    found += [Operand(value, "deque") for value in ([], [3, 1], (1, "a"))] + [Operand([1, 2], "iter", "deque")]
    found += [Operand("", "counted"), Operand("abba", "counted"), Operand([3, 3, 1], "counted"), Operand({}, "made"), Operand({1: 2, "a": 3}, "made"), Operand({1: 2}, "items", "made")]
    return [*found, Operand([1, 2], "iter", "array_b"), Operand([2.5], "reversed", "array_d")]


OPERANDS = operands(VALUES)
SUBSCRIPTS = [*map(Operand, VALUES)]
# Operands of comparisons within containers.
CONTAINED = [*OPERANDS, *(Operand(value, made) for made in ("keys", "items") for value in ({}, {1: 2, "a": 3}))]
# A text of one character that is not the one that CPython keeps.
KEPT_OPERANDS = [*map(Operand, KEPT), Operand(5, "str")]
BOUNDS = [*map(Operand, (None, 0, 1, 9, -1))]


def shown(result):
    """A result as the runtime shows it: an object without a value of its own by its type."""
    is_addressed = type(result).__repr__ is object.__repr__ or type(result).__name__.startswith("dict_")
    if is_addressed or isinstance(result, (array.array, *COLLECTIONS)):
        return f"<{type(result).__name__.replace('str_ascii_', 'str_')} object>"
    return repr(result)


def places(operands):
    """What `identity` calls operands and their items, by address."""
    known = {id(operand): f"operand {at}" for at, operand in enumerate(operands)}
    for at, operand in enumerate(operands):
        for index, item in enumerate(items(operand)):
            known.setdefault(id(item), f"operand {at} item {index}")
    return known


def identity(result, known):
    """Which object a result is: an operand or its item, by position; `once` if CPython has only one such object;
    otherwise `new`, and the items of new lists and tuples. Of numbers and bytes, which the recorder refuses as
    operands of `is`, the type."""
    if is_kept_once(result):
        return "once"
    if isinstance(result, (int, float, bytes)):
        return type(result).__name__
    if id(result) in known:
        return known[id(result)]
    if isinstance(result, (list, tuple)):
        return f"new [{', '.join(identity(item, known) for item in result)}]"
    return "new"


def items(value):
    """The items of a list or tuple; the keys and then the values of a dict."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    return [*value] if isinstance(value, (list, tuple)) else []


def is_kept_once(value):
    """Whether CPython has only one object of this value. Of some characters and small ints it has several at
    times, whose comparison the recorder refuses."""
    if value is None or isinstance(value, (bool, type)):
        return True
    if isinstance(value, (str, int, tuple)) and is_one_of_a_kind(value):
        return True
    return isinstance(value, str) and value is sys.intern(fresh(value))


class Printer:
    def __init__(self):
        self.tried = {}

    def try_(self, operation, function, *args):
        """Prints an operation if CPython carries it out and the recorder accepts it."""
        objects = [self.object(arg) for arg in args]
        kinds = tuple(type(each) for each in objects)
        key = (operation, kinds, tuple(arg.made for arg in args))
        if self.is_tried(key) or is_too_large(operation, objects):
            return
        if refused_operation(operation, [kind.__name__ for kind in kinds]):
            return
        known = places(objects)
        # An operation may remove items, whose addresses are known here.
        _alive = [items(each) for each in objects]
        try:
            result = function(*objects)
        except Exception:
            return
        self.print(result, known, [operation, *(arg.text for arg in args)], key)

    def count(self, key):
        self.tried[key] = self.tried.get(key, 0) + 1


class Results(Printer):
    """Prints the results of operations."""

    def object(self, operand):
        return operand.object(copied)

    def is_tried(self, key):
        return self.tried.get(key, 0) == 2

    def print(self, result, _known, columns, key):
        # The text of a module has the place of its file.
        if result is not math and "<module" not in shown(result):
            self.count(key)
            print(*columns, shown(result), sep="\t")


class Identities(Printer):
    """Prints which objects the results of operations are."""

    def object(self, operand):
        return operand.object(fresh)

    def is_tried(self, _key):
        return False

    def print(self, result, known, columns, key):
        # A collection is no value that the runtime has a form for.
        if isinstance(result, (bool, *COLLECTIONS)) or len(items(result)) > 6:
            return
        found = identity(result, known)
        self.count((key, found))
        if self.tried[key, found] <= 4:
            print(*columns, found, sep="\t")


def is_too_large(operation, objects):
    """Whether a result would not fit memory."""
    name = operation.split(" ")[-1].rstrip("=")
    numbers = [each for each in objects if isinstance(each, int) and abs(each) > 1000]
    return bool(numbers) and name in ("**", "<<", "pow", "*", "center", "ljust", "rjust", "zfill")


def instructions(out, operands, subscripts):
    """Instructions on operands of all types."""
    for left, right in itertools.product(operands, repeat=2):
        for symbol, name in BINARY.items():
            out.try_(f"binary {symbol}", getattr(operator, name), left, right)
            in_place = getattr(operator, "i" + name.rstrip("_"))
            out.try_(f"binary {symbol}=", in_place, left, right)
        for symbol, name in COMPARE.items():
            out.try_(f"compare {symbol}", getattr(operator, name), left, right)
        out.try_("contains", operator.contains, left, right)
    for container, subscript in itertools.product(operands, subscripts):
        out.try_("subscript", operator.getitem, container, subscript)
    for operand in operands:
        out.try_("unary -", operator.neg, operand)
        out.try_("unary ~", operator.invert, operand)
        out.try_("unary not", operator.not_, operand)
        out.try_("str", str, operand)
        out.try_("repr", repr, operand)
        out.try_("unpack", lambda iterable: tuple(iterable), operand)
        out.try_("extend", lambda iterable: [*iterable], operand)


def contained(out, operands):
    """Comparisons of what is in containers, as items, values and keys."""
    for container in CONTAINERS:
        inside = list(filter(None, (each.within(container) for each in operands)))
        for left, right in itertools.product(inside, repeat=2):
            for symbol, name in COMPARE.items():
                out.try_(f"compare {symbol}", getattr(operator, name), left, right)
    for left, right in itertools.product(operands, repeat=2):
        for holder in filter(None, map(right.within, CONTAINERS)):
            out.try_("contains", operator.contains, holder, left)
        out.try_("method list.count", list.count, right.within("listed"), left)
        out.try_("method tuple.index", tuple.index, right.within("paired"), left)
        for name, function in (("max", max), ("min", min)):
            out.try_(f"builtin {name}", function, left, right)


def calls(out, operands, few):
    """Functions, classes and methods; three arguments are some of `few`, and so are two of a method."""
    plain = [operand for operand in operands if not operand.made]
    callables = {f"builtin {name}": getattr(__builtins__, name) for name in sorted(FUNCTIONS - APART)}
    for name in sorted(CLASS_FUNCTIONS):
        owner, _, function = name.partition(".")
        if function != "__new__":
            callables[f"builtin {name}"] = getattr(getattr(__builtins__, owner), function)
    callables |= {
        f"type {name}": getattr(__builtins__, name) for name in sorted(CLASSES - {"super", "object"} - APART)
    } | {f"type {name}": cls for name, cls in sorted(IMPORTED.items())}
    for operand, kinds in itertools.product(operands, map(Operand, TYPES)):
        for name in ("isinstance", "issubclass"):
            out.try_(f"builtin {name}", callables[f"builtin {name}"], operand, kinds)
    for name, function in callables.items():
        for operand in operands:
            out.try_(name, function, operand)
        for pair in itertools.product(operands, plain):
            out.try_(name, function, *pair)
        for triple in itertools.product([each for each in few if each.value != ""], repeat=3):
            out.try_(name, function, *triple)
    classes = {"str": str, "bytes": bytes, "bytearray": bytearray, "complex": complex, "list": list, "tuple": tuple, "dict": dict, "set": set, "int": int, "float": float,
               "frozenset": frozenset, "array": array.array, "deque": collections.deque,
               "Counter": collections.Counter, "generator": types.GeneratorType,
               "coroutine": types.CoroutineType, "slice": slice}  # fmt: skip
    for owner, names in sorted(METHODS.items()):
        if owner in APART:
            continue
        this = [each for each in operands if isinstance(each.object(fresh), classes[owner])]
        for name in sorted(names):
            method = getattr(classes[owner], name)
            for operand in this:
                out.try_(f"method {owner}.{name}", method, operand)
                for other in operands:
                    out.try_(f"method {owner}.{name}", method, operand, other)
                for others in itertools.product(few, repeat=2):
                    out.try_(f"method {owner}.{name}", method, operand, *others)


def texts_and_slices(out):
    """What makes texts of texts, and slices with both bounds."""
    for container, start, stop in itertools.product(KEPT_OPERANDS, BOUNDS, BOUNDS):
        out.try_("slice", lambda container, start, stop: container[start:stop], container, start, stop)
    texts = [operand for operand in KEPT_OPERANDS if isinstance(operand.object(fresh), str)]
    for left, right in itertools.product(texts, repeat=2):
        out.try_("build", lambda left, right: f"{left}{right}", left, right)


def main():
    if not version.hashes_alike():
        version.restart(PYTHONHASHSEED="0")
    sys.stdout.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--identity", action="store_true", help="print which objects results are")
    if parser.parse_args().identity:
        out = Identities()
        instructions(out, KEPT_OPERANDS, KEPT_OPERANDS)
        calls(out, KEPT_OPERANDS, [*map(Operand, (0, 3, "", "ab", "a"))])
        texts_and_slices(out)
    else:
        out = Results()
        instructions(out, OPERANDS, SUBSCRIPTS)
        calls(out, OPERANDS, [*map(Operand, (3, -2, None, "", "ab"))])
        contained(out, CONTAINED)


if __name__ == "__main__":
    main()
