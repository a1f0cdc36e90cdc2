"""Values that refer to no function or class, as JSON; and keys, whose hashes the runtime has to have."""

import sys
import types

from .held import held, is_hashed_by_content
from .problems import Inexpressible
from .program import MODULE_NAME
from .refused import is_ordered, is_wide, walked


def is_of_program(value):
    """Whether a value is a class of the program."""
    return isinstance(value, type) and value.__module__ == MODULE_NAME


def is_instance(value):
    """Whether a value is an instance of a class of the program."""
    return type(value).__module__ == MODULE_NAME and not isinstance(value, type)


def _string(_tables, value):
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Inexpressible("a string with a lone surrogate") from None
    return value


def _int(_tables, value):
    try:
        return {"int": str(value)}
    except ValueError:
        limit = sys.get_int_max_str_digits()
        raise Inexpressible(f"an int of more than {limit} digits") from None


def _is_hashed_by_address(cls):
    return cls.__eq__ is object.__eq__ and cls.__hash__ is object.__hash__


def _check_keys(keys, ordered):
    for key in keys:
        if is_instance(key) and is_hashed_by_content(type(key)):
            _check_keys([held(key)], ordered)
            continue
        if is_instance(key) and not (ordered and _is_hashed_by_address(type(key))):
            raise Inexpressible(f"an instance of {type(key).__qualname__} as a key")
        if isinstance(key, slice):
            raise Inexpressible("a slice as a key")
        if not ordered and (isinstance(key, (types.FunctionType, types.MethodType)) or is_of_program(key)):
            raise Inexpressible(f"{key.__qualname__} in a set")
        if isinstance(key, (tuple, frozenset)):
            _check_keys(key, ordered)


def _items(name):
    return lambda tables, value: {name: [tables.item(item) for item in value]}


def _set(name):
    def encode(tables, value):
        _check_keys(value, False)
        return {name: [tables.item(item) for item in _members(value)]}

    return encode


def _members(value):
    """A set's members in an order in which they make a set that is walked like this one, if there is one that is found."""
    by_text = sorted(value, key=repr)
    if not is_ordered(value):
        return by_text
    as_walked = [*value]
    for order in (by_text, as_walked):
        if [*type(value)(order)] == as_walked:
            return order
    if id(value) in walked:
        raise Inexpressible("the order of a set that exists before the run, which adding its members does not give")
    return by_text


def _dict(tables, value):
    _check_keys(value, True)
    return {"dict": [[tables.item(key), tables.item(item)] for key, item in value.items()]}


def _range(_tables, value):
    if is_wide(value):
        raise Inexpressible("a range of more than 64 bits")
    return {"range": [str(value.start), str(value.stop), str(value.step)]}


def _slice(tables, value):
    return {"slice": [tables.item(bound) for bound in (value.start, value.stop, value.step)]}


# By type, what makes the form of a value with the tables of what it refers to.
PLAIN = {
    int: _int,
    float: lambda _tables, value: {"float": value.hex(), "repr": repr(value)},
    str: _string,
    complex: lambda _tables, value: {"complex": [repr(value.real), repr(value.imag)]},
    bytes: lambda _tables, value: {"bytes": value.hex()},
    bytearray: lambda _tables, value: {"bytearray": value.hex()},
    tuple: _items("tuple"),
    list: _items("list"),
    set: _set("set"),
    frozenset: _set("frozenset"),
    dict: _dict,
    range: _range,
    slice: _slice,
}
