"""What classes of the program have from the standard library, or from C, as code of the program.

The methods of classes that `collections.namedtuple` and `typing.NamedTuple` make are functions of the standard library,
and `__new__` is made of text. C code calls the `__missing__` of a class that derives from `dict`. Here these are functions
of the same meaning whose code is the program's, so that a recording has them.
"""

import builtins
import collections

from .bytecode import nested, relocated
from .held import has_own

# The file with the code of these methods.
_LIBRARY = collections.namedtuple.__code__.co_filename
# The file name of code that is made of text.
_TEXT = "<string>"


def adopt(values, filename, module_name):
    """Gives the classes of a module among values, and those that they derive from, such functions; returns their code
    objects."""
    codes = []
    for cls in _classes(values, module_name):
        line = vars(cls).get("__firstlineno__", 1)
        if _is_named_tuple(cls):
            codes += _adopt(cls, filename, line)
        if "__missing__" in vars(cls) and dict in cls.__mro__ and not has_own(cls, "__getitem__"):
            cls.__getitem__ = _item_or_missing()
            codes += _own(cls, cls.__getitem__, filename, line)
    return codes


def _own(cls, function, filename, line):
    """Makes the code of a function that of a method of a class; returns the code objects."""
    name = f"{cls.__name__}.{function.__name__}"
    function.__code__ = relocated(function.__code__, filename, line).replace(co_qualname=name)
    function.__qualname__, function.__module__ = name, cls.__module__
    return [*nested(function.__code__)]


def _classes(values, module_name):
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
