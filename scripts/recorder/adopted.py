"""What classes of the program have from the standard library, or from C, as code of the program.

The methods of classes that `collections.namedtuple` and `typing.NamedTuple` make are functions of the standard library,
and `__new__` is made of text. So it is with the `__repr__` of a dataclass, which another function calls, and its
`__replace__`. C code calls the `__missing__` of a class that derives from `dict`, and refuses to change what only a getter
has. Here these are functions of the same meaning whose code is the program's, so that a recording has them.
"""

import builtins
import collections
import dataclasses
import dis
import types

from .bytecode import in_one_line, nested, relocated
from .held import has_own

# The file with the code of these methods.
_LIBRARY = collections.namedtuple.__code__.co_filename
# The file name of code that is made of text.
_TEXT = "<string>"


def adopt(values, filename, module_name, own):
    """Gives the classes of a module among values, and those that they derive from, such functions; returns their code
    objects. `own` are the code objects of the module."""
    codes = []
    for cls in classes(values, module_name):
        line = vars(cls).get("__firstlineno__", 1)
        if _is_named_tuple(cls):
            codes += _adopt(cls, filename, line)
        if "__dataclass_fields__" in vars(cls):
            codes += _adopt_dataclass(cls, filename, line)
        if "__missing__" in vars(cls) and dict in cls.__mro__ and not has_own(cls, "__getitem__"):
            cls.__getitem__ = _item_or_missing()
            codes += _own(cls, cls.__getitem__, filename, line)
        for name, value in [*vars(cls).items()]:
            if type(value) is property:
                codes += _adopt_property(cls, name, value, own, filename, line)
    return codes


def _own(cls, function, filename, line):
    """Makes the code of a function that of a method of a class; returns the code objects."""
    name = f"{cls.__name__}.{function.__name__}"
    function.__code__ = relocated(function.__code__, filename, line).replace(co_qualname=name)
    function.__qualname__, function.__module__ = name, cls.__module__
    return [*nested(function.__code__)]


def classes(values, module_name):
    """All classes of a module among values, in what these have, and among their bases, each once."""
    found, left = {}, [*values]
    while left:
        cls = left.pop(0)
        if isinstance(cls, type) and cls.__module__ == module_name and id(cls) not in found:
            found[id(cls)] = cls
            left += [*cls.__mro__[1:], *vars(cls).values()]
    return found.values()


def _is_named_tuple(cls):
    new = vars(cls).get("__new__")
    is_made = isinstance(new, staticmethod) and new.__func__.__code__.co_filename == _TEXT
    return is_made and tuple in cls.__mro__ and "_fields" in vars(cls)


def _adopt(cls, filename, line):
    fields = cls._fields
    functions = {function.__name__: function for function in _methods(fields, len(fields))}
    functions["__replace__"] = functions["_replace"]
    new = _new(fields, cls.__module__)
    new.__defaults__ = cls.__new__.__defaults__
    codes = []
    for function in (new, *dict.fromkeys(functions.values())):
        codes += _own(cls, function, filename, line)
    cls.__new__ = staticmethod(new)
    for name, value in [*vars(cls).items()]:
        known = value.__func__ if isinstance(value, classmethod) else value
        # A method that the program has defined stays.
        if name in functions and known.__code__.co_filename == _LIBRARY:
            function = functions[name]
            setattr(cls, name, classmethod(function) if isinstance(value, classmethod) else function)
    return codes


def _adopt_dataclass(cls, filename, line):
    codes, members = [], vars(cls)
    shows = getattr(members.get("__repr__"), "__wrapped__", None)
    if isinstance(shows, types.FunctionType) and shows.__code__.co_filename == _TEXT:
        shows.__code__ = in_one_line(shows.__code__, filename, line)
        cls.__repr__ = _shown_once(shows)
        codes += [shows.__code__, *_own(cls, cls.__repr__, filename, line)]
    replaces = getattr(members.get("__replace__"), "__code__", None)
    fields = members["__dataclass_fields__"].values()
    if replaces and replaces.co_filename == dataclasses.__file__ and all(map(_is_field, fields)):
        known = [field for field in fields if field in dataclasses.fields(cls)]
        given, left = ([it.name for it in known if it.init is is_given] for is_given in (True, False))
        cls.__replace__ = _replace_fields(tuple(given), tuple(left))
        codes += _own(cls, cls.__replace__, filename, line)
    return codes


