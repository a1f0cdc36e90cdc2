"""What only the values of operands tell: operations whose result the runtime has no object for, or another
object than CPython."""

import array
import cmath
import collections
import inspect
import math
import types

from . import memory
from .held import held, is_hashed_by_content
from .opaque import HOLDING, has_given_up, holds_opaque, holds_opaque_within, is_opaque
from .program import MODULE_NAME
from .version import hashes_alike, shows_as_bytes


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


class ByteArrayText(Refused):
    reason = "a text with a bytearray that has an apostrophe"


class ViewFormat(Refused):
    reason = "a memoryview of such a format"


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


class AddressHash(Refused):
    reason = "a hash that is made of the address of an object"


class OpaqueOrder(Refused):
    reason = "the order or sum of opaque objects inside of others, of a builtin"


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


# Types whose objects have the same hash in every process; of tuples and frozensets those whose members have.
_HASHED_ALIKE = (int, bool, type(None), range, *((str, bytes) if hashes_alike() else ()))


def is_ordered(members):
    """Whether a set of these members has the same order in every process, if it was made in the same way."""
    return len(members) < 2 or all(map(_is_hashed_alike, members))


# Not empty once a hash was asked for that is made of an address. Those that a `__hash__` of the program gives may be, then.
made_of_addresses = []


# Not empty if the program may have opaque objects.
may_be_opaque = []


def _is_hashed_alike(value):
    cls = type(value)
    if cls in (tuple, frozenset):
        return all(map(_is_hashed_alike, value))
    if cls.__hash__ is None:
        # To ask for it raises an error.
        return True
    if cls.__module__ == MODULE_NAME and is_hashed_by_content(cls):
        return _is_hashed_alike(held(value))
    if _is_hashed_by_program(cls):
        return not made_of_addresses
    # The hash of a NaN is made of its address.
    return cls in _HASHED_ALIKE or cls in (float, complex) and value == value


def _is_hashed_by_program(cls):
    return cls.__module__ == MODULE_NAME and isinstance(cls.__hash__, types.FunctionType)


def is_checked(operation):
    """Whether the operands of an operation, a key of `_CHECKS`, decide if it is refused."""
    return operation in _CHECKS


def depends_on_values(operation, addresses):
    """Whether it depends on more than the types of operands if an operation on them is refused, a key of `_CHECKS`."""
    types = [memory.type_at(address) for address in addresses if address]
    if operation == "IS_OP":
        return types[0] == types[1] and memory.object_at(types[0]) in _EQUAL
    if operation == "SET_FUNCTION_ATTRIBUTE":
        return True
    if operation in _WALKING:
        return not _SETS.isdisjoint(types)
    return operation != "%" or memory.object_at(types[0]) in (str, bytes)


def call_depends_on_values(callee, addresses):
    """The same for a call of what has this address, a key of `_CHECKS`."""
    kinds = {memory.type_at(address) for address in addresses if address}
    if callee == id(hash):
        return not all(kind in _PLAINLY_HASHED or _is_hashed_by_program(memory.object_at(kind)) for kind in kinds)
    if callee in _ASKING and may_be_opaque and not kinds.isdisjoint(_HOLDING):
        return True
    if callee in _ASKING or callee in _WALKERS:
        return not kinds.isdisjoint(_SETS)
    if kinds == {id(int)} and callee in _WIDE:
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
        if isinstance(value, (set, frozenset)) and not is_ordered(value):
            return Unordered
        if isinstance(value, type) and value.__module__ == MODULE_NAME:
            return ClassText
        if isinstance(value, types.ModuleType):
            return ModuleText
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


# The ids of sets that were walked.
walked = set()


def _walked(*values):
    """What puts the members of values in an order, such as `for member in value`."""
    sets = [value for value in values if isinstance(value, (set, frozenset))]
    walked.update(map(id, sets))
    return None if all(map(is_ordered, sets)) else Unordered


def _ordered(members, *others):
    """`sorted(members)`, `min(members)`, `max(members)`: members of a set that no order tells apart come as the
    set has them. What C code asks opaque objects then is not noted, unless one is an argument itself, such as the key."""
    return _order(members, others, _is_asked(members, *others))


def _sorted_in_place(members, *others):
    """`members.sort()`"""
    return OpaqueOrder if _is_asked(*others) else _order(members, others, False)


def _is_asked(*arguments):
    """Whether an argument is opaque, so that the call of a builtin function is noted as a whole."""
    return any(is_opaque(argument, ()) for argument in arguments)


def _order(members, others, is_noted):
    keys = [other.__self__.values() for other in others if isinstance(other, types.BuiltinMethodType) and type(other.__self__) is dict]
    if not is_noted and any(map(holds_opaque_within, [members, *keys])):
        return OpaqueOrder
    if not isinstance(members, (set, frozenset)):
        return None
    return None if all(map(_are_told_apart, members)) and not any(map(callable, others)) else _walked(members)


