"""Exceptions: which classes of them a recording may have, and what of them."""

import builtins
import dis
import inspect
import types

from .program import MODULE_NAME

# The classes of the errors that instructions raise, and those that these derive from: a program that handles exceptions
# has all of them.
ERRORS = (
    AttributeError, IndexError, KeyError, MemoryError, NameError, OverflowError, RecursionError, StopIteration,
    SystemError, TypeError, UnboundLocalError, ValueError, ZeroDivisionError, RuntimeError, AssertionError,
)  # fmt: skip
# Classes whose instances have more than `args` that a program can see, of which it has no more than these.
_WITH_MORE = {AttributeError: (), NameError: (), UnboundLocalError: (), StopIteration: ("value",)}
# What every program has of `BaseException`.
INIT = {"method": ["BaseException", "__init__"]}


def is_exception(cls):
    """Whether a class is one of exceptions."""
    return isinstance(cls, type) and issubclass(cls, BaseException)


def is_builtin(cls):
    """Whether a class is one of CPython's exceptions that the runtime has."""
    if not is_exception(cls) or getattr(builtins, cls.__name__, None) is not cls:
        return False
    return cls in _WITH_MORE or cls.__basicsize__ == BaseException.__basicsize__ and cls.__module__ == "builtins"


def is_init(value):
    """Whether a value is the `__init__` of an exception of CPython's."""
    return (
        isinstance(value, types.WrapperDescriptorType)
        and value.__name__ == "__init__"
        and is_builtin(value.__objclass__)
    )


def attributes(cls):
    """The names of what instances of a class of exceptions keep: `args`, and what its methods store."""
    names = ["args"]
    for base in reversed(cls.__mro__):
        names += _WITH_MORE.get(base, ())
        if base.__module__ == MODULE_NAME:
            for function in vars(base).values():
                if isinstance(function, types.FunctionType):
                    names += _stored(function.__code__)
    return list(dict.fromkeys(names))


def _stored(code):
    """The names of the attributes that code stores."""
    return [it.argval for it in dis.get_instructions(code) if it.opname == "STORE_ATTR"]


def members(cls):
    """What a class of CPython's has that a recording tells."""
    return [["__init__", INIT]] if cls is BaseException else []


def ran(program, bytecodes, observer):
    """Whether an exception was handled in one of the runs."""
    return any(
        handler[2] in observer.of(code).ran
        for code in program.codes
        for handler in bytecodes[id(code)].handlers()
    )


def needs_init(value):
    """Whether a class of exceptions has an `__init__` of the program."""
    return is_exception(value) and inspect.isfunction(value.__init__)
