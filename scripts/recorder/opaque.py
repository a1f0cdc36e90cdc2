"""Objects that a recording has no form for: of these it tells which one is which, and what they answered.

What a program asks of such an *opaque* object, in which order and of which operands, is noted in a run of its own,
with what came of it. `docs/recording-format.md` has the form.
"""

import builtins
import cmath
import collections
import dis
import inspect
import types

from . import handlers
from .held import is_in_class
from .key_tables import Builtin
from .program import MODULE_NAME
from .supported import (
    CLASSES, FUNCTIONS, IMPORTED, METHODS, MODULES, OPERAND_TYPES, PYTHON_METHODS, class_function, is_slot, module_of
)  # fmt: skip

# The most that may be asked in a run, and the most values in it.
ASKED_MOST = 200_000
VALUES_MOST = 1_000_000
# The most objects that are compared before and after something is asked, in a run.
COMPARED_MOST = 20_000_000

# Modules with types that are modelled.
_MODULES = frozenset({"_collections", "array", "builtins", "collections"})
# Functions that are modelled unless a program does with them what is not, and such types.
_FUNCTIONS = {"delattr", "getattr", "hasattr", "setattr", "vars"}
_OPTIONAL = _FUNCTIONS | {
    "Counter", "_deque_iterator", "bytearray", "bytearray_iterator", "complex", "defaultdict", "deque", "memory_iterator",
    "memoryview",
}  # fmt: skip
_GIVEN_UP = set()
# Types that are not the program's, by address, and whether they are known, as long as the same is given up.
_KNOWN_TYPES = {}
_BOUND = (types.BuiltinMethodType, types.MethodType, types.MethodWrapperType)
# Types with objects of which some are the program's, or are modelled, and others are not.
VARIED = (
    types.AsyncGeneratorType, types.BuiltinFunctionType, types.CoroutineType, types.FunctionType, types.GeneratorType, types.MethodType,
    types.MethodDescriptorType, types.WrapperDescriptorType,
)  # fmt: skip
# Builtin containers, of which all that they hand out may be looked at.
HOLDING = frozenset({
    collections.Counter, collections.defaultdict, collections.deque, dict, frozenset, list, set, tuple, type({}.items()), type({}.keys()),
    type({}.values()),
})  # fmt: skip
_IMPORT = dis.opmap["IMPORT_NAME"]
# Instructions that may ask an opaque object, and which of their operands make them do so; none stands for any.
ASKING = {
    "BINARY_OP": None,
    "BINARY_SLICE": (0,),
    "BINARY_SUBSCR": (0,),
    "COMPARE_OP": None,
    "CONTAINS_OP": (1,),
    "CONVERT_VALUE": None,
    "DELETE_ATTR": None,
    "DELETE_SUBSCR": (0,),
    "FORMAT_SIMPLE": None,
    "FORMAT_WITH_SPEC": None,
    "FOR_ITER": None,
    "GET_ITER": None,
    "LIST_EXTEND": None,
    "LOAD_ATTR": None,
    "STORE_ATTR": (1,),
    "STORE_SLICE": (1,),
    "STORE_SUBSCR": (1,),
    "TO_BOOL": None,
    "UNARY_INVERT": None,
    "UNARY_NEGATIVE": None,
    "UNPACK_SEQUENCE": None,
}
# Other instructions that may meet one: they look at nothing but which object it is.
CARRYING = frozenset({"IS_OP"})


class OpaqueObjects:
    """Numbers opaque objects in the order in which they are met, and keeps them alive."""

    def __init__(self):
        self._objects = []
        self._numbers = {}

    def __len__(self):
        return len(self._objects)

    def number(self, value):
        """The number of an object."""
        key = _key(value)
        if key not in self._numbers:
            self._numbers[key] = len(self._objects)
            self._objects.append(value)
        return self._numbers[key]

    def rows(self):
        """Of each object its name, whether it may equal another one, and whether it may be false."""
        return [[name(value), _compares(value), has_truth(value)] for value in self._objects]


def _key(value):
    # Methods are bound anew again and again.
    if isinstance(value, _BOUND) and value.__self__ is not None:
        what = getattr(value, "__func__", None)
        return id(value.__self__), value.__name__ if what is None else id(what)
    return id(value)


def name(value):
    """What messages call an opaque object."""
    if isinstance(value, types.ModuleType):
        return value.__name__
    found = type(value) if own_name(value) is None else value
    module = getattr(found, "__module__", None)
    return found.__qualname__ if module in (None, "builtins") else f"{module}.{found.__qualname__}"


def own_name(value):
    """What a function, class or the like is called; None for an object without a name. No code of an object is run."""
    has_name = isinstance(value, (type, types.MethodType)) or is_in_class(type(value), "__qualname__")
    found = inspect.getattr_static(value, "__qualname__", None)
    return value.__qualname__ if has_name else found if isinstance(found, str) else None


def _compares(value):
    cls = type(value)
    if isinstance(value, types.BuiltinFunctionType) and isinstance(value.__self__, (types.ModuleType, type(None))):
        return False
    return cls.__eq__ is not object.__eq__ or cls.__hash__ is not object.__hash__


