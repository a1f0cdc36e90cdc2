"""What only CPython's own memory tells: operands on the evaluation stack, versions, layouts.

Offsets are those of 64-bit default builds. `verify` tries each of them on objects
whose contents are known and refuses an interpreter where one does not hold.
"""

import _ctypes
import ctypes
import struct
import sys
import types
from functools import cache

import _opcode_metadata

from .version import VERSION

# PyObject and PyVarObject
TYPE = 8
LONG_TAG = 16
LONG_DIGIT = 24
# PyFunctionObject; PyMethodObject, and PyCFunctionObject, which has the same places
FUNCTION_CODE = 48
METHOD_FUNCTION = 16
METHOD_SELF = 24
# PyTypeObject, PyHeapTypeObject
_TYPE_VERSION_TAG = 384
_TYPE_CACHED_KEYS = 888 if VERSION >= (3, 15) else 880
_INLINE_VALUES = 1 << 2  # Py_TPFLAGS_INLINE_VALUES
# PyDictObject
DICT_KEYS = 32
# PyDictKeysObject: index size, kind, number of entries, start of the index
_KEYS_LOG2_INDEX_BYTES = 9
_KEYS_KIND = 10
_KEYS_ENTRIES = 24
_KEYS_INDICES = 32
_KIND_SPLIT = 2
# PyDictValues, which lies after an instance's other fields
_INLINE_VALUES_HEADER = 8
# PyFrameObject, _PyInterpreterFrame
FRAME_INTERPRETER_FRAME = 24
FRAME_EXECUTABLE = 0
FRAME_PREVIOUS = 8
FRAME_INSTRUCTION = 56
INTERPRETER_FRAME_LOCALS = 80 if VERSION >= (3, 14) else 72
# Since 3.14 a slot of a frame says in its two lowest bits whether it owns a reference.
ADDRESS_BITS = ~3

# Ints of one 30-bit digit have a tag below this; the two lowest bits are the sign.
COMPACT_TAGS = 2 << 3
_NEGATIVE = 2
INT_SIZES = 3
# What `int_size` says of an int of more than one digit.
LARGE = 2

_read = ctypes.string_at
# Ten times as fast as a cast to `py_object`.
_object_at = _ctypes.PyObj_FromPtr
# All memory as words: this indexes twenty times as fast as bytes are read and unpacked. An address is
# below 2 ** 48.
words = memoryview((ctypes.c_size_t * (1 << 45)).from_address(0)).cast("B").cast("Q")
FUNCTION_TYPE = id(types.FunctionType)
METHOD_TYPE = id(types.MethodType)
BUILTIN_TYPE = id(types.BuiltinFunctionType)
# What builtin functions belong to that are no methods of an object.
OWNER_TYPES = id(types.ModuleType), id(type)
# These have their frame, and its code, in the same place.
GENERATOR_TYPES = id(types.GeneratorType), id(types.CoroutineType), id(types.AsyncGeneratorType)


class UnknownLayout(Exception):
    """This interpreter keeps its objects in another way than CPython's default builds do."""


def object_at(address):
    """The object at an address."""
    return _object_at(address)


def operands(frame, first, count):
    """The addresses of `count` values of a frame from index `first`, counted over its locals and
    then its evaluation stack; 0 where CPython has NULL. Valid inside an instruction event."""
    start = slot(frame, first)
    return [word & ADDRESS_BITS for word in words[start : start + count]]


def slot(frame, index):
    """The index in `words` of a value of a frame, as `operands` counts them."""
    interpreter_frame = words[(id(frame) + FRAME_INTERPRETER_FRAME) >> 3]
    return ((interpreter_frame + INTERPRETER_FRAME_LOCALS) >> 3) + index


def slots(frame, first, count):
    """The words of `count` values of a frame, as `operands` counts them."""
    start = slot(frame, first)
    return list(words[start : start + count])


def put(frame, index, value):
    """Puts an object in the place of another one among the values of a frame."""
    place = slot(frame, index)
    old = words[place]
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(value))
    words[place] = id(value)
    # Since 3.14 a slot may have no reference of its own.
    if VERSION < (3, 14) or not old & 1:
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(object_at(old & ADDRESS_BITS)))


