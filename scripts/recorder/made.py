"""Classes that a program makes while it runs.

All classes that a `class` statement makes with the same bases are alike in what a recording tells of them: one of them stands
for all. Only classes that have come to be while the program was loaded are known as themselves.
"""

import gc
import types


def _functions(value):
    """The functions of a member of a class."""
    if isinstance(value, property):
        parts = value.fget, value.fset, value.fdel
    elif isinstance(value, (classmethod, staticmethod)):
        parts = (value.__func__,)
    else:
        parts = (value,)
    return [part for part in parts if isinstance(part, types.FunctionType)]


class MadeClasses:
    """The classes of a program that its runs have made, as far as they were met."""

    def __init__(self, module_name, codes):
        self._module_name = module_name
        # What exists before the program runs, by address. All classes here stay alive, so that no address is used twice.
        self._before = {id(value): value for value in gc.get_objects() if self._is_of_program(value)}
        self._bodies = {(code.co_qualname, code.co_firstlineno): code for code in codes}
        self._made = {}
        # Which class stands for one that was made, by the latter's address, and by how it was made.
        self._standing = {}
        self._templates = {}
        # What classes have themselves, by the address of the one that stands for them.
        self._names = {}
        # Methods of these, by address, and their code objects, by address.
        self._methods = {}
        self._codes = set()

    def _is_of_program(self, value):
        return issubclass(type(value), type) and value.__module__ == self._module_name

    def is_made(self, cls):
        """Whether a class was made by a run."""
        return self._is_of_program(cls) and id(cls) not in self._before

    def standing(self, cls):
        """The class that stands for a class, which is itself unless a run has made it."""
        if not self.is_made(cls):
            return cls
        if id(cls) not in self._standing:
            self._enter(cls)
        return self._standing[id(cls)]

    def _enter(self, cls):
        self._made[id(cls)] = cls
        body = self.body(cls)
        how = id(cls if body is None else body), *(id(self.standing(base)) for base in cls.__mro__[1:])
        stands = self._standing[id(cls)] = self._templates.setdefault(how, cls)
        self._names.setdefault(id(stands), set()).update(vars(cls))
        for function in [function for value in vars(cls).values() for function in _functions(value)]:
            self._methods[id(function)] = function
            self._codes.add(id(function.__code__))

    def body(self, cls):
        """The code object of the body of a class, or None if no statement has made it."""
        return self._bodies.get((cls.__qualname__, vars(cls).get("__firstlineno__")))

    def of_body(self, code):
        """The classes that stand for those which the statement with this body has made."""
        for cls in [value for value in gc.get_objects() if issubclass(type(value), type)]:
            # One that no instruction has met may be alive.
            if self.is_made(cls) and self.body(cls) is code:
                self.standing(cls)
        return [cls for cls in self._templates.values() if self.body(cls) is code]

    def mro(self, cls):
        """The method resolution order of a class, as classes that stand for others."""
        return [self.standing(base) for base in cls.__mro__]

    def has(self, cls, name):
        """Whether a class, or one for which it stands, has something itself."""
        return name in self._names[id(cls)] if self.is_made(cls) else name in vars(cls)

    def is_method(self, function):
        """Whether a function belongs to a class that a run has made."""
        return id(function) in self._methods

    def is_code_of_method(self, code):
        """Whether a code object is that of a method of such a class."""
        return id(code) in self._codes
