"""Methods of the program that an attribute calls, or a subscript of a class, by its name."""

import inspect
import types

from .held import is_in_class
from .problems import Inexpressible
from .program import MODULE_NAME
from .special import is_subscript, method
from .values import is_of_program

# The methods of descriptors that instructions call, and the methods of classes that come before these.
_DESCRIPTORS = {"LOAD_ATTR": "__get__", "STORE_ATTR": "__set__", "DELETE_ATTR": "__delete__"}
_CHANGING = {"__get__": None, "__set__": "__setattr__", "__delete__": "__delattr__"}


class ByName:
    """Finds them; `made` are the classes that the program makes while it runs."""

    def __init__(self, tables, made):
        self._tables = tables
        self._made = made

    def found(self, bytecode, instruction, kinds):
        """The function that an attribute of an object of the program calls, or a subscript of a class, as `special` has it, or
        None: `__class_getitem__`, the method of a descriptor, `__getattr__`, where
        the object has no such attribute, `__setattr__`, `__delattr__`, or the setter or deleter of a property."""
        if is_subscript(instruction):
            is_made = self._made.is_made(kinds[0].identity)
            return None if is_made else _of_class(kinds[0])
        owner, names = kinds[-1], bytecode.code.co_names
        described = self._described(bytecode, instruction, owner)
        if described is not None:
            name = _DESCRIPTORS[instruction.generic]
            return len(kinds) - 1, name, method(type(described), name)
        if owner.cls is None or owner.identity is not None:
            return None
        if instruction.generic == "LOAD_ATTR":
            function, name = method(owner.cls, "__getattr__"), names[instruction.oparg >> 1]
            has = function is None or is_in_class(owner.cls, name) or name in self._tables.inline_attributes(owner.cls)
            return None if has else (0, "__getattr__", function)
        if instruction.generic == "STORE_ATTR" and is_of_program(owner.cls):
            function = method(owner.cls, "__setattr__")
            if function is not None:
                return 1, "__setattr__", function
            member = inspect.getattr_static(owner.cls, names[instruction.oparg], None)
            function = member.fset if type(member) is property else None
            return (1, "__set__", function) if isinstance(function, types.FunctionType) else None
        if instruction.generic == "DELETE_ATTR" and is_of_program(owner.cls):
            function = method(owner.cls, "__delattr__")
            if function is not None:
                return 0, "__delattr__", function
            member = inspect.getattr_static(owner.cls, names[instruction.oparg], None)
            function = member.fdel if type(member) is property else None
            return (0, "__delete__", function) if isinstance(function, types.FunctionType) else None
        return None

    def _described(self, bytecode, instruction, owner):
        """The object of a class of the program that is the descriptor of an attribute which an instruction loads, stores or
        deletes; None if there is none, or if it does not decide."""
        name, cls = _DESCRIPTORS.get(instruction.generic), owner.cls if owner.identity is None else owner.identity
        if name is None or not isinstance(cls, type) or self._made.is_made(cls) or not is_of_program(cls):
            return None
        is_load = name == "__get__"
        if owner.identity is not None and not is_load or not is_load and method(cls, _CHANGING[name]):
            return None
        attribute = bytecode.code.co_names[instruction.oparg >> is_load]
        found = inspect.getattr_static(cls, attribute, None)
        kind = type(found)
        if not is_of_program(kind) or self._made.is_made(kind) or not is_in_class(kind, name):
            return None
        is_of_data = is_in_class(kind, "__set__") or is_in_class(kind, "__delete__")
        if is_load and owner.identity is None and not is_of_data and attribute in self._tables.inline_attributes(cls):
            raise Inexpressible(f"{cls.__name__}.{attribute}, a descriptor without __set__ beside which objects have values")
        return found

    def descriptor(self, bytecode, instruction, owner, name):
        """What a special method that is one of a descriptor is recorded with."""
        found = self._described(bytecode, instruction, owner) if name in _CHANGING else None
        return {} if found is None else {"descriptor": self._tables.value(found)}


def check_failing_del(name, seen):
    """Raises if the runtime would have another text for an attribute that a `del` has not found."""
    for (owner,), _ in seen:
        if owner.identity is None and is_of_program(owner.cls):
            member = inspect.getattr_static(owner.cls, name, None)
            if not owner.cls.__dictoffset__ or isinstance(member, (types.MemberDescriptorType, property)):
                raise Inexpressible(f"a failing del of {name}, for which {owner.cls.__name__} has no place in a dict")


def _of_class(kind):
    """The `__class_getitem__` that a subscript calls, as `special` has it, or None."""
    found = inspect.getattr_static(kind.identity, "__class_getitem__", None) if is_of_program(kind.identity) else None
    function = getattr(found, "__func__", None)
    is_own = isinstance(function, types.FunctionType) and function.__module__ == MODULE_NAME
    return (0, "__class_getitem__", function) if is_own else None
