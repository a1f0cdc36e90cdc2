"""Python objects as JSON, and the tables of code objects, functions and classes they refer to."""

import builtins
import functools
import types

from . import handlers, memory
from .forms import PLAIN, is_instance, is_of_program
from .growing import copied, restore
from .held import field, held, held_type, is_in_class
from .key_tables import Builtin
from .problems import Inexpressible
from .program import MODULE_NAME
from .opaque import VARIED, OpaqueObjects, is_given_up, is_known_type, is_opaque, own_name
from .refused import Refused, is_one_of_a_kind
from .state import UNSET, attributes, cells, is_bound
from .supported import (
    CLASSES, FUNCTIONS, IMPORTED, MODULES, PYTHON_METHODS, class_function, is_slot, module_of
)  # fmt: skip

OBJECT_HEADER = 16
_UNSET_FORM = {"unsupported": "a variable without a value"}
NOT_MEMBERS = frozenset("""
    __annotate_func__ __annotations__ __annotations_cache__ __dataclass_fields__ __dataclass_params__ __dict__ __doc__
    __firstlineno__ __module__ __orig_bases__ __parameters__ __qualname__ __slots__
    __static_attributes__ __weakref__
""".split())


# What functions have from their code.
_NAMES = frozenset({"__name__", "__qualname__"})

# The tables that grow while the form of a value is made.
_GROWING = (
    "codes", "functions", "_function_objects", "classes", "_forms", "_references", "_open", "_holders", "_making", "_used_defaults",
    "_numbers", "_alive",
)  # fmt: skip


