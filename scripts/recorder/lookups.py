"""Where an attribute is that an instruction loads or stores, by the rules of the language."""

import types

from . import handlers, memory
from .held import field, is_in_class
from .problems import Inexpressible
from .program import MODULE_NAME
from .supported import ATTRIBUTES, is_slot
from .values import NOT_MEMBERS, OBJECT_HEADER, is_of_program, is_opaque_kind


DEFAULTS = frozenset({"__defaults__", "__kwdefaults__"})
# What functions have beside attributes that a program gives them.
_OF_FUNCTIONS = DEFAULTS | {"__name__", "__qualname__", "__wrapped__"}


class Lookups:
    """Finds attributes; `changed` has those that the program gives to classes, or takes from them: pairs of a class and a
    name."""

    def __init__(self, tables, changed, made):
        self._tables = tables
        self._changed = changed
        self._made = made
        # Code objects of properties, by id.
        self.getters = set()

    def find(self, owner, name, after, loads):
        """Where an attribute of an owner is: `value` or `slot` of an instance, a `method`, or an
        `object`, which is an attribute of a class or module; `missing` if it is nowhere."""
        tables = self._tables
        if is_opaque_kind(owner):
            return {"opaque": None}
        if owner.identity is not None and not isinstance(owner.identity, type):
            return {"object": tables.value(getattr(owner.identity, name))}
        if owner.cls is types.FunctionType and (name in _OF_FUNCTIONS or not name.startswith("__")):
            if name not in DEFAULTS:
                tables.ask_functions(name)
            return {"changed": None}
        cls = owner.identity if owner.identity is not None else owner.cls
        is_exception = handlers.is_exception(cls)
        if is_exception and handlers.is_looked_up(name) and owner.identity is None:
            if not loads:
                raise Inexpressible(f"a change of {cls.__name__}.{name}")
            # It may be missing, which stands for `None`.
            return {"changed": None}
        if is_exception and owner.identity is None and after is None and name in tables.inline_attributes(cls):
            return {"value": tables.inline_attributes(cls).index(name)}
        is_made = self._made.is_made(cls)
        is_name = name == "__name__" or name == "__qualname__" and not is_made and is_of_program(cls)
        if is_name and owner.identity is not None:
            if not is_made:
                tables.give_name(cls, name)
            return {"object": tables.value(getattr(cls, name))}
        if name == "__class__" and owner.identity is None and after is None:
            return {"changed": None} if is_made else {"object": tables.value(cls)}
        order = self._made.mro(cls)
        if after is not None and after not in order:
            raise Inexpressible(f"super() in {after.__name__} for a class")
        mro = order if after is None else order[order.index(after) + 1 :]
        home = next((c for c in mro if self._made.has(c, name)), None)
        on_class = owner.identity is not None
        made = [c for c in mro if self._made.is_made(c) and (self._made.has(c, name) or (c, name) in self._changed)]
        if made:
            return self._find_made(made[0], name, on_class, after, loads)
        if any((c, name) in self._changed for c in order):
            return self._find_changed(cls, name, on_class=owner.identity is not None)
        inline = tables.inline_attributes(cls)
        own = not on_class and after is None and name in inline
        if home is None:
            if own:
                return {"value": inline.index(name)}
            if on_class:
                is_nowhere = loads and _has_own_metaclass(cls) and not is_in_class(type(cls), name)
            else:
                is_nowhere = _has_no_other(cls) if loads else not cls.__dictoffset__
            if is_nowhere and after is None:
                return {"missing": None}
            raise Inexpressible(f"attribute {name} of {cls.__name__}")
        if name in ATTRIBUTES.get(cls, ()) and loads and after is None and not on_class:
            # It is looked up each time.
            return {"changed": None}
        member = vars(home)[name]
        if not (loads or on_class or own or cls.__dictoffset__ or is_in_class(type(member), "__set__")) and is_of_program(cls):
            # It can't be changed.
            return {"missing": None}
        if isinstance(member, types.MemberDescriptorType) and not on_class:
            if home.__module__ != MODULE_NAME:
                raise Inexpressible(f"attribute {name} of {cls.__name__}")
            if after is not None:
                raise Inexpressible(f"super().{name}, which is a slot")
            return {"slot": tables.slot(home, name)}
        if own and not is_in_class(type(member), "__set__"):
            # An instance may have one of its own, or not.
            return {"changed": None} if loads else {"value": inline.index(name)}
        if field(member) is not None and not on_class and after is None and loads:
            # It is looked up each time.
            return {"changed": None}
        if isinstance(member, (types.FunctionType, types.MethodDescriptorType)) or handlers.is_init(member) or is_slot(member):
            return {"object" if on_class else "method": tables.value(member)}
        if isinstance(member, types.ClassMethodDescriptorType) and on_class and home is cls and after is None:
            return {"object": tables.value(getattr(cls, name))}
        if isinstance(member, staticmethod):
            return {"object": tables.value(member.__func__)}
        if isinstance(member, classmethod) and (after is None or on_class):
            return {"bound": tables.value(member.__func__)}
        if type(member) is property and not on_class and after is None and loads:
            self.getters.add(id(member.fget.__code__))
            return {"property": tables.value(member.fget)}
        if is_in_class(type(member), "__get__") and not isinstance(member, types.MethodType):
            raise Inexpressible(f"{cls.__name__}.{name}, a {type(member).__name__}")
        return {"object": tables.value(member)}

    def has(self, owner, name):
        """Whether an owner has an attribute that is not one of an object alone: a class with its metaclass, a module, or the
        class of an object."""
        if isinstance(owner.identity, types.ModuleType):
            return hasattr(owner.identity, name)
        return self._home(owner, name) is not None or owner.identity is not None and is_in_class(type(owner.identity), name)

    def is_own(self, owner, name):
        """Whether a class of the program has an attribute, of which a recording then tells with the class."""
        home = None if isinstance(owner.identity, types.ModuleType) else self._home(owner, name)
        return home is not None and is_of_program(home)

    def _home(self, owner, name):
        """The first class that has an attribute of a class or of an object, or is given it while the program runs."""
        order = self._made.mro(owner.cls if owner.identity is None else owner.identity)
        return next((c for c in order if self._made.has(c, name) or (c, name) in self._changed), None)

    def _find_made(self, home, name, on_class, after, loads):
        """Where an attribute is that a class has which the program makes: it is made with its class."""
        member = vars(home).get(name)
        if isinstance(member, types.MemberDescriptorType) and not on_class and after is None:
            return {"slot": self._tables.slot(home, name)}
        if type(member) is property and not on_class and after is None and loads and self._made.is_method(member.fget):
            self.getters.add(id(member.fget.__code__))
            return {"property": self._tables.method(member.fget)}
        is_method = isinstance(member, (types.FunctionType, classmethod, staticmethod))
        if name in NOT_MEMBERS or is_in_class(type(member), "__get__") and not is_method:
            what = f"{home.__name__}.{name}, a {type(member).__name__} of a class that is made while the program runs"
            raise Inexpressible(what)
        return {"changed": None}

    def _find_changed(self, cls, name, on_class):
        """Where an attribute is that the program changes on a class: looked up when it is used."""
        known = [vars(c)[name] for c in cls.__mro__ if name in vars(c)]
        if name.startswith("__") or any(
            is_in_class(type(member), "__set__") or isinstance(member, (staticmethod, classmethod))
            for member in known
        ):
            raise Inexpressible(f"a change of {cls.__name__}.{name}")
        if not on_class and name in self._tables.inline_attributes(cls):
            raise Inexpressible(f"attribute {name} both of {cls.__name__} and of its instances")
        for member in known:
            self._tables.value(member)
        return {"changed": None}

    def is_cached(self, instruction, owner):
        """Whether the instruction is specialised for an owner."""
        if instruction.name == instruction.generic or instruction.generic == "LOAD_SUPER_ATTR":
            return False
        if instruction.name == "LOAD_ATTR_MODULE":
            return True
        cls = owner.identity if isinstance(owner.identity, type) else owner.cls
        version = instruction.caches[1] | instruction.caches[2] << 16
        return version != 0 and version == memory.type_version(cls)

    def check_cache(self, instruction, cls, find):
        """Raises unless the cache leads to what was found by name."""
        index = instruction.caches[3]
        if find in ({"changed": None}, {"opaque": None}):
            # It is looked up, or asked for, each time.
            agrees = True
        elif instruction.name == "LOAD_ATTR_SLOT" and index == memory.TYPE:
            # `__class__`
            agrees = "object" in find
        elif instruction.name.endswith("_SLOT") and handlers.is_exception(cls):
            # CPython has a slot for what an exception has beside its arguments.
            agrees = "value" in find
        elif instruction.name.endswith("_SLOT"):
            agrees = find == {"slot": (index - OBJECT_HEADER) // 8}
        elif instruction.name.endswith("_INSTANCE_VALUE"):
            agrees = find == {"value": memory.inline_value(cls, index)}
        elif instruction.name.endswith("_WITH_HINT"):
            # The index is one of a dict.
            agrees = "value" in find
        else:
            agrees = not {"slot", "value"} & find.keys()
        if not agrees:
            raise Inexpressible(f"an inline cache of {instruction.name} that leads elsewhere")


def _has_no_other(cls):
    """Whether instances of a class have no attributes but those that are known."""
    if is_in_class(cls, "__getattr__"):
        return False
    return handlers.is_exception(cls) or cls.__module__ != MODULE_NAME or memory.has_inline_values(cls) or not cls.__dictoffset__


def _has_own_metaclass(cls):
    """Whether the metaclass of a class adds nothing that a recording does not tell of."""
    metaclass = type(cls)
    return metaclass is type or metaclass.__module__ == MODULE_NAME and not is_in_class(metaclass, "__getattr__")
