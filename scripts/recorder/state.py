"""The objects that exist before a program runs, and what is in them.

A run may change lists, dicts, sets, bytearrays, cells and instances of the program's classes. Each run begins with what
is in them once the program is loaded, so they get that back after each.
"""

import types

from . import memory
from .held import CHANGED, fill, held_type, parts

# CPython itself gives these to a class when they are first asked for.
MADE_LATER = frozenset({"__annotations__", "__annotations_cache__", "__abstractmethods__"})
_ABSENT = object()


class State:
    """What is in the objects that a program reaches."""

    def __init__(self, roots, module_name):
        self._module_name = module_name
        # Objects, which stay alive, and what is in each; by address.
        self._objects = {}
        self._contents = {}
        # Addresses of those that a run has changed.
        self.changed = set()
        # For each class whose instances keep attributes in dicts of their own, the names of these.
        self.names = {}
        self._visit(roots)

    def restore(self):
        """Gives all objects back what was in them, and notes which needed it."""
        for address, value in self._objects.items():
            before = self._contents[address]
            if not _same(contents(value), before):
                _fill(value, before)
                self.changed.add(address)

    def _visit(self, roots):
        left, seen = list(roots), set()
        while left:
            value = left.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if self._is_instance(value) and type(value).__dictoffset__ < 0:
                self.names.setdefault(type(value), {}).update(dict.fromkeys(vars(value)))
            if self._is_kept(value):
                self._objects[id(value)] = value
                self._contents[id(value)] = contents(value)
            left += self._referred(value)

    def _is_kept(self, value):
        is_function = isinstance(value, types.FunctionType) and value.__module__ == self._module_name
        return type(value) in (list, dict, set, bytearray, types.CellType) or is_function or self._is_instance(value)

    def _is_instance(self, value):
        return type(value).__module__ == self._module_name and not isinstance(value, type)

    def _referred(self, value):
        if type(value) in (list, tuple, set, frozenset):
            return value
        if type(value) is dict:
            return [*value.keys(), *value.values()]
        if isinstance(value, types.FunctionType) and value.__module__ == self._module_name:
            return [value.__defaults__, value.__kwdefaults__, *(value.__closure__ or ()), *vars(value).values()]
        if isinstance(value, type) and value.__module__ == self._module_name:
            return [*vars(value).values()]
        if isinstance(value, (staticmethod, classmethod)):
            return [value.__func__]
        if is_bound(value):
            return [getattr(value, "__func__", None), value.__self__]
        if isinstance(value, property):
            return [value.fget, value.fset, value.fdel]
        if self._is_instance(value):
            return contents(value) if held_type(type(value)) in CHANGED else contents(value) + parts(value)
        if isinstance(value, types.CellType):
            return contents(value)
        return ()


def is_bound(value):
    """Whether a value is a method that is bound to an object."""
    if isinstance(value, types.BuiltinMethodType):
        return not isinstance(value.__self__, (types.ModuleType, type, type(None)))
    return isinstance(value, types.MethodType)


def attributes(instance):
    """The attributes that an instance of a class of the program has, with their values: inline values and
    slots. `None` where it keeps them in a dict."""
    cls = type(instance)
    found = []
    for base in reversed(cls.__mro__[:-1]):
        for name, member in vars(base).items():
            if isinstance(member, types.MemberDescriptorType):
                value = _slot(member, instance)
                if value is not _ABSENT:
                    found.append((name, value))
    if memory.has_inline_values(cls):
        addresses = memory.inline_values(instance)
        if addresses is None:
            return None
        for name, address in zip(memory.shared_keys(cls), addresses):
            if address:
                found.append((name, memory.object_at(address)))
    elif any("__dict__" in vars(base) for base in cls.__mro__):
        # Beside slots, the others are in a dict. The runtime knows the names that the class has given it, or that any of the
        # instances has for which it has given none.
        others = vars(instance)
        if not others.keys() <= set(memory.shared_keys(cls)) and cls.__dictoffset__ >= 0:
            return None
        found += others.items()
    return found


def _slot(member, instance):
    try:
        return member.__get__(instance)
    except AttributeError:
        return _ABSENT


def contents(value):
    """What is in an object, as one list."""
    if type(value) in (list, set, bytearray):
        return list(value)
    if type(value) is types.CellType:
        return _in_cell(value)
    if type(value) is types.FunctionType:
        pairs = vars(value).items()
        own = value.__defaults__, value.__kwdefaults__, value.__name__, value.__qualname__
        return [*own, *(part for pair in pairs for part in pair)]
    pairs = value.items() if type(value) is dict else attributes(value) or ()
    found = [part for pair in pairs for part in pair]
    if type(value) is not dict and held_type(type(value)) in CHANGED:
        held = parts(value)
        return [*found, *held, len(held)]
    return found


def _in_cell(cell):
    try:
        return [cell.cell_contents]
    except ValueError:
        return []


def _same(now, before):
    return len(now) == len(before) and all(a is b for a, b in zip(now, before))


def _fill(value, before):
    pairs = {}
    if type(value) is types.FunctionType:
        value.__defaults__, value.__kwdefaults__, value.__name__, value.__qualname__, *rest = before
        vars(value).clear()
        vars(value).update(zip(rest[::2], rest[1::2]))
        return
    if type(value) not in (list, dict, set, bytearray, types.CellType) and held_type(type(value)) in CHANGED:
        *before, count = before
        fill(value, before[len(before) - count :])
        before = before[: len(before) - count]
    if type(value) not in (list, set, bytearray, types.CellType):
        pairs = dict(zip(before[::2], before[1::2]))
    if type(value) is types.CellType:
        if before:
            value.cell_contents = before[0]
        else:
            del value.cell_contents
    elif type(value) in (list, bytearray):
        value[:] = before
    elif type(value) is set:
        value.clear()
        value.update(before)
    elif type(value) is dict:
        value.clear()
        value.update(pairs)
    else:
        for name, _ in attributes(value) or ():
            if name not in pairs:
                object.__delattr__(value, name)
        for name, item in pairs.items():
            object.__setattr__(value, name, item)


def description(program):
    """What a run must leave as it is, by description: each global, default and closure."""
    found = {}
    seen = set()

    def visit(name, value):
        if id(value) in seen:
            return
        if isinstance(value, types.FunctionType):
            seen.add(id(value))
            visit(f"a default of {name}", value.__defaults__)
            visit(f"a default of {name}", value.__kwdefaults__)
            for variable, item in cells(value).items():
                visit(f"{variable} of {name}", item)
        elif isinstance(value, type) and value.__module__ == program.module.__name__:
            seen.add(id(value))
            for member, item in vars(value).items():
                if member not in MADE_LATER:
                    visit(f"{name}.{member}", item)
        try:
            found[name] = repr(value)
        except Exception as error:  # A `__repr__` of the program may raise anything.
            found[name] = f"{type(value).__name__} whose repr raises {type(error).__name__}"

    for name, value in vars(program.module).items():
        if not name.startswith("__"):
            visit(name, value)
    return found


class _Unset:
    """What is in the cell of a variable that has no value."""

    def __repr__(self):
        return "unset"


UNSET = _Unset()


def cells(function):
    """The variables of a function's closure, by name, in the order of its cells."""
    values = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            values[name] = cell.cell_contents
        except ValueError:
            values[name] = UNSET
    return values
