"""What only the values of operands tell: operations whose result the runtime has no object for, or another
object than CPython."""

import array
import cmath
import collections
import inspect
import math
import types

from . import memory
from .opaque import has_given_up
from .program import MODULE_NAME
from .unordered import ITERATES, has_one_order, is_as_made
from .version import shows_as_bytes


class Refused:
    """A type that stands for an operand in the kinds of an operation that can't be recorded."""

    reason: str


class Addressed(Refused):
    reason = "a text with the address of an object"


class Complex(Refused):
    reason = "a power that is complex"


class NotFinite(Refused):
    reason = "a function of cmath of a number that is not finite"


class WideLogarithm(Refused):
    reason = "a logarithm of an int that no float has"


class TextArray(Refused):
    reason = "an array of characters"


class CollectionText(Refused):
    reason = "a text with a defaultdict or Counter, or with a deque that has a maxlen"


class ByteArrayText(Refused):
    reason = "a text with a bytearray that has an apostrophe"


class Factory(Refused):
    reason = "a defaultdict whose factory is no builtin class"


class WideCount(Refused):
    reason = "an enumeration that counts beyond 64 bits"


class Surrogate(Refused):
    reason = "a text with a lone surrogate"


class WideRange(Refused):
    reason = "a range of more than 64 bits"


class Unordered(Refused):
    reason = "the order of a set"


class Iterated(Refused):
    reason = "arguments that an iterator hands out, of a builtin"


class ModuleText(Refused):
    reason = "a text with the place of a module's file"


class ExceptionText(Refused):
    reason = "a text with an exception inside of another object"


class EarlyValue(Refused):
    reason = "a value that is sent to a generator or coroutine that has not started"


class ExhaustedGenerator(Refused):
    reason = "an asynchronous generator that has ended"


class ClassText(Refused):
    reason = "a text with the name of a class of the program"


_EQUAL = {
    cls: type("Equal", (Refused,), {"reason": f"`is` of two equal objects of type {cls.__name__}"})
    for cls in (int, str, float, complex, bytes)
}
_CONTAINERS = (
    list, tuple, set, frozenset, dict, type({}.keys()), type({}.values()), type({}.items()), collections.deque
)  # fmt: skip
_ADDRESSED = (
    types.AsyncGeneratorType, types.CoroutineType, types.FunctionType, types.GeneratorType, types.MethodType
)  # fmt: skip


def is_checked(operation):
    """Whether the operands of an operation, a key of `_CHECKS`, decide if it is refused."""
    return operation in _CHECKS


def depends_on_values(operation, addresses):
    """Whether it depends on more than the types of operands if an operation on them is refused, a key of `_CHECKS`."""
    types = [memory.type_at(address) for address in addresses if address]
    if operation in ITERATES:
        return types[0] in _SETS
    if operation == "IS_OP":
        return types[0] == types[1] and memory.object_at(types[0]) in _EQUAL
    return operation != "%" or memory.object_at(types[0]) in (str, bytes)


def call_depends_on_values(callee, addresses):
    """The same for a call of what has this address, a key of `_CHECKS`."""
    types = {memory.type_at(address) for address in addresses if address}
    if callee in _ORDERING or callee in _WALKING:
        return not types.isdisjoint(_SETS)
    if types == {id(int)} and callee in _WIDE:
        return any(address and memory.int_size(address) == memory.LARGE for address in addresses)
    return True


def refusal(operation, addresses):
    """The `Refused` of an operation on operands, or None. An operation is a key of `_CHECKS`."""
    check = _CHECKS.get(operation)
    return check and check(*[memory.object_at(address) for address in addresses if address])


def is_one_of_a_kind(value):
    """Whether CPython has one object for all equal values of this type."""
    if type(value) is int:
        return -5 <= value <= 256
    if type(value) is str:
        return len(value) == 0 or len(value) == 1 and value < "\u0100"
    return type(value) in (tuple, bytes) and len(value) <= (type(value) is bytes)


def is_wide(found):
    """Whether the bounds, the step or the length of a range do not fit 64 bits."""
    try:
        return not all(-(2**63) <= n < 2**63 for n in (found.start, found.stop, found.step, len(found)))
    except OverflowError:
        return True


def _compared(left, right):
    """`left is right`: optimised traces keep the values of numbers without their objects; the runtime has each
    small int, each character of Latin-1 and the texts of bools once, CPython at times several."""
    if type(left) is not type(right) or type(left) not in _EQUAL or left is not right and left != right:
        return None
    is_kept = is_one_of_a_kind(left) and type(left) is not bytes or left in ("True", "False")
    agrees = left is right if is_kept else type(left) is str
    return None if agrees else _EQUAL[type(left)]


def _raised(base, exponent, *_):
    """`base ** exponent`"""
    if not isinstance(base, (int, float)) or not isinstance(exponent, float):
        return None
    is_complex = base < 0 and base != -math.inf and math.isfinite(exponent) and exponent % 1 != 0
    return Complex if is_complex and has_given_up() else None


def _shown(*values):
    """The text of a value, or of what is in it."""
    left, seen = [*values], set()
    while left:
        value = left.pop()
        if isinstance(value, (set, frozenset)) and len(value) > 1:
            return Unordered
        if isinstance(value, type) and value.__module__ == MODULE_NAME:
            return ClassText
        if isinstance(value, types.ModuleType):
            return ModuleText
        is_bounded = isinstance(value, collections.deque) and value.maxlen is not None
        is_shown_so = is_bounded or isinstance(value, (collections.Counter, collections.defaultdict))
        if is_shown_so and not has_given_up():
            return CollectionText
        if isinstance(value, bytearray) and not shows_as_bytes(value) and not has_given_up():
            return ByteArrayText
        if isinstance(value, _CONTAINERS):
            if id(value) not in seen:
                seen.add(id(value))
                left += value
                if isinstance(value, dict):
                    left += value.values()
        elif isinstance(value, BaseException):
            if value not in values:
                return ExceptionText
            left += value.args
        elif isinstance(value, types.BuiltinFunctionType):
            if not isinstance(value.__self__, types.ModuleType):
                return Addressed
        elif type(value).__repr__ is object.__repr__ or isinstance(value, _ADDRESSED):
            return Addressed
    return None