def type_at(address):
    """The address of an object's type."""
    return words[(address + TYPE) >> 3]


def int_size(address):
    """Which of CPython's representations an int has: 0 a small natural number, 1 a small negative
    one, 2 more than one digit."""
    tag = words[(address + LONG_TAG) >> 3]
    return LARGE if tag >= COMPACT_TAGS else int(tag & 3 == _NEGATIVE)


def small_int(address):
    """The value of an int of at most one digit."""
    digit = words[(address + LONG_DIGIT) >> 3] & (1 << 30) - 1
    return -digit if words[(address + LONG_TAG) >> 3] & 3 == _NEGATIVE else digit


def type_version(cls):
    """The version tag that guards on a class compare with; 0 if it has none."""
    return ctypes.c_uint32.from_address(id(cls) + _TYPE_VERSION_TAG).value


def shared_keys(cls):
    """The names of the attributes that instances of a class keep as inline values, in order."""
    keys = words[(id(cls) + _TYPE_CACHED_KEYS) >> 3]
    if not keys or _read(keys + _KEYS_KIND, 1)[0] != _KIND_SPLIT:
        return []
    return _names(keys)


def names_in(table):
    """The keys of a dict of texts at the places that CPython's inline caches mean; None where one was deleted."""
    return _names(words[(id(table) + DICT_KEYS) >> 3])


def _names(keys):
    log2_index_bytes = _read(keys + _KEYS_LOG2_INDEX_BYTES, 1)[0]
    entries = keys + _KEYS_INDICES + (1 << log2_index_bytes)
    addresses = (words[(entries + 16 * i) >> 3] for i in range(words[(keys + _KEYS_ENTRIES) >> 3]))
    return [object_at(address) if address else None for address in addresses]


def has_inline_values(cls):
    """Whether instances of a class keep attributes as inline values."""
    return bool(cls.__flags__ & _INLINE_VALUES)


def inline_values(value):
    """The inline values of an instance, in the order of `shared_keys`: addresses, 0 where an attribute has
    no value. `None` where the instance has a dict instead."""
    start = id(value) + type(value).__basicsize__
    capacity, _, _, is_valid = _read(start, 4)
    if not is_valid:
        return None
    first = (start + _INLINE_VALUES_HEADER) >> 3
    return [words[slot] for slot in range(first, first + capacity)]


def inline_value(cls, cached):
    """Which inline value of an instance an inline cache means: since 3.14 it has the value's offset
    in bytes from the instance's start."""
    if VERSION < (3, 14):
        return cached
    return (cached - values_at(cls)) // 8


def values_at(cls):
    """Bytes from the start of an instance of a class to its inline values."""
    return cls.__basicsize__ + _INLINE_VALUES_HEADER


def _steps():
    yield


async def _awaited():
    pass


async def _asynchronous():
    yield


@cache
def generator_code():
    """Where a generator has the address of its code object: in the frame that lies in it."""
    generator = _steps()
    code = id(generator.gi_code)
    for at in range(TYPE, 256, 8):
        if words[(id(generator) + at) >> 3] & ADDRESS_BITS == code:
            return at
    raise UnknownLayout("no code of a generator where CPython has it")


@cache
def code_units():
    """Where a code object has its bytecode."""
    raw = _probe.__code__._co_code_adaptive
    for at in range(TYPE, 512, 8):
        if _read(id(_probe.__code__) + at, len(raw)) == raw:
            return at
    raise UnknownLayout("no bytecode where CPython has it")


@cache
def thread_frame():
    """Where the state of a thread has the frame that it executes."""
    state, frame = _thread(), _interpreter_frame(sys._getframe())
    for at in range(TYPE, 512, 8):
        if words[(state + at) >> 3] == frame:
            return at
    raise UnknownLayout("no frame of a thread where CPython has it")


def _thread():
    """The address of the state of this thread."""
    state = ctypes.pythonapi.PyThreadState_Get
    state.restype = ctypes.c_void_p
    return state()


