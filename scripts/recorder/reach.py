"""Which objects what is asked of an opaque object may change, besides its operands.

Code in Python may change all that opaque objects refer to. What is written in C changes its operands and itself, unless
it is given something that it may call.
"""

import types

from .held import is_in_class, of_class

# Functions and methods that are written in C.
_NATIVE = (
    types.BuiltinFunctionType, types.ClassMethodDescriptorType, types.MethodDescriptorType, types.MethodWrapperType,
    types.WrapperDescriptorType,
)  # fmt: skip
_NATIVE_ATTRIBUTES = (*_NATIVE, types.GetSetDescriptorType, types.MemberDescriptorType)
# What asks for the special method of an operand: which operand, and the method.
_SPECIAL = {
    "contains": (1, "__contains__"),
    "delete_item": (0, "__delitem__"),
    "iterate": (0, "__iter__"),
    "next": (0, "__next__"),
    "set_item": (1, "__setitem__"),
    "subscript": (0, "__getitem__"),
}
# Modules with iterators that call what they were made of.
_CALLING = frozenset({"builtins", "functools", "itertools"})


def may_change_others(row, operands):
    """Whether what a row asks may change more than its operands."""
    ask = row["ask"]
    if ask == "call":
        callee, *args = row["of"]
        return not isinstance(callee, _NATIVE) or any(map(callable, args))
    if ask == "store":
        # The object is the last operand.
        return not isinstance(of_class(type(operands[-1]), row["name"]), _NATIVE_ATTRIBUTES)
    if ask == "load":
        return _loads_by_code(row["of"][0], row["name"])
    if ask in _SPECIAL:
        on, name = _SPECIAL[ask]
        cls = type(row["of"][on])
        if ask == "next" and cls.__module__ in _CALLING:
            return True
        return not isinstance(of_class(cls, name), _NATIVE)
    return True


def _loads_by_code(value, name):
    """Whether Python code may run if an attribute is loaded."""
    cls = type(value)
    if isinstance(value, types.ModuleType):
        return not hasattr(types.ModuleType, name) and name not in vars(value)
    is_native = isinstance(of_class(cls, "__getattribute__"), types.WrapperDescriptorType)
    if isinstance(value, type) or not is_native or is_in_class(cls, "__getattr__"):
        return True
    found = of_class(cls, name)
    return not isinstance(found, (*_NATIVE_ATTRIBUTES, types.FunctionType)) and is_in_class(type(found), "__get__")
