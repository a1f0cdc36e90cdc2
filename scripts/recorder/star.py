"""Calls with arguments in a tuple and a dict, functions that take any number of arguments, and instances that are called."""

import inspect
import types

from . import memory
from .program import MODULE_NAME
from .refused import Iterated, Unordered, is_ordered
from .special import method
from .version import VERSION

CALL = "CALL_FUNCTION_EX"
# What hands its items out any number of times.
_CONTAINERS = (tuple, list, dict, set, frozenset, range, str, bytes)
# The most arguments of a builtin whose kinds are noted one by one.
_MOST = 8


def slots(instruction):
    """How many slots of the stack a call with arguments in a tuple takes: callable, null, tuple, and dict or null."""
    return 4 if VERSION >= (3, 14) else 3 + (instruction.oparg & 1)


def given(addresses):
    """The arguments in a tuple, or another container, and in a dict or 0; or why they are refused."""
    items = memory.object_at(addresses[0])
    if isinstance(items, (set, frozenset)) and not is_ordered(items):
        return Unordered
    if not isinstance(items, _CONTAINERS):
        return Iterated
    found = [*items]
    if len(addresses) > 1 and addresses[1]:
        found += memory.object_at(addresses[1]).values()
    return found


def some(kinds):
    """The kinds of arguments of a builtin: all of them, or each once if there are many."""
    return kinds if len(kinds) <= _MOST else tuple(dict.fromkeys(kinds))


def class_of_callable(value):
    """The class of the program of which a callable is an instance, or None."""
    cls = type(value)
    is_instance = cls.__module__ == MODULE_NAME and not isinstance(value, type)
    return cls if is_instance and method(cls, "__call__") is not None else None


def has_stars(code):
    """Whether a function takes any number of arguments."""
    return bool(code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS))


def leaves_defaults(code, by_position, names):
    """Whether a call leaves parameters to their defaults."""
    named = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    filled = min(by_position, code.co_argcount) + sum(name in named for name in names)
    return filled < len(named)


def is_code(target):
    return isinstance(target, types.CodeType)
