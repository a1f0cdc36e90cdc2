"""Classes of the program that derive from a builtin type, whose instances hold an object of that type."""

import types

# The builtin types, and what makes an object of the type of an instance, whatever methods its class has.
_PLAIN = {
    tuple: lambda value: tuple.__getitem__(value, slice(None)),
    list: lambda value: list.__getitem__(value, slice(None)),
    dict: lambda value: dict(dict.items(value)),
    set: lambda value: {*set.__iter__(value)},
    frozenset: lambda value: frozenset({*frozenset.__iter__(value)}),
    str: lambda value: str.__str__(value),
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    int: lambda value: int.__int__(value),
    float: lambda value: float.__float__(value),
}
# Those that a program can change.
CHANGED = (list, dict, set)


def held_type(cls):
    """The builtin type that a class of the program derives from, if its instances hold an object of it; or None."""
    return next((base for base in cls.__mro__[1:] if base in _PLAIN), None)


def of_class(cls, name):
    """What a class or one of its bases has under a name, as it is kept there; None if nothing. No code of the class is run."""
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def is_in_class(cls, name):
    """Whether a class or one of its bases has something under a name, which is looked for without running code of the class."""
    return any(name in vars(base) for base in cls.__mro__)


def has_own(cls, name):
    """Whether a class has a special method in Python."""
    home = next((base for base in cls.__mro__ if name in vars(base)), None)
    return home is not None and home.__module__ != "builtins"


def held(value):
    """The object of a builtin type that an instance holds: a copy of it."""
    return _PLAIN[held_type(type(value))](value)


def parts(value):
    """The objects that are in what an instance holds."""
    kind = held_type(type(value))
    if kind is None or kind in (str, bytes, int, float):
        return []
    known = held(value)
    return [*known, *known.values()] if kind is dict else [*known]


def fill(value, before):
    """Gives an instance what it held before, as `parts` had it."""
    kind = held_type(type(value))
    if kind is list:
        list.__setitem__(value, slice(None), before)
    elif kind is set:
        set.clear(value)
        set.update(value, before)
    elif kind is dict:
        dict.clear(value)
        count = len(before) // 2
        dict.update(value, zip(before[:count], before[count:]))


def is_hashed_by_content(cls):
    """Whether objects of a class of the program are compared and hashed as what they hold."""
    return held_type(cls) is not None and not has_own(cls, "__eq__") and not has_own(cls, "__hash__")


def field(value):
    """The number of the item that a member of a class made by `namedtuple` stands for; None if it is no such member."""
    is_field = type(value).__name__ == "_tuplegetter" and isinstance(value.__doc__, (str, types.NoneType))
    return value.__reduce__()[1][0] if is_field else None
