"""What each instruction met while the program ran, and what its inline cache stands for."""

import builtins
import inspect
import operator
import types
from collections import defaultdict
from opcode import _nb_ops, cmp_op

from . import handlers, key_tables, keyed, named, star, suspended
from .by_name import ByName, check_failing_del
from .held import is_in_class, of_class
from .lookups import DEFAULTS, Lookups
from .observe import NOT_CALLABLE, Callee
from .opaque import ASKING, CARRYING
from .problems import Inexpressible
from .program import MODULE_NAME
from .refused import AddressHash, Refused, made_of_addresses
from .special import method, new_of, of_builtin, special
from .supported import (
    ANY_KEYWORDS,
    CONSTRUCTS,
    INSTRUCTIONS,
    INTRINSICS,
    KEYWORDS,
    METHODS,
    UNSUPPORTED_SPECIALISATIONS,
    callee_name,
    class_function,
    refused_operation,
)
from .values import is_of_program, is_opaque_kind
from .version import VERSION

_ATTRIBUTES = {"LOAD_ATTR", "STORE_ATTR", "LOAD_SUPER_ATTR"}
_CALLS = {"CALL", "CALL_KW", star.CALL}
_RAISING = {"RAISE_VARARGS", "RERAISE"}
_SLICING = {"BINARY_SLICE", "STORE_SLICE"}
_ABSENT = object()


