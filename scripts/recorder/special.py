"""Special methods: the function of a class of the program that an instruction calls for its operands.

CPython's C code calls it. What is found here by the rules of the language has to be what it entered.
"""

import types
from opcode import _nb_ops, cmp_op

from .held import of_class
from .problems import Inexpressible
from .program import MODULE_NAME
from .supported import is_slot


_NAMES = {
    "ADD": "add", "AND": "and", "FLOOR_DIVIDE": "floordiv", "LSHIFT": "lshift", "MATRIX_MULTIPLY": "matmul",
    "MULTIPLY": "mul", "REMAINDER": "mod", "OR": "or", "POWER": "pow", "RSHIFT": "rshift", "SUBTRACT": "sub",
    "TRUE_DIVIDE": "truediv", "XOR": "xor",
}  # fmt: skip
_COMPARED = {"<": "lt", "<=": "le", "==": "eq", "!=": "ne", ">": "gt", ">=": "ge"}
_SWAPPED = {"lt": "gt", "le": "ge", "eq": "eq", "ne": "ne", "gt": "lt", "ge": "le"}
# Instructions whose method is always that of one operand: which one, and what it is called.
_ON = {
    "BEFORE_ASYNC_WITH": (0, "__aenter__"),
    "BEFORE_WITH": (0, "__enter__"),
    "BINARY_SLICE": (0, "__getitem__"),
    "BINARY_SUBSCR": (0, "__getitem__"),
    "CONTAINS_OP": (1, "__contains__"),
    "DELETE_SUBSCR": (0, "__delitem__"),
    "GET_AITER": (0, "__aiter__"),
    "GET_ANEXT": (0, "__anext__"),
    "GET_AWAITABLE": (0, "__await__"),
    "GET_ITER": (0, "__iter__"),
    "GET_YIELD_FROM_ITER": (0, "__iter__"),
    "LIST_EXTEND": (0, "__iter__"),
    "STORE_SLICE": (1, "__setitem__"),
    "STORE_SUBSCR": (1, "__setitem__"),
    "UNARY_INVERT": (0, "__invert__"),
    "UNARY_NEGATIVE": (0, "__neg__"),
    "UNPACK_EX": (0, "__iter__"),
    "UNPACK_SEQUENCE": (0, "__iter__"),
}

# Builtins that call a special method of their one argument, and nothing else: the names under which they look for it.
_BUILTINS = {
    abs: ("__abs__",),
    bool: ("__bool__", "__len__"),
    float: ("__float__",),
    hash: ("__hash__",),
    int: ("__int__",),
    iter: ("__iter__",),
    len: ("__len__",),
    next: ("__next__",),
    repr: ("__repr__",),
    reversed: ("__reversed__",),
    round: ("__round__",),
    str: ("__str__", "__repr__"),
}


def of_builtin(target, kinds):
    """The function of a class of the program that a builtin calls for arguments of these kinds, or None."""
    names = _BUILTINS.get(target, ()) if isinstance(target, (type, types.BuiltinFunctionType)) else ()
    # Of a class, the metaclass has the method.
    is_class = kinds[:1] and isinstance(kinds[0].identity, type)
    if len(kinds) != 1 or kinds[0].cls is None or kinds[0].identity is not None and not is_class:
        return None
    if target is hash and kinds[0].cls.__hash__ is object.__hash__:
        return None
    return next((method(kinds[0].cls, name) for name in _first(kinds[0].cls, *names)), None)


# What gives the text that `str` gives, without a specification.
_SHOWING_TEXT = tuple(cls.__format__ for cls in (object, complex, float, int, str))


def special(instruction, kinds):
    """Which operand's method an instruction calls for operands of these kinds, the name of the method, and the function;
    None if it calls none."""
    for on, name in _tried(instruction, [kind.cls for kind in kinds]):
        # Of a class, the metaclass has the method.
        function = method(kinds[on].cls, name)
        if function is not None:
            return on, name, function
    return None


def method(cls, name):
    """The function that a class of the program has as a special method, or None."""
    home = next((c for c in cls.__mro__ if name in vars(c)), None)
    if home is None or home.__module__ != MODULE_NAME:
        return None
    found = vars(home)[name]
    if is_slot(found):
        # C code does it with what the instance holds.
        return None
    if not isinstance(found, types.FunctionType):
        raise Inexpressible(f"{home.__name__}.{name}, a {type(found).__name__}")
    return found


