"""What instructions ask again and again: loads that give the same each time, and calls that differ in plain operands only."""

import types
from dataclasses import dataclass

from .reach import of_class

# Types of objects in which there is nothing to change, and that a recording has forms for.
PLAIN = frozenset({bool, bytes, float, int, str, type(None)})
_NATIVE = (types.BuiltinFunctionType, types.MethodDescriptorType)
# The flag of classes whose attributes can't be changed.
_IMMUTABLE = 1 << 8
_ABSENT = object()


@dataclass
class Loaded:
    """What was asked and given when an attribute of an object was loaded."""

    value: object
    address: int
    row: dict
    # The attributes that the object itself has, and what has to be under the name there.
    attributes: dict
    found: object

    def lasts(self, address, name):
        """Whether the same is given again."""
        return address == self.address and self.attributes.get(name, _ABSENT) is self.found


@dataclass
class Called:
    """The callable of a call, and what it is bound to, with their forms. Both stay alive."""

    operands: tuple
    addresses: list
    forms: list

    def row(self, operands, addresses, plain):
        """What is asked by a call of the same whose other operands are plain; None by another call."""
        if addresses[:2] != self.addresses or not all(type(operand) in PLAIN for operand in operands[2:]):
            return None
        return {"ask": "call", "of": [*self.forms, *map(plain, operands[2:])]}


def called(row, operands, addresses):
    """What can be asked again by a call, given its row and its operands; None if that is not known. What is written in C
    calls nothing if it is given nothing that can be called."""
    forms = row["of"][: 1 + bool(addresses[1])]
    is_native = isinstance(operands[0], _NATIVE) and row["ask"] == "call" and "name" not in row
    if not is_native or any("opaque" not in form for form in forms):
        return None
    return Called(tuple(operands[:2]), addresses[:2], forms)


def loaded(name, value, row):
    """What a row's load of an attribute gives again as long as it is asked of the same object; None if that is not known."""
    if type(value) is types.ModuleType:
        attributes = vars(value)
        if name not in attributes or hasattr(types.ModuleType, name):
            return None
    elif _has_native_method(type(value), name):
        attributes = getattr(value, "__dict__", {})
        if name in attributes:
            return None
    else:
        return None
    found = attributes.get(name, _ABSENT)
    return Loaded(value, id(value), row, attributes, found)


def _has_native_method(cls, name):
    """Whether an attribute of a class that nobody can change is a method that is written in C."""
    is_native = isinstance(of_class(cls, name), types.MethodDescriptorType)
    is_usual = isinstance(of_class(cls, "__getattribute__"), types.WrapperDescriptorType)
    return is_native and is_usual and bool(cls.__flags__ & _IMMUTABLE)
