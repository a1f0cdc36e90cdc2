"""What instructions ask again and again: loads that give the same each time, and calls that differ in plain operands only."""

import types
from dataclasses import dataclass, field

from .held import of_class

# Types of objects in which there is nothing to change, and that a recording has forms for.
PLAIN = frozenset({bool, bytes, float, int, str, type(None)})
_NATIVE = (types.BuiltinFunctionType, types.MethodDescriptorType)
# The flag of classes whose attributes can't be changed.
_IMMUTABLE = 1 << 8
_ABSENT = object()
# What stands for an operand that CPython has NULL for.
NOTHING = object()


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
class Asked:
    """A call whose operands are the same or equal each time, as a row of the recording without what came of it; and such
    rows with plain answers."""

    row: dict
    answers: dict = field(default_factory=dict)

    def answered(self, answer, plain):
        """The row with a plain answer."""
        key = type(answer), answer
        row = self.answers.get(key)
        if row is None:
            row = {**self.row, "gives": plain(answer)}
            if key[0] is not float:
                self.answers[key] = row
        return row


@dataclass
class Called:
    """The callable of a call, which stays alive, its form, and the names of the last arguments. What was asked is known by
    the other operands and their types; not by floats, of which equal ones differ."""

    callee: object
    form: dict
    names: str
    known: dict = field(default_factory=dict)

    def asked(self, operands, is_simple, form):
        """What is asked by a call of the same whose other operands are plain or `is_simple`; None by another call. Those
        that are not plain stay alive once they have a form."""
        if operands[0] is not self.callee:
            return None
        others = operands[1:-1] if self.names else operands[1:]
        if others[0] is NOTHING:
            del others[0]
        kinds = [*map(type, others)]
        are_plain = PLAIN.issuperset(kinds)
        same = others if are_plain else [it if type(it) in PLAIN else id(it) for it in others]
        key = (*kinds, *same)
        found = self.known.get(key)
        if found is None:
            if not are_plain and not all(type(it) in PLAIN or is_simple(it) for it in others):
                return None
            row = {"ask": "call", "of": [self.form, *map(form, others)]}
            found = Asked(row | ({"name": self.names} if self.names else {}))
            if float not in kinds:
                self.known[key] = found
        return found


def called(row, callee):
    """What can be asked again by a call, given its row; None if that is not known. What is written in C calls nothing if it
    is given nothing that can be called."""
    form = row["of"][0]
    is_native = isinstance(callee, _NATIVE) and row["ask"] == "call"
    return Called(callee, form, row.get("name", "")) if is_native and "opaque" in form else None


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