def new_of(target):
    """The `__new__` of a class of the program that is called, or None if that is one of a builtin class."""
    if not isinstance(target, type) or target.__module__ != MODULE_NAME or issubclass(target, BaseException):
        return None
    home = next(c for c in target.__mro__ if "__new__" in vars(c))
    if home.__module__ in ("builtins", "typing"):
        return None
    found = vars(home)["__new__"]
    function = found.__func__ if isinstance(found, staticmethod) else found
    if home.__module__ != MODULE_NAME or not isinstance(function, types.FunctionType):
        raise Inexpressible(f"{target.__qualname__}.__new__, a {type(function).__name__}")
    if isinstance(target.__init__, types.FunctionType):
        raise Inexpressible(f"a call of {target.__qualname__}, which has a __new__ and an __init__")
    return function


def is_subscript(instruction):
    """Whether an instruction loads an item."""
    # It is an operator since 3.14.
    return instruction.generic == "BINARY_SUBSCR" or instruction.generic == "BINARY_OP" and _nb_ops[instruction.oparg][1] == "[]"


def _tried(instruction, classes):
    """The methods that CPython looks for, in its order: the index of the operand, and the name."""
    match instruction.generic:
        case "BINARY_OP":
            name = _nb_ops[instruction.oparg][0].removeprefix("NB_")
            # A subscript is an operator since 3.14.
            return [_ON["BINARY_SUBSCR"]] if name == "SUBSCR" else _operator(name, *classes)
        case "COMPARE_OP":
            return _comparison(_COMPARED[cmp_op[instruction.oparg >> 5]], *classes)
        case "TO_BOOL":
            return [(0, name) for name in _first(classes[0], "__bool__", "__len__")]
        case "FORMAT_SIMPLE" if issubclass(classes[0], BaseException):
            return [(0, "__str__")]
        case "CONVERT_VALUE" if instruction.oparg == 1 and issubclass(classes[0], BaseException):
            return [(0, "__str__")]
        case "FORMAT_SIMPLE" if classes[0].__format__ in _SHOWING_TEXT:
            return [(0, name) for name in _first(classes[0], "__str__", "__repr__")]
        case "FORMAT_SIMPLE" | "FORMAT_WITH_SPEC":
            return [(0, "__format__")]
        case "CONVERT_VALUE" if instruction.oparg == 1:
            return [(0, name) for name in _first(classes[0], "__str__", "__repr__")]
        case "CONVERT_VALUE" if instruction.oparg == 2:
            return [(0, "__repr__")]
        case generic if generic in _ON:
            return [_ON[generic]]
    return []


def _first(cls, *names):
    """The first of these methods that a class has which is not that of `object`, if it has one."""
    homes = ((name, next((base for base in cls.__mro__ if name in vars(base)), object)) for name in names)
    return [name for name, home in homes if home is not object][:1]


def _operator(name, left, right):
    """CPython's `SLOT1BINFULL`: the left operand comes first, unless the right one is of a subclass that has another
    reflected method."""
    in_place = name.startswith("INPLACE_")
    name = _NAMES[name.removeprefix("INPLACE_")]
    plain, reflected = (0, f"__{name}__"), (1, f"__r{name}__")
    if left is right:
        usual = [plain]
    elif _is_proper_subclass(right, left) and _has_own(right, left, reflected[1]):
        usual = [reflected, plain]
    else:
        usual = [plain, reflected]
    return [(0, f"__i{name}__"), *usual] if in_place else usual


def _comparison(name, left, right):
    """CPython's `do_richcompare`: the left operand comes first, unless the right one is of a subclass."""
    usual = [(0, name), (1, _SWAPPED[name])]
    if _is_proper_subclass(right, left):
        usual.reverse()
    # `object.__ne__` asks `__eq__`.
    classes = left, right
    return [
        (on, "__eq__" if name == "ne" and not method(classes[on], "__ne__") else f"__{name}__")
        for on, name in usual
    ]


def _is_proper_subclass(cls, of):
    return cls is not of and issubclass(cls, of)


def _has_own(cls, other, name):
    return of_class(cls, name) is not of_class(other, name)