def _is_field(field):
    """Whether an object of a dataclass keeps a field, or it is one of the class alone."""
    return field._field_type is not dataclasses._FIELD_INITVAR


def _shown_once(shows):
    """The `__repr__` of a dataclass, which shows an object inside of itself as dots."""
    shown = []

    def __repr__(self):
        for other in shown:
            if other is self:
                return "..."
        shown.append(self)
        try:
            return shows(self)
        finally:
            shown.pop()

    return __repr__


def _replace_fields(given, left, getattr=getattr, TypeError=TypeError):
    """The `__replace__` of a dataclass: the fields that `__init__` is given, and the others."""

    def __replace__(self, /, **changes):
        for name in left:
            if name in changes:
                raise TypeError(f"field {name} is declared with init=False, it cannot be specified with replace()")
        for name in given:
            if name not in changes:
                changes[name] = getattr(self, name)
        return self.__class__(**changes)

    return __replace__


def _adopt_property(cls, name, value, own, filename, line):
    """Has a property refuse, by functions of the program, what the code of the program may do and it does not let."""
    parts, codes = {"fset": value.fset, "fdel": value.fdel}, []
    for part, change, refuses in (("fset", "STORE_ATTR", _refuse_to_set), ("fdel", "DELETE_ATTR", _refuse_to_delete)):
        if parts[part] is None and any(name in code.co_names and _changes(code, change, name) for code in own):
            parts[part] = refuses(name)
            codes += _own(cls, parts[part], filename, line)
    if codes:
        setattr(cls, name, property(value.fget, parts["fset"], parts["fdel"], value.__doc__))
    return codes


def _changes(code, change, name):
    return any(it.opname == change and it.argval == name for it in dis.get_instructions(code))


def _refuse_to_set(name, AttributeError=AttributeError):
    def fset(self, value):
        raise AttributeError(f"property {name!r} of {self.__class__.__qualname__!r} object has no setter")

    return fset


def _refuse_to_delete(name, AttributeError=AttributeError):
    def fdel(self):
        raise AttributeError(f"property {name!r} of {self.__class__.__qualname__!r} object has no deleter")

    return fdel


def _new(fields, module_name):
    """The `__new__` of a class with these fields."""
    names = ", ".join(fields)
    text = f"""\
def with_names(_tuple_new):
    def __new__(_cls, {names}):
        return _tuple_new(_cls, ({names}{"," * (len(fields) == 1)}))
    return __new__
"""
    defined = {"__name__": module_name, "__builtins__": builtins}
    exec(text, defined)
    return defined["with_names"](tuple.__new__)


def _methods(
    fields, number, tuple_new=tuple.__new__, tuple=tuple, list=list, dict=dict, zip=zip, len=len, TypeError=TypeError
):
    """The other functions. What they refer to is in their closures, since a program may have other globals."""

    def _make(cls, iterable):
        made = tuple_new(cls, tuple(iterable))
        if len(made) != number:
            raise TypeError(f"Expected {number} arguments, got {len(made)}")
        return made

    def _replace(self, /, **kwds):
        made = self._make([kwds.pop(name, value) for name, value in zip(fields, self)])
        if kwds:
            raise TypeError(f"Got unexpected field names: {list(kwds)!r}")
        return made

    def __repr__(self):
        shown = [f"{name}={value!r}" for name, value in zip(fields, self)]
        return f"{self.__class__.__name__}({', '.join(shown)})"

    def _asdict(self):
        return dict(zip(self._fields, self))

    def __getnewargs__(self):
        return tuple(self)

    return _make, _replace, __repr__, _asdict, __getnewargs__


def _item_or_missing(item=dict.__getitem__):
    """The `__getitem__` of a dict that asks its `__missing__` for values that it does not have."""

    def __getitem__(self, key):
        if key in self:
            return item(self, key)
        return self.__missing__(key)

    return __getitem__
