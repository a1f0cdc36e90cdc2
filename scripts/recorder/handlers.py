"""Exceptions: which classes of them a recording may have, and what of them."""

import builtins
import dis
import inspect
import types

from .problems import Inexpressible
from .program import MODULE_NAME

# The classes of the errors that instructions raise, and those that these derive from: a program that handles exceptions
# has all of them.
ERRORS = (
    AttributeError, IndexError, KeyError, MemoryError, NameError, OverflowError, RecursionError, StopIteration,
    SystemError, TypeError, UnboundLocalError, ValueError, ZeroDivisionError, RuntimeError, AssertionError,
)  # fmt: skip
# Those that only methods of objects raise of which a program may have views.
OF_VIEWS = (BufferError,)
# Classes whose instances have more than `args` that a program can see, of which it has no more than these.
_WITH_MORE = {AttributeError: (), NameError: (), UnboundLocalError: (), StopIteration: ("value",)}
# What tells of the attribute that was not found. Instances have it if the program asks for it.
OF_ATTRIBUTE = ("name", "obj")
# Classes that make more of their arguments than `args`. Programs may catch these, and raise them with a single argument, of
# which they make nothing else that is seen; but for the last, which are not made at all.
_WITH_FIELDS = (ImportError, OSError, SyntaxError, SystemExit)
_UNMADE = (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError)
# What raises the latter.
CODING = (bytes.decode, bytearray.decode, str.encode)
# What tells which exception another one was raised from, and during the handling of which. Instances have them if the
# program asks for them.
LINKS = ("__cause__", "__context__", "__suppress_context__")
_NOTES, _ADD_NOTE = "__notes__", "add_note"
# How much a class in Python adds to what its instances have: a list of weak references.
_WORD = 8
# Classes that have an `__init__` here which programs call by `super()`.
_WITH_INIT = (BaseException, object)


def is_exception(cls):
    """Whether a class is one of exceptions."""
    return isinstance(cls, type) and issubclass(cls, BaseException)


def is_builtin(cls):
    """Whether a class is one of CPython's exceptions that the runtime has, or of a library's that derive from these."""
    return is_exception(cls) and (_is_of_cpython(cls) or is_of_library(cls))


def _is_of_cpython(cls):
    if getattr(builtins, cls.__name__, None) is not cls or cls.__module__ != "builtins":
        return False
    return cls in _WITH_MORE or issubclass(cls, _WITH_FIELDS + _UNMADE) or cls.__basicsize__ == BaseException.__basicsize__ and cls.__module__ == "builtins"


def is_of_library(cls):
    """Whether a class of exceptions is of another file, and its instances have no more than what Python code stores."""
    if not is_exception(cls) or cls.__module__ in ("builtins", MODULE_NAME):
        return False
    bases = [base for base in cls.__mro__[:-1] if base.__module__ != "builtins"]
    size = max(base.__basicsize__ for base in cls.__mro__[:-1] if base not in bases)
    has_fields = cls.__basicsize__ > size + _WORD
    is_plain = all(is_exception(base) and "__slots__" not in vars(base) for base in bases)
    return is_plain and not has_fields and all(map(_is_of_cpython, [b for b in cls.__mro__[:-1] if b not in bases]))


def check_made(target, kinds, names):
    """Raises if a call makes an exception, or has its `__init__` do that, of which more is seen than its arguments."""
    is_class = isinstance(target, type)
    if not is_class and not (isinstance(target, types.WrapperDescriptorType) and target.__name__ == "__init__"):
        return
    cls = target if is_class else kinds[0].cls or kinds[1].cls
    given = sum(kind.cls is not None for kind in kinds) - (not is_class)
    has_fields = is_exception(cls) and issubclass(cls, _WITH_FIELDS) and (given > 1 or names)
    # What a method of the program is given is seen by `super().__init__`.
    is_own = is_class and isinstance(cls.__init__, types.FunctionType)
    if has_fields and not is_own or is_exception(cls) and issubclass(cls, _UNMADE):
        raise Inexpressible(f"{cls.__name__} with other arguments than one text")


def is_made_in_python(cls):
    """Whether a class of exceptions of another file has an `__init__` that is no code of the program."""
    return any(is_of_library(base) and "__init__" in vars(base) for base in cls.__mro__)


def has_usual_text(cls):
    """Whether the text of an exception is that of the runtime's exceptions."""
    home = next(base for base in cls.__mro__ if "__str__" in vars(base))
    return home.__module__ == "builtins" and not issubclass(cls, _WITH_FIELDS + _UNMADE)


def is_init(value):
    """Whether a value is the `__init__` of an exception of CPython's, or that of `object`."""
    if not isinstance(value, types.WrapperDescriptorType) or value.__name__ != "__init__":
        return False
    return value.__objclass__ is object or is_builtin(value.__objclass__)


def init(value):
    """The form of such a value."""
    home = next(cls for cls in _WITH_INIT if issubclass(value.__objclass__, cls))
    return {"method": [home.__name__, "__init__"]}


def tells_attribute(cls, name):
    """Whether instances of a class tell by an attribute of this name which attribute of what was not found."""
    return is_exception(cls) and issubclass(cls, AttributeError) and name in OF_ATTRIBUTE


def attributes(cls, more, stored):
    """The names of what instances of a class of exceptions keep: `args`, the `more` for which the program asks, what its
    methods store, and what else is `stored` in instances of it or of its bases, by class."""
    names = ["args", *more]
    for base in reversed(cls.__mro__):
        names += _WITH_MORE.get(base, ())
        names += stored.get(base, ())
        if base.__module__ != "builtins":
            for function in vars(base).values():
                if isinstance(function, types.FunctionType):
                    names += _stored(function.__code__)
    return list(dict.fromkeys(names))


def _stored(code):
    """The names of the attributes that code stores."""
    return [it.argval for it in dis.get_instructions(code) if it.opname == "STORE_ATTR"]


def links(codes):
    """Those of `LINKS` for which code objects may ask."""
    names = _names(codes)
    return [name for name in LINKS if name in names]


def notes(codes):
    """What exceptions have for notes, if code objects may add some or ask for them."""
    return [_NOTES] if {_NOTES, _ADD_NOTE} & _names(codes) else []


def _names(codes):
    return {name for code in codes for name in (*code.co_names, *code.co_consts) if isinstance(name, str)}


def is_looked_up(name):
    """Whether instances may lack an attribute that they have a place for."""
    return name in LINKS or name == _NOTES


def members(cls):
    """What a class of CPython's has that a recording tells."""
    return [["__init__", init(cls.__init__)]] if cls is BaseException else []


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
