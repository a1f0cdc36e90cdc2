"""Dicts and sets by the hashes of their keys and by which object a key is.

The runtime has this as builtin functions. What C code does with keys whose class has a `__hash__` or an `__eq__` of the
program is done by functions in Python (`hosted_keys.py`): these ask the program, and then look at a table, or change it,
by what is here. Nothing here runs code of the program: tables are read from memory, and while C code changes one, keys
only equal themselves.
"""

import builtins
import collections
import ctypes
from functools import cache

from . import memory

_words, _read, _object_at = memory.words, ctypes.string_at, memory.object_at
# PyTypeObject
_HASH = 120
_COMPARE = 200
_HEAP_TYPE = 1 << 9
# PyDictKeysObject: its sizes, and where its entries begin.
_SIZES = 8
_COUNT = 24
_INDICES = 32
_GENERAL, _TEXTS = 0, 1
_FREE = -1
# PySetObject
_MASK = 32
_TABLE = 40
_LINEAR_PROBES = 9
_SHIFT = 5
_UNSIGNED = (1 << 64) - 1
# Builtin types of keys that may have objects of the program in them.
_NESTING = frozenset({id(tuple), id(frozenset)})
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1

_compare_by_identity = _words[(id(object) + _COMPARE) >> 3]
# The hash of the key with which C code changes a table.
_wanted = [0]
_hash_function = ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p)


class Builtin:
    """A builtin function of the runtime that CPython lacks."""

    __slots__ = ("_function", "name")

    def __init__(self, function):
        self._function = function
        self.name = f"table.{function.__name__}"

    def __call__(self, *arguments):
        return self._function(*arguments)


def verify():
    """Raises `UnknownLayout` unless types and tables lie in memory as this module expects."""
    keys = [2**60 + 7, None, (), "text"]
    for table in (dict.fromkeys(keys), {*keys}, {"text": None}):
        for key in table:
            if {id(key)} != {address for address, _ in _places(table, hash(key))}:
                raise memory.UnknownLayout("no keys of a table where CPython has them")
        if hashes(table) != tuple(map(hash, table)):
            raise memory.UnknownLayout("no hashes of a table where CPython has them")
    first, second = _Hashed(7), _Hashed(7)
    for table in ({first: 1}, {first}):
        put(table, second, 7, *([2] if type(table) is dict else ()))
        if len(table) != 2 or others(table, second, 7) != (first,):
            raise memory.UnknownLayout("no functions of a type where CPython has them")


class _Hashed:
    """What has a hash, and equals all that has the same."""

    __slots__ = ("_hash",)

    def __init__(self, number):
        self._hash = number

    def __hash__(self):
        return self._hash

    def __eq__(self, other):
        return self._hash == other._hash


def _places(table, number):
    """The keys of a table that have a hash, in the order in which they are tried, some twice: the address of each, and
    the index in `words` of its value, which is None in a set."""
    find = _places_in_set if isinstance(table, (set, frozenset)) else _places_in_dict
    return find(id(table), number & _UNSIGNED)


def _places_in_dict(address, number):
    keys = _words[(address + memory.DICT_KEYS) >> 3]
    log2_size, log2_index_bytes, kind = _read(keys + _SIZES, 3)
    mask, width = (1 << log2_size) - 1, next(1 << i for i in range(4) if log2_size < 8 << i or i == 3)
    entries = (keys + _INDICES + (1 << log2_index_bytes)) >> 3
    perturb, place = number, number & mask
    while True:
        index = int.from_bytes(_read(keys + _INDICES + place * width, width), "little", signed=True)
        if index == _FREE:
            return
        if index >= 0 and kind == _GENERAL:
            entry = entries + 3 * index
            if _words[entry] == number:
                yield _words[entry + 1], entry + 2
        elif index >= 0:
            entry = entries + 2 * index
            if hash(_object_at(_words[entry])) & _UNSIGNED == number:
                yield _words[entry], entry + 1
        perturb >>= _SHIFT
        place = (place * 5 + perturb + 1) & mask


def _places_in_set(address, number):
    mask, table = _words[(address + _MASK) >> 3], _words[(address + _TABLE) >> 3] >> 3
    perturb, start = number, number & mask
    while True:
        last = start + (_LINEAR_PROBES if start + _LINEAR_PROBES <= mask else 0)
        for place in range(start, last + 1):
            key, known = _words[table + 2 * place], _words[table + 2 * place + 1]
            if not key and not known:
                return
            if known == number:
                yield key, None
        perturb >>= _SHIFT
        start = (start * 5 + 1 + perturb) & mask