class Sites:
    """Makes the sites of code objects; adds what can't be expressed to `problems`."""

    def __init__(self, program, observer, tables, problems, hosted):
        # Globals as they are when a run begins.
        self._initial = program.globals
        self._module = program.module
        self._observer = observer
        self._hosted = hosted
        self._made_classes = program.made
        self._tables = tables
        self._problems = problems
        self._codes = {id(code): code for code in program.codes}
        # Names that instructions load, with their values, in the order of their first use.
        self.globals = {}
        self.builtins = {}
        # Names of globals that instructions assign to or delete.
        self.assigned = []
        # Code objects of special methods, by id, at the instructions that call them.
        self._methods = defaultdict(set)
        self._deleted = set(self._names_of("DELETE_GLOBAL"))
        # Code objects of functions that the program makes while it runs, by id.
        self._made = set(self._made_codes())
        self._lookups = Lookups(tables, set(self._changed_attributes()), program.made)
        self._named = named.Named(tables, self._lookups)
        self._by_name = ByName(tables, program.made)
        self.changes_defaults = not DEFAULTS.isdisjoint(self._names_of("STORE_ATTR"))

    def _names_of(self, generic):
        """The names that the instructions of a kind that ran refer to."""
        for code, instruction in self._ran():
            if instruction.generic == generic:
                yield code.co_names[instruction.oparg]

    def _made_codes(self):
        for code, instruction in self._ran():
            if instruction.generic == "LOAD_CONST":
                constant = code.co_consts[instruction.oparg]
                if isinstance(constant, types.CodeType):
                    yield id(constant)

    def _changed_attributes(self):
        for code, instruction in self._ran():
            if instruction.generic in ("STORE_ATTR", "DELETE_ATTR"):
                for kinds, _ in self._observer.operands(code, instruction.offset):
                    if isinstance(kinds[-1].identity, type):
                        yield kinds[-1].identity, code.co_names[instruction.oparg]
        for code in self._codes.values():
            for owner, name in named.changes(code, self._observer):
                if isinstance(owner.identity, type):
                    yield owner.identity, name

    def _ran(self):
        """The instructions that ran, each with its code object."""
        for code in self._codes.values():
            for offset in self._observer.of(code).ran:
                yield code, self._observer.bytecodes[id(code)].instructions[offset]

    def of(self, bytecode):
        """The sites of a code object, by offset."""
        sites = []
        if bytecode.code.co_name in keyed.METHODS and self._is_called_elsewhere(bytecode.code):
            reason = f"not supported: {bytecode.code.co_qualname} called by code of another file"
            self._problems.add(bytecode.code.co_firstlineno, reason)
            self._demand_counters()
        for offset in sorted(self._observer.of(bytecode.code).ran):
            instruction = bytecode.instructions[offset]
            try:
                self._check(instruction)
                site = self._site(bytecode, instruction)
                if site is not None:
                    sites.append({"at": offset, "op": instruction.name} | site)
            except Inexpressible as reason:
                self._problem(bytecode, instruction, f"not supported: {reason}")
            else:
                self._check_entered(bytecode, instruction)
            unhashable = any(offset <= at < instruction.next for at in self._observer.of(bytecode.code).unhashable)
            if unhashable and instruction.generic not in _RAISING:
                self._hosted.keyed.demand(bytecode.code, offset)
                self._problem(bytecode, instruction, "not supported: an object of a class without a hash as a key")
        return sites

    def _has_raised(self, bytecode, instruction):
        """Whether an instruction has raised an exception."""
        # What raises in C code is told with the last of the instruction's caches.
        raised = self._observer.of(bytecode.code).raised
        return any(instruction.offset <= at < instruction.next for at in raised)

    def _is_called_elsewhere(self, code):
        """Whether a code object was entered more often than by code of the program."""
        known = [0] * len(self._observer.of(code).entries)
        for other in self._codes.values():
            for entered in self._observer.of(other).entered.values():
                known = [*map(operator.add, known, entered.get(id(code), [0] * len(known)))]
        return any(map(operator.gt, self._observer.of(code).entries, known))

    def _demand_counters(self):
        """Demands functions for calls of what is Python code of another file."""
        for code in self._codes.values():
            for offset in self._observer.of(code).calls:
                if any(callee.target in keyed.IN_PYTHON for callee, _, _ in self._observer.calls(code, offset)):
                    self._hosted.keyed.demand(code, offset)

    def _problem(self, bytecode, instruction, reason):
        self._problems.add(bytecode.line(instruction.offset), reason)

    def _check(self, instruction):
        generic = instruction.generic
        if generic not in INSTRUCTIONS:
            raise Inexpressible(CONSTRUCTS.get(generic, generic))
        if generic == "CALL_INTRINSIC_1" and instruction.oparg not in INTRINSICS:
            raise Inexpressible(f"CALL_INTRINSIC_1 {instruction.oparg}")

    def _site(self, bytecode, instruction):
        generic = instruction.generic
        if generic == "LOAD_GLOBAL":
            return self._global(bytecode, instruction)
        if generic in ("IMPORT_NAME", "IMPORT_FROM"):
            value = bytecode.imported(instruction)
            if value is None:
                raise Inexpressible("the import of a module by a name relative to the program, or that lacks a name")
            return {"value": self._tables.value(value)}
        if generic == "LOAD_BUILD_CLASS":
            return {"value": {"builtin": "__build_class__"}}
        if generic in ("LOAD_NAME", "DELETE_NAME"):
            return self._name(bytecode, instruction)
        if generic == "YIELD_VALUE" and self._tables.links and instruction.offset in bytecode.handling():
            # Here it stays the one that is handled, for what has resumed the generator, too.
            raise Inexpressible(f"a yield while an exception is handled, in a program that asks for {self._tables.links[0]}")
        if generic in ("LOAD_ASSERTION_ERROR", "LOAD_COMMON_CONSTANT"):
            return {"value": self._tables.value(bytecode.constant(instruction))}
        if generic in ("LOAD_CONST", "RETURN_CONST"):
            self._tables.value(bytecode.constant(instruction))
            return None
        if generic in ("CALL", star.CALL):
            return self._call(bytecode, instruction)
        if generic == "CALL_KW":
            site = self._call(bytecode, instruction)
            return site and {"keywords": bytecode.keywords(instruction)} | site
        if generic == "IS_OP":
            for kinds, _ in self._observer.operands(bytecode.code, instruction.offset):
                _check_refused(kinds)
            return None
        if generic in ("STORE_GLOBAL", "DELETE_GLOBAL"):
            self._assign(bytecode.code.co_names[instruction.oparg])
            return None
        if generic == "WITH_EXCEPT_START":
            return self._exit(bytecode, instruction)
        seen = self._observer.operands(bytecode.code, instruction.offset)
        if not seen:
            return None
        suspended.check(bytecode.code, instruction, seen)
        if generic == "END_ASYNC_FOR":
            return self._end_of_loop(seen)
        if generic == "LOAD_SPECIAL":
            return self._load_special(instruction, seen)
        operation = _operation(instruction)
        methods, others = [], []
        for kinds, counts in seen:
            self._check_kinds(kinds, instruction)
            of_key = self._hosted.keyed.found((id(bytecode.code), instruction.offset), kinds)
            found, guards = of_key or (special(instruction, kinds) or self._by_name.found(bytecode, instruction, kinds), None)
            if found is None and self._hosted.iterates(bytecode.code, instruction.offset, kinds[0].cls or type(None)):
                # It has no such method, and is asked for one item after the other.
                found = 0, "__iter__", None
            suspended.check_method(instruction, kinds[0], found)
            if found is not None:
                on, name, function = found
                function = self._hosted.iterates(bytecode.code, instruction.offset, kinds[on].cls) or function
                operands = [self._tables.kind(kind) for kind in kinds]
                function = self._special(bytecode, instruction, function)
                more = {"guards": guards} if guards else self._by_name.descriptor(bytecode, instruction, kinds[on], name)
                methods.append({"operands": operands, "on": on, "name": name, "function": function, **more})
                continue
            others.append((kinds, counts))
            if any(map(is_opaque_kind, kinds)):
                continue
            _check_operation(operation, kinds)
        if methods and generic in _SLICING and len({kinds[generic == "STORE_SLICE"] for kinds, _ in seen}) > 1:
            raise Inexpressible("a slice of objects of several types")
        if instruction.name in UNSUPPORTED_SPECIALISATIONS and not methods and not _is_opaque(seen):
            raise Inexpressible(CONSTRUCTS.get(instruction.name, instruction.name))
        site = {"operands": [[[self._tables.kind(k) for k in kinds], *n] for kinds, n in seen]}
        results = self._observer.results(bytecode.code, instruction.offset)
        if results:
            site["results"] = [[self._tables.kind(kind), *n] for kind, n in results]
        if methods:
            site["special"] = methods
        if generic in _ATTRIBUTES:
            site = self._attribute(bytecode, instruction, others) | site
        elif generic == "DELETE_ATTR":
            site = {"name": bytecode.code.co_names[instruction.oparg]} | site
            if self._has_raised(bytecode, instruction):
                check_failing_del(site["name"], others)
        return site

    def _load_special(self, instruction, seen):
        """Where the special methods are that a `with` statement calls."""
        name = ("__enter__", "__exit__", "__aenter__", "__aexit__")[instruction.oparg]
        finds = []
        for (owner,), _ in seen:
            function = owner.cls and method(owner.cls, name)
            if function is None and owner.cls and name in METHODS.get(owner.cls.__name__, ()):
                finds.append([self._tables.kind(owner), {"method": self._tables.value(getattr(owner.cls, name))}])
                continue
            if function is None:
                raise Inexpressible(f"with of an object of type {owner.cls and owner.cls.__name__}")
            is_made = self._made_classes.is_method(function)
            finds.append([self._tables.kind(owner), {"changed": None} if is_made else {"method": self._tables.value(function)}])
        operands = [[[self._tables.kind(kind) for kind in kinds], *counts] for kinds, counts in seen]
        return {"name": name, "type": None, "finds": finds, "operands": operands}

    def _end_of_loop(self, seen):
        """The exception that ends an `async for`."""
        operands = [[[self._tables.kind(kind) for kind in kinds], *counts] for kinds, counts in seen]
        return {"value": self._tables.value(StopAsyncIteration), "operands": operands}

    def _exit(self, bytecode, instruction):
        """The `__exit__` or `__aexit__` that an exception calls."""
        name, all_entered = "__exit__", self._observer.of(bytecode.code).entered
        entered = all_entered.get(instruction.offset, {})
        awaiting = bytecode.instructions[instruction.next]
        if awaiting.generic == "GET_AWAITABLE":
            name = "__aexit__"
            while awaiting.generic != "SEND":
                awaiting = bytecode.instructions[awaiting.next]
            # What a coroutine runs it runs once it is awaited.
            entered = entered or all_entered.get(awaiting.offset, {})
        if len(entered) != 1:
            raise Inexpressible("with of objects of several types, left by exceptions")
        code = self._codes[next(iter(entered))]
        is_made = self._made_classes.is_code_of_method(code)
        functions = [] if is_made else [
            value
            for cls in vars(self._module).values()
            if is_of_program(cls)
            for value in vars(cls).values()
            if _code_of(value) is code
        ]
        if not functions and not is_made:
            raise Inexpressible("with of an object whose class is no global")
        function = {"code": self._tables.code(code)} if is_made else self._tables.value(functions[0])
        self._methods[id(bytecode.code), instruction.offset].add(id(code))
        # What lies there is known: the `__exit__`, since 3.14 its `self`, two slots, and the exception.
        operands = [None] * (5 if VERSION >= (3, 14) else 4)
        counts = next(iter(entered.values()))
        special = {"operands": operands, "on": 0, "name": name, "function": function}
        return {"operands": [[operands, *counts]], "special": [special]}

    def _calls_super(self, bytecode, call):
        """Whether a call's callable is what `super` has found for an instance."""
        loaded = bytecode.loaded_by_super(call)
        seen = [] if loaded is None else self._observer.operands(bytecode.code, loaded.offset)
        return any(kinds[-1].identity is None for kinds, _ in seen)

    def _calls_asked(self, bytecode, call, callee):
        """Whether a call's callable is a method of an object whose class has a `__getattr__`: CPython binds it."""
        loaded = bytecode.loaded_as_attribute(call) if callee.bound else None
        if loaded is None:
            return False
        name = bytecode.code.co_names[loaded.oparg >> 1]
        classes = [kinds[0].cls for kinds, _ in self._observer.operands(bytecode.code, loaded.offset) if kinds[0].identity is None]
        asked = [inspect.getattr_static(cls, name, None) for cls in classes if is_in_class(cls, "__getattr__")]
        return any(_code_of(it) is callee.target for it in asked)

    def _calls_class_method(self, bytecode, call, callee):
        """Whether a call's callable is a class method that is found on an instance."""
        loaded = None if callee.bound else bytecode.loaded_as_attribute(call)
        if loaded is None:
            return False
        name = bytecode.code.co_names[loaded.oparg >> 1]
        owners = [kinds[0] for kinds, _ in self._observer.operands(bytecode.code, loaded.offset)]
        found = [inspect.getattr_static(owner.cls, name, None) for owner in owners if owner.identity is None]
        return any(isinstance(it, classmethod) and _code_of(it.__func__) is callee.target for it in found)

    def _special(self, bytecode, instruction, function):
        """The value of a special method that an instruction calls."""
        value, code = self._tables.method(function), function.__code__
        entered = self._observer.of(bytecode.code).entered.get(instruction.offset, {})
        # A generator that is made enters no code.
        if id(code) not in entered and not code.co_flags & suspended.SUSPENDED:
            raise Inexpressible(f"{function.__qualname__}, which {instruction.generic} does not call")
        self._methods[id(bytecode.code), instruction.offset].add(id(code))
        return value

    def _assign(self, name):
        if name not in self.assigned:
            self.assigned.append(name)
        value = self._initial.get(name, _ABSENT)
        if value is not _ABSENT:
            self.globals[name] = self._tables.value(value)

    def _check_kinds(self, kinds, instruction):
        _check_refused(kinds)
        generic = instruction.generic
        asks = generic in ASKING or generic in CARRYING or generic in _CALLS
        for kind in kinds:
            if is_opaque_kind(kind) and not asks:
                raise Inexpressible(f"{generic} of an object of type {kind.cls.__name__}")

    def _global(self, bytecode, instruction):
        name = bytecode.code.co_names[instruction.oparg >> 1]
        is_hosted = self._hosted.stands_for(bytecode.code)
        initial, known = ({}, key_tables.ALL) if is_hosted else (self._initial, vars(builtins))
        value = initial.get(name, _ABSENT)
        if value is _ABSENT and name not in known:
            if self._has_raised(bytecode, instruction):
                # It has none, here at least.
                self._assign(name)
            # The program itself gives it a value.
            return {"name": name, "scope": "globals"}
        scope, table = "globals", self.globals
        if value is _ABSENT:
            scope, table, value = "builtins", self.builtins, known[name]
        table[name] = self._tables.value(value)
        if scope == "globals" and name in self._deleted and hasattr(builtins, name):
            # Once the global is deleted, the name stands for the builtin.
            self.builtins[name] = self._tables.value(getattr(builtins, name))
        return {"name": name, "scope": scope}

    def _name(self, bytecode, instruction):
        """What a name in the body of a class stands for, if the body has given it no value."""
        name = bytecode.code.co_names[instruction.oparg]
        if instruction.offset in self._observer.of(bytecode.code).raised:
            raise Inexpressible(f"the name {name} in the body of a class, which has no value")
        if instruction.generic == "DELETE_NAME":
            return None
        for scope, table, values in (("globals", self.globals, self._initial), ("builtins", self.builtins, vars(builtins))):
            if name in values:
                table[name] = self._tables.value(values[name])
                return {"name": name, "scope": scope}
        return {"name": name}

    def _attribute(self, bytecode, instruction, seen):
        shift = {"LOAD_ATTR": 1, "LOAD_SUPER_ATTR": 2, "STORE_ATTR": 0}[instruction.generic]
        name = bytecode.code.co_names[instruction.oparg >> shift]
        owners = list(dict.fromkeys(kinds[-1] for kinds, _ in seen))
        finds = []
        cached = None
        for owner in owners:
            after = None
            if instruction.generic == "LOAD_SUPER_ATTR":
                after = next(kinds[1].identity for kinds, _ in seen if kinds[-1] == owner)
            loads = instruction.generic == "LOAD_ATTR"
            find = self._lookups.find(owner, name, after, loads)
            finds.append([self._tables.kind(owner), find])
            if self._lookups.is_cached(instruction, owner):
                cached = self._tables.kind(owner)
                self._lookups.check_cache(instruction, owner.cls, finds[-1][1])
        return {"name": name, "type": cached, "finds": finds}

    def _call(self, bytecode, instruction):
        calls = []
        raised = self._observer.of(bytecode.code).raised
        # Builtins that have called a method of the program.
        targets = set()
        seen, has_names = self._observer.calls(bytecode.code, instruction.offset), False
        for callee, met, counts in seen:
            kinds = named.plain(callee.target, met)
            has_names |= kinds is not met
            self._check_kinds(kinds, instruction)
            if callee.target is builtins.__build_class__:
                calls.append([self._build(bytecode, instruction), [self._tables.kind(kind) for kind in kinds], *counts])
                continue
            if callee.target is NOT_CALLABLE:
                # The generic form raises the error.
                calls.append([{"opaque": None}, [self._tables.kind(kind) for kind in kinds], *counts])
                continue
            hosted = self._hosted.stands_for(callee.target)
            if hosted and hosted[0] is hash and made_of_addresses and not keyed.makes_hashes(bytecode.code, self._hosted):
                raise Inexpressible(AddressHash.reason)
            if self._tables.is_foreign(callee.target) or _asks(callee.target, kinds):
                calls.append([{"opaque": None}, [self._tables.kind(kind) for kind in kinds], *counts])
                continue
            self._named.check(callee.target, met, bytecode.code)
            if handlers.is_of_library(callee.target) and handlers.is_made_in_python(callee.target):
                raise Inexpressible(f"a call of {callee.target.__qualname__}, an exception with an __init__ of another file")
            handlers.check_made(callee.target, kinds, instruction.generic == "CALL_KW")
            if any(callee.target is it for it in handlers.CODING) and self._has_raised(bytecode, instruction):
                raise Inexpressible(f"a {callee.target.__name__}() that fails")
            function = of_builtin(callee.target, kinds[1:]) if instruction.generic == "CALL" else None
            if function is not None and callee.target is hash and not self._hosted.stands_for(bytecode.code):
                # A function makes a hash of what the method gives.
                self._hosted.keyed.demand(bytecode.code, instruction.offset)
                raise Inexpressible(f"hash() of an object of class {kinds[1].cls.__qualname__}")
            if function is not None and kinds[0].cls is None:
                function = self._special(bytecode, instruction, function)
                kind = self._tables.kind(kinds[1])
                form = {"special": [callee.target.__name__, kind.get("is", kind)["class"], function]}
                calls.append([form, [self._tables.kind(kind) for kind in kinds], *counts])
                targets.add(id(callee.target))
                continue
            _check_operation(callee_name(callee.target), [kind for kind in kinds if kind.cls])
            if is_of_program(callee.target) and isinstance(callee.target.__init__, types.FunctionType):
                self._tables.method(callee.target.__init__)
            names = bytecode.keywords(instruction) if instruction.generic == "CALL_KW" else []
            given = sum(kind.cls is not None for kind in kinds) - len(names)
            if instruction.generic != star.CALL:
                # The instance, too, is an argument of its `__call__`.
                self._check_defaults(callee, given, names)
            # What raises in C code is told with the last of the instruction's caches.
            raises = any(instruction.offset <= at < instruction.next for at in raised)
            if raises and _entered_by(callee) is not None:
                # The arguments may not fit, and the error names the function.
                self._tables.errors_name_functions = True
            if names:
                _check_keywords(callee.target, names)
            # Under monitoring, a method of an instance that `super` has found comes bound.
            if instruction.generic != star.CALL:
                if self._calls_super(bytecode, instruction) or self._calls_asked(bytecode, instruction, callee):
                    callee = Callee(callee.target, bound=False)
                if self._calls_class_method(bytecode, instruction, callee):
                    # CPython 3.14 and later have function and class on the stack.
                    callee = Callee(callee.target, bound=True)
            encoded = [self._tables.kind(kind) for kind in kinds]
            calls.append([self._callee(callee), encoded, *counts])
        if not calls:
            return None
        callees = {id(callee.target): callee.target for callee, _, _ in seen}
        if len(callees) > 1 and any(map(self._hosted.stands_for, callees.values())):
            raise Inexpressible("a call of several builtins, one of which calls code of the program")
        if targets and callees.keys() != targets or len(targets) > 1:
            raise Inexpressible("a call of several builtins, one of which calls a method of the program")
        return {"calls": named.merged(calls) if has_names else calls}

    def _build(self, bytecode, instruction):
        """The callee of a `class` statement: what stands for the classes that it makes."""
        if instruction.generic != "CALL":
            raise Inexpressible("a class that is made with arguments by name, or with bases behind a star")
        entered = self._observer.of(bytecode.code).entered.get(instruction.offset, {})
        made = [cls for key in entered for cls in self._made_classes.of_body(self._codes[key])]
        if len(made) != 1:
            raise Inexpressible("a class whose bases differ from time to time" if made else "a class that nothing refers to")
        # What else C code calls where it makes a class is not called here: `__init_subclass__`, `__set_name__`.
        self._methods[id(bytecode.code), instruction.offset].add(id(self._made_classes.body(made[0])))
        return {"build": self._tables.known_form(made[0])["class"]}

    def _callee(self, callee):
        if callee.owner is not None:
            return self._tables.called(callee.owner, method(callee.owner, "__call__"))
        new = new_of(callee.target)
        if new is not None:
            return self._tables.new(callee.target, new)
        hosted = self._hosted.stands_for(callee.target)
        if hosted is not None:
            return self._tables.hosted(*hosted)
        return self._tables.callee(callee)

    def _check_defaults(self, callee, given, names):
        """Looks at a call that puts arguments in order and loads the others: a call by name, one of a class, whose
        `__init__` has the instance as its first parameter, one of an instance, and one of a function that takes any number
        of arguments. Tells the tables of a function whose defaults it takes before the program runs."""
        target, is_instance = callee.target, callee.owner is not None
        is_class, by_position = isinstance(target, type), given + is_instance
        init = new_of(target) or of_class(target, "__init__") if is_class else None
        code = _code_of(init) or target
        if is_class and self._made_classes.is_method(init):
            # It is made with its class, and so are its defaults, which are looked up.
            return
        if not star.is_code(code) or not star.leaves_defaults(code, by_position + is_class, names):
            return
        if is_class or names or star.has_stars(code):
            if id(code) not in self._made and not self.changes_defaults:
                self._tables.note_defaults(code)

    def _check_entered(self, bytecode, instruction):
        """Python code may be entered by calls of it alone, not by builtins or operators."""
        entered = self._observer.of(bytecode.code).entered.get(instruction.offset, {})
        calls = self._observer.calls(bytecode.code, instruction.offset)
        expected = {id(_entered_by(callee)) for callee, _, _ in calls}
        if instruction.generic == "LOAD_ATTR":
            expected |= self._lookups.getters
        expected |= self._methods[id(bytecode.code), instruction.offset]
        if suspended.resumes(instruction, calls, self._observer.operands(bytecode.code, instruction.offset)):
            codes = self._codes.items()
            expected |= {key for key, code in codes if code.co_flags & suspended.SUSPENDED}
        for code_id in entered:
            if code_id not in expected:
                if self._codes[code_id].co_name in keyed.METHODS or instruction.generic == "CONTAINS_OP":
                    self._hosted.keyed.demand(bytecode.code, instruction.offset)
                self._hosted.note_called_back(bytecode.code, instruction)
                names = {getattr(callee.target, "__name__", None) for callee, _, _ in calls}
                by = "/".join(sorted(filter(None, names))) or instruction.name
                name = self._codes[code_id].co_qualname
                self._problem(bytecode, instruction, f"not supported: {name} called by {by}")