class Tables:
    """Numbers code objects, functions and classes as values refer to them.

    Rows are made when an object is first met, so an object may refer to itself.
    """

    def __init__(self, program, compared=frozenset(), stored=None):
        self.codes = []
        self.functions = []
        self.classes = []
        # What a program can tell from its copy, see `_has_identity`. Objects that several places share
        # are rows of `objects`; others are where they are referred to.
        self.objects = []
        # Indices of those that a run changes.
        self.changed = []
        self._changed = program.changed
        self._made = program.made
        # Objects that have no form.
        self.opaques = OpaqueObjects()
        # Whether the form of a member of a class is being made.
        self._in_class = False
        # Types of values that the program compares by identity.
        self._compared = compared
        # For each class, the names of attributes that the program stores in instances of it.
        self._stored = stored or {}
        self._kept_names = program.kept_names
        self._declines_elsewhere = program.declines_elsewhere
        # For each such object, by its address: its JSON form, and what refers to it.
        self._forms = {}
        self._references = {}
        # Those in arguments, and those whose form is being made.
        self._in_arguments = set()
        self._open = set()
        # Whether the form of an argument is being made.
        self._inline = False
        # For each cell, by its address: what holds it, as pairs of a function and the place in its closure.
        self._holders = {}
        # Functions that have rows, in their order; names of attributes that the program asks functions for; and whether it
        # asks for those that they have from their code.
        self._function_objects = []
        self._asked_names = {}
        self.names_functions = False
        # Whether the texts of errors have the names of functions.
        self.errors_name_functions = False
        # What completes rows of functions and classes, once the form of the object around them is made.
        self._later = []
        # Functions whose defaults are being made, which can't refer to them.
        self._making = set()
        # Code objects of functions whose defaults some call takes before the program runs.
        self._used_defaults = {}
        self._program_codes = {id(code) for code in program.codes}
        # What tells of other exceptions, as far as the program asks for it.
        self.links = handlers.links(program.codes)
        self._of_exceptions = self.links + handlers.notes(program.codes)
        self._numbers = {}
        # Only what is alive has an address of its own.
        self._alive = []

    def code(self, code):
        """The number of a code object."""
        if id(code) not in self._program_codes:
            raise Inexpressible(f"{code.co_qualname}, which is not defined in this file")
        if id(code) not in self._numbers:
            self._number(code, self.codes, code)
        return self._numbers[id(code)]

    def value(self, value):
        """The JSON form of a value."""
        return self._shareable(value, False) if self._has_identity(value) else self._plain(value)

    def plain(self, value):
        """The JSON form of a value of which it does not matter which object it is."""
        return self._plain(value)

    def item(self, value):
        """The JSON form of a value that lies inside of another one."""
        if isinstance(value, (types.CodeType, staticmethod, classmethod)):
            raise Inexpressible(f"an object of type {type(value).__name__} inside of another object")
        if self._inline and (isinstance(value, types.FunctionType) or is_of_program(value)):
            raise Inexpressible(f"{value.__qualname__} as an argument")
        return self._shareable(value, True) if self._has_identity(value) else self._plain(value)

    def arguments(self, values):
        """The JSON form of the arguments of a run."""
        forms, references = self._forms, self._references
        self._forms, self._references, self._inline = {}, {}, True
        try:
            rows = [self.item(value) for value in values]
            if any(len(found) > 1 for found in self._references.values()):
                raise Inexpressible("arguments that share an object")
            self._in_arguments |= self._references.keys()
            return rows
        finally:
            self._forms, self._references, self._inline = forms, references, False

    def give_name(self, cls, name):
        """Has a class of the program, or of exceptions, tell its name, which it has as an attribute that is called so."""
        number = self._type(cls).get("class")
        members = [] if number is None else self.classes[number]["members"]
        if number is not None and all(known != name for known, _ in members):
            members.append([name, getattr(cls, name)])

    def known(self, value):
        """The form of a class or function that has a row and exists before the run, or None."""
        if not isinstance(value, (type, types.FunctionType)) or id(value) not in self._numbers or self._made.is_made(value):
            return None
        return {"class" if isinstance(value, type) else "function": self._numbers[id(value)]}

    def ask_functions(self, name):
        """Notes that the program asks functions for an attribute, or gives them one."""
        self.names_functions |= name in _NAMES
        self._asked_names[name] = None

    @property
    def tells_names(self):
        """Whether the rows of functions tell their names."""
        return self.names_functions or self.errors_name_functions

    def give_attributes(self):
        """Has the rows of functions tell the attributes that the program asks for."""
        for row, function in zip(self.functions, self._function_objects):
            is_first = next(other for other in self.functions if other["code"] == row["code"]) is row
            if not is_first and id(function) in self._changed:
                raise Inexpressible(f"a change of {function.__qualname__}, of which there are several before the run")
            has = {name: value for name, value in vars(function).items() if name in self._asked_names}
            code = function.__code__
            if self.tells_names and (function.__name__, function.__qualname__) != (code.co_name, code.co_qualname):
                has |= {"__name__": function.__name__, "__qualname__": function.__qualname__}
            if has and not is_first and (self.names_functions or self._asked_names.keys() & has.keys()):
                raise Inexpressible(f"attributes of {function.__qualname__}, of which there are several before the run")
            if has and is_first and "attributes" not in row:
                row["attributes"] = [[name, self.value(value)] for name, value in has.items()]

    def note_defaults(self, code):
        """Notes that a call takes the defaults of the function with this code before the program runs."""
        self._used_defaults[id(code)] = code

    def finish(self, written):
        """Decides which objects are rows of `objects`, once all that refers to them is known. `written` has the
        variables of closures that the runs have written, each with the address of the code object."""
        for code in self._used_defaults.values():
            rows = [row for row in self.functions if row["code"] == self._numbers.get(id(code))]
            defaults = [[row["defaults"], row["kwdefaults"]] for row in rows]
            if any(other != defaults[0] for other in defaults):
                name = code.co_qualname
                raise Inexpressible(f"a call that takes the defaults of one of several functions {name}")
        if self._in_arguments & self._references.keys():
            raise Inexpressible("an argument that the program reaches in another way, too")
        self._finish_objects()
        self._finish_cells(written)

    def _has_identity(self, value):
        """Whether a program can tell an object from a copy of it: it or a part of it can be changed,
        it is not equal to itself, or the program uses `is` on such objects."""
        kind = type(value)
        if kind is float and value != value:
            return True
        if kind in self._compared and kind in PLAIN and not is_one_of_a_kind(value):
            return True
        if kind in (tuple, frozenset):
            return any(map(self._has_identity, value))
        if is_bound(value):
            return not is_opaque(value, self._program_codes)
        return has_identity(value)

    def _shareable(self, value, inside):
        if id(value) in self._open:
            raise Inexpressible(f"a {type(value).__name__} that contains itself")
        reference = {}
        self._references.setdefault(id(value), []).append((reference, inside))
        if id(value) not in self._forms:
            self._alive.append(value)
            self._open.add(id(value))
            self._forms[id(value)] = {}
            try:
                self._forms[id(value)] = self._plain(value)
            except Inexpressible:
                del self._forms[id(value)]
                raise
            finally:
                self._open.remove(id(value))
            while self._later and not self._open:
                self._later.pop(0)()
        # Nothing in arguments becomes a row.
        return self._forms[id(value)] if self._inline else reference

    def _finish_objects(self):
        for address, references in self._references.items():
            form = self._forms[address]
            is_shared = len(references) > 1 or not references[0][1]
            is_changed = address in self._changed
            # A text has no form that could be completed now.
            if is_shared or is_changed or isinstance(form, str):
                if is_changed:
                    self.changed.append(len(self.objects))
                self.objects.append(form)
                form = {"object": len(self.objects) - 1}
            for reference, _ in references:
                reference.update(form)

    def _finish_cells(self, written):
        """Makes rows of the cells that a run changes, and of those that it writes and several functions hold."""
        for address, holders in self._holders.items():
            names = {(id(f.__code__), f.__code__.co_freevars[place]) for f, place in holders}
            is_changed = address in self._changed
            if is_changed or len(holders) > 1 and names & written:
                closures = [self.functions[self._numbers[id(f)]]["closure"] for f, _ in holders]
                form = {"cell": [closures[0][holders[0][1]]]}
                if form["cell"] == [_UNSET_FORM]:
                    form = {"cell": []}
                if is_changed:
                    self.changed.append(len(self.objects))
                for closure, (_, place) in zip(closures, holders):
                    closure[place] = {"object": len(self.objects)}
                self.objects.append(form)

    def _plain(self, value):
        if value is None or isinstance(value, bool):
            return value
        plain = PLAIN.get(type(value))
        if plain is not None and not is_given_up(type(value)):
            return plain(self, value)
        if isinstance(value, BaseException):
            raise Inexpressible(f"an exception that exists before the run, {type(value).__name__}")
        if is_instance(value):
            return self._instance(value)
        if isinstance(value, types.CodeType):
            return {"code": self.code(value)}
        if isinstance(value, staticmethod):
            return {"staticmethod": self.value(value.__func__)}
        if isinstance(value, classmethod):
            return {"classmethod": self.value(value.__func__)}
        if self._in_class and field(value) is not None:
            return {"field": field(value)}
        if isinstance(value, Builtin):
            return {"builtin": value.name}
        if is_opaque(value, self._program_codes):
            return self._opaque(value)
        if is_bound(value):
            function = getattr(value, "__func__", None) or getattr(type(value.__self__), value.__name__)
            return {"bound_method": [self._plain(function), self.item(value.__self__)]}
        if isinstance(value, types.FunctionType) and value in PYTHON_METHODS:
            return {"method": [*PYTHON_METHODS[value]]}
        if isinstance(value, types.FunctionType):
            return {"function": self._function(value)}
        if isinstance(value, type):
            if self._made.is_made(value):
                raise Inexpressible(f"class {value.__qualname__}, which is made while the program runs, as a value")
            return self._type(value)
        if is_slot(value):
            return {"method": [value.__objclass__.__name__, value.__name__]}
        if handlers.is_init(value):
            return handlers.init(value)
        if isinstance(value, types.ModuleType):
            if value not in MODULES:
                raise Inexpressible(f"module {value.__name__}")
            return {"module": value.__name__}
        if isinstance(value, types.BuiltinFunctionType):
            return {"builtin": _builtin_name(value)}
        if isinstance(value, types.MethodDescriptorType):
            return {"method": [value.__objclass__.__name__, value.__name__]}
        raise Inexpressible(f"an object of type {type(value).__name__}")

    def _opaque(self, value):
        """The form of an object that has no form of its own."""
        if value is NotImplemented and self._declines_elsewhere:
            # CPython's C code looks at it.
            raise Inexpressible("NotImplemented from an operator's method that can't be replaced")
        if type(value) is functools._lru_cache_wrapper:
            wrapped = value.__wrapped__
            if isinstance(wrapped, types.FunctionType) and id(wrapped.__code__) in self._program_codes:
                # What it has kept of a run would be there in the next one.
                raise Inexpressible(f"{wrapped.__qualname__}, which lru_cache has wrapped")
        what = own_name(value) or f"an object of type {type(value).__name__}"
        if self._inline:
            raise Inexpressible(f"{what} as an argument")
        if self._in_class and is_in_class(type(value), "__get__"):
            raise Inexpressible(what)
        return {"opaque": self.opaques.number(value)}

    def _instance(self, value):
        cls = type(value)
        if self._made.is_made(cls):
            raise Inexpressible(f"an instance of {cls.__qualname__}, whose class is made while the program runs, as a value")
        if self._inline:
            raise Inexpressible(f"an instance of {cls.__qualname__} as an argument")
        known = attributes(value)
        if known is None:
            raise Inexpressible(f"an instance of {cls.__qualname__} that keeps its attributes in a dict")
        content = [] if held_type(cls) is None else [self._plain(held(value))]
        return {"instance": [self._class(cls), [[name, self.item(item)] for name, item in known], *content]}

    def kind(self, kind):
        """The JSON form of what is known of an operand."""
        if kind.cls is None:
            return None
        if is_opaque_kind(kind):
            return "opaque"
        if kind.identity is not None:
            return {"is": self.known_form(kind.identity)}
        if kind.cls is int:
            return ("int", "negative int", "big int")[kind.size]
        if kind.cls.__module__ == MODULE_NAME or handlers.is_builtin(kind.cls):
            return self._type(kind.cls)
        return kind.cls.__name__

    def callee(self, callee):
        """The JSON form of what was called."""
        if self.is_foreign(callee.target):
            return {"opaque": None}
        target = self.known_form(callee.target)
        return {"bound": target} if callee.bound else target

    def known_form(self, value):
        """The JSON form of a value, or of the classes for which it stands that the program makes."""
        return self._type(value) if self._made.is_made(value) else self.value(value)

    def method(self, function):
        """The JSON form of a method of a class of the program: of one that is made with its class, what it runs."""
        is_made = self._made.is_method(function)
        return {"code": self.code(function.__code__)} if is_made else self.value(function)

    def is_foreign(self, target):
        """Whether what is called is opaque."""
        if isinstance(target, types.CodeType):
            return id(target) not in self._program_codes
        return is_opaque(target, self._program_codes)

    def hosted(self, builtin, function):
        """The JSON form of a builtin that is called, and the function that is called in its place."""
        # What it has by default belongs to it.
        self.value(function)
        return {"hosted": [self.value(builtin), {"code": self.code(function.__code__)}]}

    def called(self, cls, function):
        """The JSON form of an instance of a class of the program that is called, and what that calls."""
        return {"called": [self._class(cls), self.method(function)]}

    def new(self, cls, function):
        """The JSON form of a class of the program that is called, and its `__new__`."""
        return {"new": [self._class(cls), self.value(function)]}

    def inline_attributes(self, cls):
        """The attributes that instances of a class of the program, or of exceptions, keep as values."""
        if handlers.is_exception(cls):
            return handlers.attributes(cls, self._of_exceptions, self._stored)
        if cls.__module__ != MODULE_NAME:
            return []
        names = memory.shared_keys(cls)
        # CPython has no more than some names there, and the others in a dict of each instance.
        others = dict.fromkeys([*self._kept_names(cls), *self._stored.get(cls, ())])
        return names + [name for name in others if name not in names and not is_in_class(cls, name)]

    def slot(self, cls, name):
        """The number of the slot of an object that keeps an attribute."""
        slots = sorted(
            key for key, value in vars(cls).items() if isinstance(value, types.MemberDescriptorType)
        )
        return (cls.__base__.__basicsize__ - OBJECT_HEADER) // 8 + slots.index(name)

    def _type(self, cls):
        if is_of_program(cls) or handlers.is_builtin(cls):
            return {"class": self._class(cls)}
        known = getattr(builtins, cls.__name__, None) is cls and cls.__name__ in CLASSES
        if not known and IMPORTED.get(cls.__name__) is not cls:
            raise Inexpressible(f"type {cls.__qualname__}")
        return {"type": cls.__name__}

    def _number(self, value, table, row):
        self._numbers[id(value)] = len(table)
        self._alive.append(value)
        table.append(row)

    def _function(self, function):
        code = self.code(function.__code__)
        if id(function) in self._making:
            raise Inexpressible(f"{function.__qualname__}, which is in its own defaults")
        if id(function) not in self._numbers:
            is_first = all(row["code"] != code for row in self.functions)
            row = {"name": function.__qualname__, "code": code}
            self._number(function, self.functions, row)
            self._function_objects.append(function)
            for place, cell in enumerate(function.__closure__ or ()):
                self._holders.setdefault(id(cell), []).append((function, place))
            if is_first:
                self._complete(lambda: self._complete_function(function, row))
            else:
                # One that is made from the code of another is a value, which refers to its defaults.
                self._making.add(id(function))
                self._give_defaults(function, row)
                self._making.remove(id(function))
                self._complete(lambda: self._give_closure(function, row))
        return self._numbers[id(function)]

    def _complete(self, action):
        """Completes a row now, or once the form of the object around it is made."""
        if self._open:
            self._later.append(action)
        else:
            action()

    def _complete_function(self, function, row):
        self._give_defaults(function, row)
        self._give_closure(function, row)

    def _give_defaults(self, function, row):
        kwdefaults = function.__kwdefaults__ or {}
        row["defaults"] = [self.value(value) for value in function.__defaults__ or ()]
        row["kwdefaults"] = [[name, self.value(value)] for name, value in kwdefaults.items()]

    def _give_closure(self, function, row):
        contents = cells(function).values()
        row["closure"] = [_UNSET_FORM if it is UNSET else self.value(it) for it in contents]

    def _class(self, cls):
        if id(cls) not in self._numbers:
            mro = [base for base in self._made.mro(cls) if not is_transparent(base)]
            body = self._made.body(cls) if self._made.is_made(cls) else None
            if self._made.is_made(cls) and body is None:
                raise Inexpressible(f"class {cls.__qualname__}, which no statement makes")
            if self._made.is_made(cls) and held_type(cls) is not None:
                what = "which is made while the program runs, and derives from a builtin type"
                raise Inexpressible(f"class {cls.__qualname__}, {what}")
            bases = [base for base in mro[1:-1] if not is_of_program(base) and not handlers.is_builtin(base)]
            bases = [base for base in bases if base is not held_type(cls)]
            # A metaclass of the program is one whose classes are made while it is loaded.
            if type(cls) is not type and type(cls).__module__ != MODULE_NAME or bases:
                what = "a metaclass" if not bases else f"the base class {bases[0].__name__}"
                raise Inexpressible(f"class {cls.__qualname__} with {what}")
            if is_of_program(cls) and handlers.is_made_in_python(cls):
                raise Inexpressible(f"class {cls.__qualname__}, an exception with an __init__ of another file")
            if held_type(cls) is not None and any(
                isinstance(value, types.MemberDescriptorType) for base in mro[:-1] for value in vars(base).values()
            ):
                raise Inexpressible(f"class {cls.__qualname__}, which derives from a builtin type and has slots")
            if handlers.is_exception(cls) and "__slots__" in vars(cls):
                raise Inexpressible(f"class {cls.__qualname__}, an exception with __slots__")
            for name in self.inline_attributes(cls):
                if not name.isidentifier():
                    raise Inexpressible(f"an attribute that is called {name!r}")
            row = {"name": cls.__qualname__}
            self._number(cls, self.classes, row)
            row["mro"] = [self._type(base) for base in mro]
            row["inline_values"] = not handlers.is_exception(cls) and memory.has_inline_values(cls)
            if row["inline_values"] and held_type(cls) is not None:
                row["values_at"] = memory.values_at(cls)
            row["attributes"] = self.inline_attributes(cls)
            row["slots"] = sorted(
                [self.slot(cls, name), name]
                for name, value in vars(cls).items()
                if isinstance(value, types.MemberDescriptorType) and not handlers.is_builtin(cls)
            )
            row["members"] = []
            row["omitted"] = []
            if body is not None:
                init = vars(cls).get("__init__")
                row["made"] = self.code(body)
                row["members"] = [["__init__", self.method(init)]] if isinstance(init, types.FunctionType) else []
            elif handlers.is_builtin(cls):
                row["members"] = handlers.members(cls)
            else:
                self._complete(lambda: self._give_members(cls, row))
        return self._numbers[id(cls)]

    def _give_members(self, cls, row):
        for name, value in vars(cls).items():
            if name in NOT_MEMBERS or isinstance(value, types.MemberDescriptorType):
                continue
            if not name.isidentifier():
                continue
            form = self._expressible(value)
            if form is None:
                # Only a use of the member is a problem.
                row["omitted"].append(name)
            else:
                row["members"].append([name, form[0]])

    def _expressible(self, value):
        """The JSON form of a value, in a list; None, and all is as it was, if it has none."""
        known = {name: copied(getattr(self, name)) for name in _GROWING}
        later, self._later = self._later, []
        self._in_class = True
        try:
            return [self.value(value)]
        except Inexpressible:
            for name, content in known.items():
                restore(getattr(self, name), content)
            return None
        finally:
            self._later, self._in_class = later, False