def _as_text(value="", *_):
    """`str(value)`, `format(value)`: a class with a `__str__` or `__format__` of its own shows no address."""
    cls = type(value)
    own = cls.__str__ is not object.__str__ or cls.__format__ is not object.__format__
    return None if cls.__module__ == MODULE_NAME and own else _shown(value)


def _ordered(members, *others):
    """`sorted(members)`, `min(members)`, `max(members)`: members of a set that no order tells apart come as the
    set has them."""
    if not isinstance(members, (set, frozenset)) or len(members) < 2:
        return None
    return None if all(map(_is_ordered, members)) and not any(map(callable, others)) else Unordered


def _walked(*iterables):
    """`for member in members`, `list(members)`"""
    for members in iterables:
        if isinstance(members, (set, frozenset)) and not has_one_order(members):
            return Unordered
        # One that exists before the run is made of its members anew.
        if isinstance(members, frozenset) and not is_as_made(members):
            return Unordered
    return None


def _is_ordered(member):
    """Whether this and the other members of a set are in order if they can be compared at all."""
    if isinstance(member, tuple):
        return all(map(_is_ordered, member))
    return isinstance(member, (int, str, bytes)) or isinstance(member, float) and member == member


def _made_range(*bounds):
    """`range(*bounds)`"""
    is_made = all(isinstance(bound, int) for bound in bounds) and 0 not in bounds[2:]
    return WideRange if is_made and 0 < len(bounds) < 4 and is_wide(range(*bounds)) else None


def _counted(_iterable, start=0, *_):
    """`enumerate(iterable, start)`"""
    is_wide_count = isinstance(start, int) and not -(2**63) <= start < 2**62
    return WideCount if is_wide_count else _walked(_iterable)


def _defaulting(factory=None, *_):
    """`defaultdict(factory, ...)`"""
    is_builtin = isinstance(factory, type) and factory.__module__ in ("builtins", "collections")
    return None if factory is None or is_builtin or has_given_up() else Factory


def _array(code="", *_):
    """`array.array(code, ...)`"""
    return TextArray if code in ("u", "w") else None


def _character(number, *_):
    """`chr(number)`"""
    return Surrogate if isinstance(number, int) and 0xD800 <= number < 0xE000 else None


def _formatted(value, spec="", *_):
    """`format(value, spec)`"""
    is_character = isinstance(spec, str) and spec.endswith("c")
    return is_character and _character(value) or _as_text(value)


def _filled(left, right):
    """`left % right`, which is a text if the left one is"""
    if not isinstance(left, (str, bytes)):
        return None
    if isinstance(left, str) and "c" in left:
        values = right.values() if isinstance(right, dict) else right if isinstance(right, tuple) else [right]
        if any(map(_character, values)):
            return Surrogate
    return _shown(left, right)


def _sent(generator, value=None, *_):
    """`generator.send(value)`"""
    if isinstance(generator, types.CoroutineType):
        is_new = inspect.getcoroutinestate(generator) == inspect.CORO_CREATED
    else:
        is_new = isinstance(generator, types.GeneratorType) and inspect.getgeneratorstate(generator) == inspect.GEN_CREATED
    return EarlyValue if is_new and value is not None else None


def _awaited_next(iterator):
    """`anext(iterator)`"""
    has_ended = isinstance(iterator, types.AsyncGeneratorType) and iterator.ag_frame is None
    return ExhaustedGenerator if has_ended else None


def _logarithm(*numbers):
    """`math.log(*numbers)`"""
    is_wide = any(isinstance(number, int) and number.bit_length() > 1023 for number in numbers)
    return WideLogarithm if is_wide else None


def _complex(*numbers):
    """`cmath.exp(number)` and the like"""
    known = [number for number in numbers if isinstance(number, (int, float, complex))]
    try:
        return None if all(map(cmath.isfinite, known)) or has_given_up() else NotFinite
    except OverflowError:
        return None


# Instructions and operators by name, callables by address.
_CHECKS = {
    "IS_OP": _compared,
    "**": _raised,
    "%": _filled,
    "CONVERT_VALUE": _shown,
    "FORMAT_SIMPLE": _as_text,
    "FORMAT_WITH_SPEC": _formatted,
    "GET_ANEXT": _awaited_next,
    id(array.array): _array,
    id(chr): _character,
    id(collections.defaultdict): _defaulting,
    id(enumerate): _counted,
    id(format): _formatted,
    id(math.log): _logarithm,
    id(pow): _raised,
    id(range): _made_range,
    id(str): _as_text,
    id(types.CoroutineType.send): _sent,
    id(types.GeneratorType.send): _sent,
} | {id(getattr(cmath, name)): _complex for name in ("exp", "phase", "polar", "rect", "sqrt")}
_CHECKS |= {id(callee): _shown for callee in (repr, ascii)}
_ORDERING = frozenset(map(id, (sorted, min, max)))
_CHECKS |= dict.fromkeys(_ORDERING, _ordered)
_WALKING = frozenset(map(id, (iter, list, set.pop, sum, tuple, zip)))
_CHECKS |= dict.fromkeys(_WALKING | ITERATES, _walked)
_SETS = frozenset(map(id, (set, frozenset)))
# Those that refuse no ints of one digit.
_WIDE = frozenset(map(id, (math.log, range)))