def _asks(target, kinds):
    """Whether a builtin, or a method of a builtin type, is called with an opaque object, whose answer then decides what
    comes of it."""
    if isinstance(target, types.MethodDescriptorType):
        # Such a method asks all of them for their texts.
        return is_opaque_kind(kinds[0]) or target is str.format and any(map(is_opaque_kind, kinds))
    is_builtin = isinstance(target, types.BuiltinFunctionType) and isinstance(target.__self__, (types.ModuleType, type))
    is_class = isinstance(target, type) and target.__module__ != MODULE_NAME
    return (is_builtin or is_class) and any(map(is_opaque_kind, kinds))


def _is_opaque(seen):
    return all(any(map(is_opaque_kind, kinds)) for kinds, _ in seen)


def _operation(instruction):
    """What an instruction does, by the names of `refused_operation`, if it is among them."""
    match instruction.generic:
        case "BINARY_OP":
            return f"binary {_nb_ops[instruction.oparg][1]}"
        case "COMPARE_OP":
            return f"compare {cmp_op[instruction.oparg >> 5]}"
        case "CONTAINS_OP":
            return "contains"
        case "CONVERT_VALUE":
            return "repr"
        case "FORMAT_SIMPLE":
            return "str"
        case "UNARY_NEGATIVE":
            return "unary -"
        case "MATCH_MAPPING" | "MATCH_SEQUENCE":
            return "match"
    return None




def _check_refused(kinds):
    for kind in kinds:
        if kind.cls is not None and issubclass(kind.cls, Refused):
            raise Inexpressible(kind.cls.reason)


def _check_operation(operation, kinds):
    refused = operation and refused_operation(operation, [kind.cls.__name__ for kind in kinds])
    if refused:
        raise Inexpressible(refused)


def _check_keywords(target, names):
    """Raises if a builtin is called with arguments by name that the runtime has no name for."""
    if isinstance(target, types.CodeType) or is_of_program(target):
        return
    name = class_function(target) or target.__name__
    if isinstance(target, types.MethodDescriptorType):
        name = f"{target.__objclass__.__name__}.{name}"
    for keyword in names:
        if keyword not in KEYWORDS.get(name, ()) and name not in ANY_KEYWORDS:
            raise Inexpressible(f"{name}() with {keyword} by name")


def _code_of(value):
    """The code object of a function, or None."""
    return value.__code__ if isinstance(value, types.FunctionType) else None


def _entered_by(callee):
    """The code object that a call of Python code or of a class of the program enters."""
    target = callee.target
    if isinstance(target, type):
        return _code_of(new_of(target) or of_class(target, "__init__"))
    return target