def _by_identity(change, table, key, number, *more):
    """What C code does with a table and a key that has a hash, if keys only equal themselves."""
    kinds = {id(type(key)), *(memory.type_at(address) for address, _ in _places(table, number))}
    kinds = {kind for kind in kinds if kind in _NESTING or _object_at(kind).__flags__ & _HEAP_TYPE}
    changed = {(kind + _COMPARE) >> 3: _compare_by_identity for kind in kinds}
    if id(type(key)) in kinds:
        changed[(id(type(key)) + _HASH) >> 3] = _hash_of_wanted()[1]
    before = [(slot, _words[slot]) for slot in changed]
    _wanted[0] = number
    try:
        for slot, function in changed.items():
            _words[slot] = function
        return change(table, key, *more)
    finally:
        for slot, function in before:
            _words[slot] = function


@cache
def _hash_of_wanted():
    """A function for C code that gives the hash of the key, and its address."""
    function = _hash_function(lambda _address: _wanted[0])
    return function, ctypes.cast(function, ctypes.c_void_p).value


def hash_(number):
    """What `hash` gives where a `__hash__` has returned this."""
    if not _LEAST <= number <= _MOST:
        return hash(int(number))
    return -2 if number == -1 else int(number)


def others(table, key, number):
    """The keys that have the hash and are tried before the key itself."""
    found = []
    for address, _ in _places(table, hash_(number)):
        if address == id(key):
            break
        found.append(_object_at(address))
    return tuple(found)


def _find(table, key, number):
    return next((place for place in _places(table, hash_(number)) if place[0] == id(key)), None)


def has(table, key, number):
    """Whether this very key is there."""
    return _find(table, key, number) is not None


def item(table, key, number, default):
    """The value of this very key of a dict, or the last argument."""
    found = _find(table, key, number)
    return default if found is None else _object_at(_words[found[1]])


def put(table, key, number, *value):
    """Sets the item of this very key, or adds this very member."""
    change = dict.__setitem__ if value else set.add
    if value or not has(table, key, number):
        _by_identity(change, table, key, hash_(number), *value)


def take(table, key, number, default):
    """Removes this very key: gives its value, or None in place of a set's, or the last argument if it is not there."""
    if not has(table, key, number):
        return default
    return _by_identity(dict.pop if isinstance(table, dict) else set.discard, table, key, hash_(number))


def hashes(table):
    """The hashes of all keys, in their order."""
    if isinstance(table, (set, frozenset)):
        mask, first = _words[(id(table) + _MASK) >> 3], _words[(id(table) + _TABLE) >> 3] >> 3
        entries = [(_words[at], _words[at + 1]) for at in range(first, first + 2 * mask + 2, 2)]
        return tuple(_signed(number) for key, number in entries if key and number != _UNSIGNED)
    keys = _words[(id(table) + memory.DICT_KEYS) >> 3]
    _, log2_index_bytes, kind = _read(keys + _SIZES, 3)
    if kind != _GENERAL:
        # Its keys are texts.
        return tuple(map(hash, table))
    first, count = (keys + _INDICES + (1 << log2_index_bytes)) >> 3, _words[(keys + _COUNT) >> 3]
    return tuple(_signed(_words[at]) for at in range(first, first + 3 * count, 3) if _words[at + 2])


def _signed(number):
    return number - (1 << 64) if number >> 63 else number


def mixed(numbers):
    """The hash of a tuple whose items have these hashes."""
    return hash(tuple(_Hashed(hash_(number)) for number in numbers))


def new(table, default):
    """What the factory of a `defaultdict` makes; the last argument if it has none."""
    factory = getattr(table, "default_factory", None)
    return default if factory is None else factory()


def same(left, right):
    """Whether two objects are the same one."""
    return left is right


hash_.__name__ = "hash"
# By the names under which `hosted_keys.py` calls them.
BUILTINS = {
    f"table_{function.__name__}": Builtin(function)
    for function in (has, hash_, hashes, item, mixed, new, others, put, same, take)
}
# The names that such a function has from elsewhere.
ALL = {**vars(builtins), **BUILTINS, "Counter": collections.Counter}