def is_opaque_kind(kind):
    """Whether operands of a kind are opaque."""
    if kind.cls is None or issubclass(kind.cls, Refused):
        return False
    if kind.cls in VARIED:
        return kind.size == 1
    if kind.identity is not None:
        return is_opaque(kind.identity, ())
    return not is_known_type(kind.cls)


def is_transparent(cls):
    """Whether a class adds nothing to those that derive from it that is modelled; metaclasses derive from `type`."""
    return cls is type or cls.__module__ == "typing" and cls.__name__ == "Generic"


def has_identity(value):
    """Whether a program can tell an object from a copy of it: it or a part of it can be changed."""
    if type(value) is tuple:
        return any(map(has_identity, value))
    return type(value) in (list, dict, set, bytearray) and not is_given_up(type(value)) or is_instance(value)


def referred_codes(code):
    """The code objects among a code object's own constants."""
    return [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def _builtin_name(function):
    if class_function(function) is not None:
        return class_function(function)
    module = module_of(function)
    if module is builtins and function.__name__ in FUNCTIONS:
        return function.__name__
    if isinstance(module, types.ModuleType) and function.__name__ in MODULES.get(module, ()):
        return f"{module.__name__}.{function.__name__}"
    raise Inexpressible(f"{function.__qualname__}()")