def _summed(values, *start):
    """`sum(values, *start)`"""
    return OpaqueOrder if holds_opaque(values) and not _is_asked(*start) else _walked(values)


def _are_told_apart(member):
    """Whether this and the other members of a set are in order if they can be compared at all."""
    if isinstance(member, tuple):
        return all(map(_are_told_apart, member))
    return isinstance(member, (int, str, bytes)) or isinstance(member, float) and member == member


def _popped(members, *_):
    """`members.pop()`: the first member stands for all, since a program may pop one after the other."""
    return None if len(members) < 2 or _is_hashed_alike(next(iter(members))) else Unordered


def _stored(value, _container, index):
    """`container[index] = value`"""
    return _walked(value) if isinstance(index, slice) else None


def _joined(left, right):
    """`left += right` and `left |= right`, of a list or a dict"""
    return _walked(right) if isinstance(left, (list, dict)) else None


def _made_range(*bounds):
    """`range(*bounds)`"""
    is_made = all(isinstance(bound, int) for bound in bounds) and 0 not in bounds[2:]
    return WideRange if is_made and 0 < len(bounds) < 4 and is_wide(range(*bounds)) else None


def _counted(iterable, start=0, *_):
    """`enumerate(iterable, start)`"""
    is_wide = isinstance(start, int) and not -(2**63) <= start < 2**62
    return WideCount if is_wide else _walked(iterable)


def _defaulting(factory=None, *_):
    """`defaultdict(factory, ...)`"""
    is_builtin = isinstance(factory, type) and factory.__module__ in ("builtins", "collections")
    return None if factory is None or is_builtin or has_given_up() else Factory


def _array(code="", *contents):
    """`array.array(code, contents)`"""
    return TextArray if code in ("u", "w") else _walked(*contents)


def _cast(_view, format="B", *_):
    """`view.cast(format)`"""
    is_other = isinstance(format, str) and (format.startswith("@") or format in ("P", "e"))
    return ViewFormat if is_other and not has_given_up() else None


def _hashed(value):
    """`hash(value)`"""
    if _is_hashed_alike(value):
        return None
    made_of_addresses.append(True)
    return AddressHash


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


def _filled_fields(text, *values):
    """`text.format(*values)`"""
    if isinstance(text, str) and "c" in text and any(map(_character, values)):
        return Surrogate
    return next(filter(None, map(_as_text, values)), None)


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


# Builtins that put the members of an argument in an order, by address.
_WALKERS = frozenset(map(id, (
    array.array, collections.Counter, collections.deque, bytearray, bytes, dict, enumerate, iter, list, math.fsum, math.prod, reversed, sum,
    set.pop, tuple, zip, bytearray.extend, bytearray.join, bytes.join, collections.deque.extend, collections.deque.extendleft, dict.update, list.extend, str.join
)))  # fmt: skip
# Likewise of instructions and operators, by name.
_WALKING = {
    "GET_ITER": _walked,
    "GET_YIELD_FROM_ITER": _walked,
    "LIST_EXTEND": _walked,
    "STORE_SLICE": _walked,
    "STORE_SUBSCR": _stored,
    "UNPACK_EX": _walked,
    "UNPACK_SEQUENCE": _walked,
    "+": _joined,
    "|": _joined,
}
# Members of a set that are equal in this order come as the set has them.
_ORDERING = frozenset(map(id, (sorted, min, max)))
_ASKING = _ORDERING | {id(list.sort), id(sum)}
# Instructions and operators by name, callables by address.
_CHECKS = _WALKING | dict.fromkeys(_WALKERS, _walked) | dict.fromkeys(_ORDERING, _ordered) | {
    id(list.sort): _sorted_in_place,
    id(sum): _summed,
    id(set.pop): _popped,
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
    id(hash): _hashed,
    id(math.log): _logarithm,
    id(memoryview.cast): _cast,
    id(pow): _raised,
    id(range): _made_range,
    id(str): _as_text,
    id(str.format): _filled_fields,
    id(types.CoroutineType.send): _sent,
    id(types.GeneratorType.send): _sent,
} | {id(getattr(cmath, name)): _complex for name in ("exp", "phase", "polar", "rect", "sqrt")}
_CHECKS |= {id(callee): _shown for callee in (repr, ascii)}
_HOLDING = frozenset(map(id, HOLDING))
_SETS = frozenset(map(id, (set, frozenset)))
# Types of which the hash of an object is the same in every process.
_PLAINLY_HASHED = frozenset(map(id, _HASHED_ALIKE))
# Those that refuse no ints of one digit.
_WIDE = frozenset(map(id, (math.log, range)))