def _interpreter_frame(frame):
    return words[(id(frame) + FRAME_INTERPRETER_FRAME) >> 3]


class _Probe:
    def __init__(self):
        self.first = 1
        self.second = 2

    def method(self):
        return self.first


def _probe(probe):
    return probe.method()


def _cached_type_version(code):
    """The type version in the cache of a code object's one method lookup."""
    raw = code._co_code_adaptive
    number = _opcode_metadata._specialized_opmap["LOAD_ATTR_METHOD_WITH_VALUES"]
    position = next((i for i in range(0, len(raw), 2) if raw[i] == number), None)
    if position is None:
        raise UnknownLayout("no specialised method lookup where CPython has one")
    return struct.unpack_from("I", raw, position + 4)[0]


def verify():
    """Raises `UnknownLayout` unless objects lie in memory as this module expects."""
    if sys.implementation.name != "cpython" or struct.calcsize("P") != 8:
        raise UnknownLayout("not a 64-bit CPython")
    probe = _Probe()
    for _ in range(100):
        _probe(probe)
    if type_version(_Probe) != _cached_type_version(_probe.__code__):
        raise UnknownLayout("no type version where CPython has it")
    if shared_keys(_Probe) != ["first", "second"]:
        raise UnknownLayout("no shared keys where CPython has them")
    table = {"first": 1, "second": 2}
    del table["first"]
    if names_in(table) != [None, "second"]:
        raise UnknownLayout("no keys of a dict where CPython has them")
    if inline_values(probe)[:3] != [id(1), id(2), 0]:
        raise UnknownLayout("no inline values where CPython has them")
    for size, value in enumerate([7, -7, 1 << 40]):
        if type_at(id(value)) != id(int) or int_size(id(value)) != size:
            raise UnknownLayout("no type or int size where CPython has it")
    if [small_int(id(value)) for value in (0, 7, -7)] != [0, 7, -7]:
        raise UnknownLayout("no digits of an int where CPython has them")
    if words[(id(_probe) + FUNCTION_CODE) >> 3] != id(_probe.__code__):
        raise UnknownLayout("no code of a function where CPython has it")
    local = object()
    frame = sys._getframe()
    index = frame.f_code.co_varnames.index("local")
    if operands(frame, index, 1) != [id(local)]:
        raise UnknownLayout("no locals where CPython has them")


def verify_callables():
    """The same for what runs Python code."""
    probe, found = _Probe(), []
    pairs = [(probe.method, _Probe.method, probe), (found.append, None, found)]
    for method, function, owner in pairs:
        if function and words[(id(method) + METHOD_FUNCTION) >> 3] != id(function):
            raise UnknownLayout("no function of a method where CPython has it")
        if words[(id(method) + METHOD_SELF) >> 3] != id(owner):
            raise UnknownLayout("no owner of a method where CPython has it")
    coroutine, generator = _awaited(), _asynchronous()
    at = generator_code()
    codes = [words[(id(it) + at) >> 3] & ADDRESS_BITS for it in (coroutine, generator)]
    # It is never awaited, which CPython would warn of.
    coroutine.close()
    if codes != [id(_awaited.__code__), id(_asynchronous.__code__)]:
        raise UnknownLayout("no code of a coroutine where CPython has it")
    _verify_frames()


def _verify_frames():
    """The same for frames that have entered others."""
    frame, caller = sys._getframe(), sys._getframe(1)
    if words[(_interpreter_frame(frame) + FRAME_PREVIOUS) >> 3] != _interpreter_frame(caller):
        raise UnknownLayout("no frame before another one where CPython has it")
    at = _interpreter_frame(caller)
    if words[(at + FRAME_EXECUTABLE) >> 3] & ADDRESS_BITS != id(caller.f_code):
        raise UnknownLayout("no code of a frame where CPython has it")
    if words[(at + FRAME_INSTRUCTION) >> 3] - id(caller.f_code) - code_units() != caller.f_lasti:
        raise UnknownLayout("no instruction of a frame where CPython has it")
    if words[(_thread() + thread_frame()) >> 3] != _interpreter_frame(frame):
        raise UnknownLayout("no frame of a thread where CPython has it")