def has_truth(value):
    """Whether an object may be false."""
    return any(is_in_class(type(value), name) for name in ("__bool__", "__len__"))


def is_opaque(value, codes):
    """Whether an object is opaque; `codes` has the addresses of the program's code objects."""
    cls = type(value)
    if cls is Builtin:
        return False
    if cls in VARIED:
        return _is_foreign(value, cls, codes)
    if isinstance(value, type):
        return not is_known_class(value)
    if cls is types.ModuleType:
        return value not in MODULES
    return not is_known_type(cls)


def is_known_class(cls):
    """Whether a class is the program's, or a builtin one that is modelled."""
    if cls.__module__ == MODULE_NAME or handlers.is_builtin(cls):
        return True
    known = getattr(builtins, cls.__name__, None) is cls and cls.__name__ in CLASSES
    return (known or IMPORTED.get(cls.__name__) is cls) and cls.__name__ not in _GIVEN_UP


def is_known_type(cls):
    """Whether the objects of a type are modelled, but for those of `VARIED`, classes and modules."""
    found = _KNOWN_TYPES.get(id(cls))
    if found is not None:
        return found[1]
    if cls.__module__ == MODULE_NAME:
        return True
    is_modelled = cls.__module__ in _MODULES and cls.__name__ in OPERAND_TYPES and cls.__name__ not in _GIVEN_UP
    is_known = is_modelled or handlers.is_builtin(cls)
    _KNOWN_TYPES[id(cls)] = cls, is_known
    return is_known


def is_opaque_type(cls):
    """Whether all objects of a type are opaque."""
    if cls is Builtin or cls in VARIED or cls is types.ModuleType or issubclass(cls, type):
        return False
    return not is_known_type(cls)


def holds_opaque(values):
    """Whether an opaque object is among what a builtin container hands out."""
    return type(values) in HOLDING and any(map(is_opaque_type, {*map(type, values)}))


def holds_opaque_within(values):
    """Whether one is among what a builtin container hands out, or in a tuple or list there."""
    if type(values) not in HOLDING:
        return False
    kinds = {*map(type, values)}
    is_nested = not kinds.isdisjoint((tuple, list))
    return any(map(is_opaque_type, kinds)) or is_nested and any(map(holds_opaque_within, values))


def may_be_met(program):
    """Whether a program may have opaque objects: it has such globals, or imports in functions."""
    codes = {id(code) for code in program.codes}
    if any(_IMPORT in code.co_code[::2] for code in program.codes):
        return True
    return any(is_opaque(value, codes) for name, value in program.globals.items() if not name.startswith("__"))


def may_give_up(program):
    """Whether a program may use one of the types and functions that are modelled unless it does with them what is not."""
    known = (cmath, collections, collections.Counter, collections.deque, collections.defaultdict)
    is_global = any(value is each for value in program.globals.values() for each in known)
    named = {"bytearray", "cmath", "collections", "complex", "memoryview"} | _FUNCTIONS
    for code in program.codes:
        if not named.isdisjoint(code.co_names) or any(isinstance(constant, complex) for constant in code.co_consts):
            return True
    return is_global


def has_given_up():
    """Whether objects of these types, and these functions, are opaque."""
    return bool(_GIVEN_UP)


def is_given_up(cls):
    """Whether this is one of these types, and its objects are opaque."""
    return cls.__name__ in _GIVEN_UP and not is_known_type(cls)


def give_up():
    """Has objects of these types, and these functions, opaque."""
    _GIVEN_UP.update(_OPTIONAL)
    _KNOWN_TYPES.clear()


def model_all():
    """Has objects of these types, and these functions, modelled."""
    _GIVEN_UP.clear()
    _KNOWN_TYPES.clear()


def _is_foreign(value, cls, codes):
    if cls is types.FunctionType:
        return id(value.__code__) not in codes and (value not in PYTHON_METHODS or bool(_GIVEN_UP))
    if cls is types.GeneratorType:
        return id(value.gi_code) not in codes
    if cls is types.AsyncGeneratorType:
        return id(value.ag_code) not in codes
    if cls is types.CoroutineType:
        return id(value.cr_code) not in codes
    if cls is types.MethodType:
        return is_opaque(value.__func__, codes)
    if is_slot(value) or class_function(value) is not None:
        return False
    if cls is types.WrapperDescriptorType:
        return not handlers.is_init(value)
    if cls is types.MethodDescriptorType:
        owner = value.__objclass__.__name__
        return owner in _GIVEN_UP or value.__name__ not in METHODS.get(owner, ())
    if cls is types.BuiltinFunctionType:
        owner = module_of(value)
        if owner is builtins:
            return value.__name__ not in FUNCTIONS or value.__name__ in _GIVEN_UP
        if isinstance(owner, types.ModuleType):
            is_complex = owner is cmath and not is_known_class(complex)
            return value.__name__ not in MODULES.get(owner, ()) or is_complex
        return not _has_method(type(owner), value.__name__) or not is_known_type(type(owner))
    return True


def _has_method(cls, method):
    """Whether the runtime has a method of a builtin type, which may be one of the type that it derives from."""
    home = next((base for base in cls.__mro__ if method in vars(base)), cls)
    return method in METHODS.get(home.__name__, ())
