"""Runs of a program under `sys.monitoring`: which way it went, and what its instructions met.

Counts are kept for each run in turn, `[with ARGS, with QUICK_ARGS]`.
"""

import operator
import sys
import types
from collections import defaultdict
from dataclasses import dataclass, field

from . import early, memory, named, star
from .counting import Counting
from .keyed import lacks_hash, makes_hashes
from .refused import call_depends_on_values, depends_on_values, is_checked, refusal
from .opaque import VARIED, is_opaque
from .planned import CALLS, frame_locals, plan
from .program import MODULE_NAME
from .special import method
from .supported import PYTHON_METHODS, class_function
from .version import VERSION

_TOOL = sys.monitoring.PROFILER_ID
_EVENTS = sys.monitoring.events
RUNS = 2
# The addresses of types: those whose objects' signatures do not tell which are opaque, and those that run Python code.
_VARIED = frozenset(map(id, VARIED)) - {memory.FUNCTION_TYPE, *memory.GENERATOR_TYPES}
_OF_PYTHON = frozenset({memory.FUNCTION_TYPE, memory.METHOD_TYPE})
_WAITS = {"YIELD_VALUE", "RESUME"}
_METHOD_WRAPPER = id(types.MethodWrapperType)

# Operators whose specialised form for two small ints leaves where the result is not small.
_OVERFLOWING = {"+": operator.add, "-": operator.sub, "*": operator.mul} if VERSION >= (3, 15) else {}

# Methods that are modelled, by the address of their code object.
_METHODS = {id(method.__code__): method for method in PYTHON_METHODS}
# The key of an operand that CPython has NULL for.
_NULL = 0, 0, 0
# What the key of an instance that is called has in place of the name of a method.
_CALLED = object()


def _counts():
    return [0] * RUNS


@dataclass(frozen=True)
class Kind:
    """What is known of an operand: its type, for ints also the size (see `memory.int_size`), for a type or module also
    which one it is. `cls` is None for CPython's NULL. Of the types of `opaque.VARIED`, an object of size 1 is opaque."""

    cls: type | None
    size: int = 0
    identity: object = None


@dataclass(frozen=True)
class Callee:
    """What was called: a code object for Python functions, otherwise the callable itself; and
    whether it was a bound method, whose callable is that of the class. Of an instance of a class of the program it is the
    code of the `__call__` of that class, its `owner`."""

    target: object
    bound: bool
    owner: type | None = None


# What stands for a value that was called and can't be.
NOT_CALLABLE = object()


@dataclass
class Observed:
    """What runs did in one code object; keys are offsets in code units."""

    entries: list = field(default_factory=_counts)
    branches: dict = field(default_factory=lambda: defaultdict(_counts))
    ran: set = field(default_factory=set)
    # offset → (kinds of the operands) → counts
    operands: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(_counts)))
    # offset → size of the result of two small ints (see `memory.int_size`) → counts
    results: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(_counts)))
    # offset → (callee, kinds of self and arguments) → counts
    calls: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(_counts)))
    # offsets of instructions that raised an exception, and of those that found a key to have no hash
    raised: set = field(default_factory=set)
    unhashable: set = field(default_factory=set)
    # offsets at which generators have waited that were closed, or that an exception was thrown into
    thrown: set = field(default_factory=set)
    # offset of the instruction → code object that it made CPython enter → counts
    entered: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(_counts)))


class Observer:
    """Runs a program and keeps what it sees by code object."""

    def __init__(self, program, bytecodes, hosted):
        self._program = program
        self._made = program.made
        self._hosted = hosted
        self._observed = {id(code): Observed() for code in program.codes}
        self.bytecodes = {id(b.code): b for b in bytecodes}
        self._plans = {id(b.code): plan(b) for b in bytecodes}
        self._offsets = {id(b.code): list(b.instructions) for b in bytecodes}
        self._branching = {id(b.code): _branching(b) for b in bytecodes}
        self._first = {id(code): frame_locals(code) for code in program.codes}
        classes = [value for value in program.globals.values() if isinstance(value, type)]
        self._unhashable = {cls.__name__ for cls in classes if cls.__module__ == MODULE_NAME and cls.__hash__ is None}
        # Objects whose addresses were kept as keys stay alive, so that no address is used twice.
        self._objects = {}
        # Names of attributes that calls are given.
        self._names = {}
        # Events that no code object has of its own.
        self._exceptions = {_EVENTS.PY_THROW: self._on_throw, _EVENTS.RAISE: self._on_raise}
        # What counts what instructions meet in a run, and what operands of a type have as a key there, by the type's
        # address.
        self._counting, self._kinds = Counting(0), {}
        # What is done at an instruction, by code object and offset in bytes; made for each run.
        self._sites = {}
        self._run = 0

    def of(self, code):
        """What was observed in a code object."""
        return self._observed[id(code)]

    def run(self, quick):
        """Runs with ARGS or QUICK_ARGS; returns the result."""
        result = self._counted(quick)
        early.settle(self._program.codes, self._observed)
        for bytecode in self.bytecodes.values():
            observed = self.of(bytecode.code)
            if observed.thrown:
                # What was closed has no effect, unless it is in a `try`. What is thrown seems to come from where it waits.
                instructions = bytecode.instructions
                waits = [(at, it.next) for at, it in instructions.items() if it.generic in _WAITS]
                observed.raised -= {at for at in observed.raised if any(start <= at < end for start, end in waits)}
                observed.ran -= bytecode.closing(ends=not observed.raised)
        return result

    def _counted(self, quick):
        """Runs, and counts."""
        self._run = int(quick)
        self._counting, self._kinds = Counting(self._run), {}
        # Not imported before it is needed: the traces that CPython's JIT makes depend on all that a process has executed.
        from . import native

        on_instruction = self._instruction_callback()
        counted = self._counting.native = native.begin(on_instruction)
        if counted is None:
            return self._monitored(
                {
                    _EVENTS.PY_START: self._on_start,
                    _EVENTS.PY_RESUME: self._on_resume,
                    _EVENTS.BRANCH: self._on_branch,
                    _EVENTS.INSTRUCTION: on_instruction,
                }
            )
        try:
            for bytecode in self.bytecodes.values():
                counted.code(bytecode.code, bytecode.traceable)
            events = "PY_START", "PY_RESUME", "BRANCH", "INSTRUCTION"
            names = "on_start", "on_resume", "on_branch", "on_instruction"
            callbacks = {getattr(_EVENTS, e): counted.callback(name) for e, name in zip(events, names)}
            result = self._monitored(callbacks)
            self._add_flow(counted)
            counted.finish(self._run)
        finally:
            counted.close()
        return result

    def _add_flow(self, counted):
        """Adds what was counted natively, as the callbacks below do."""
        run = self._run
        for event, first, second, third, count in counted.flow():
            observed = self._observed.get(first)
            if observed is None:
                continue
            if event == counted.BRANCH:
                self._add_branch(observed, first, second, third, count)
            elif event == counted.START:
                observed.entries[run] += count
                self._ran_before(observed, first, second)
            elif event == counted.RESUME:
                observed.ran.add(second)
            else:
                observed.entered[second][third][run] += count

    def _ran_before(self, observed, code_id, offset):
        # No events tell of RESUME and of the instructions before it, which make cells.
        observed.ran.update(o for o in self._offsets[code_id] if o <= offset)

    def repeat(self):
        """Notes that a run with QUICK_ARGS does what the run with ARGS has done."""
        for observed in self._observed.values():
            observed.entries[1] = observed.entries[0]
            counts = [*observed.branches.values()]
            for seen in (observed.operands, observed.results, observed.calls, observed.entered):
                counts += [each for at in seen.values() for each in at.values()]
            for each in counts:
                each[1] = each[0]

    def _monitored(self, callbacks):
        monitoring = sys.monitoring
        monitoring.use_tool_id(_TOOL, "record.py")
        try:
            events = 0
            for event, callback in callbacks.items():
                monitoring.register_callback(_TOOL, event, callback)
                events |= event
            for code in self._program.codes:
                monitoring.set_local_events(_TOOL, code, events)
            for event, callback in self._exceptions.items():
                monitoring.register_callback(_TOOL, event, callback)
            monitoring.set_events(_TOOL, sum(self._exceptions))
            return self._program.call(quick=self._run == 1)
        finally:
            for code in self._program.codes:
                monitoring.set_local_events(_TOOL, code, 0)
            monitoring.set_events(_TOOL, 0)
            for event in (*callbacks, *self._exceptions):
                monitoring.register_callback(_TOOL, event, None)
            monitoring.free_tool_id(_TOOL)
            # An instruction that a callback has switched off is on again in the next run.
            monitoring.restart_events()

    def _on_start(self, code, offset):
        observed = self._observed[id(code)]
        observed.entries[self._run] += 1
        self._ran_before(observed, id(code), offset // 2)
        self._note_entry(code, sys._getframe(1).f_back)

    def _on_resume(self, code, offset):
        # No event tells of this instruction, either.
        self._observed[id(code)].ran.add(offset // 2)
        self._note_entry(code, sys._getframe(1).f_back)

    def _on_raise(self, code, offset, exception):
        if id(code) in self._observed:
            self._observed[id(code)].raised.add(offset // 2)
            if lacks_hash(exception, self._unhashable) and not self._is_from_inside(exception, code):
                self._observed[id(code)].unhashable.add(offset // 2)

    def _is_from_inside(self, exception, code):
        """Whether an exception comes from other code of the program, which an instruction has called."""
        last = exception.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        return last is not None and last.tb_frame.f_code is not code and id(last.tb_frame.f_code) in self._observed

    def _on_throw(self, code, offset, _exception):
        if id(code) in self._observed:
            self._observed[id(code)].thrown.add(offset // 2)

    def _note_entry(self, code, caller):
        """Notes which instruction of a frame has made CPython run code."""
        observed = self._observed.get(id(caller.f_code))
        if observed is not None:
            observed.entered[caller.f_lasti // 2][id(code)][self._run] += 1

    def _on_branch(self, code, offset, destination):
        self._add_branch(self._observed[id(code)], id(code), offset // 2, destination // 2, 1)

    def _add_branch(self, observed, code_id, offset, destination, count):
        branch = self._branching[code_id].get(offset, offset)
        instructions = self.bytecodes[code_id].instructions
        before, taken = instructions.get(destination - 1), instructions[branch]
        if before is not None and before.generic == "POP_ITER" and taken.generic != "FOR_ITER":
            # Since 3.14 the end of a loop that is left tells of a branch, which is none.
            if taken.target != destination:
                return
        observed.branches[branch, destination][self._run] += count

    def _instruction_callback(self):
        frame, first_seen = sys._getframe, self._first_seen

        def on_instruction(code, byte_offset):
            try:
                site = sites[id(code)][byte_offset]
            except KeyError:
                site = first_seen(code, byte_offset)
            return site(frame(1))

        self._sites = sites = {id(code): {} for code in self._program.codes}
        return on_instruction

    def _first_seen(self, code, byte_offset):
        """What is done each time at an instruction, given the frame."""
        offset = byte_offset // 2
        observed = self._observed[id(code)]
        observed.ran.add(offset)
        planned = self._plans[id(code)].get(offset)
        first = site = _switch_off
        if planned is not None and planned[0] in CALLS:
            first = site = self._calls_at(code, planned, observed.calls[offset], self._taught(code, offset, planned))
        elif planned is not None:
            site = self._operands_at(code, planned, observed.operands[offset], self._taught(code, offset, planned))
            first = site
            if planned[0] in _OVERFLOWING:
                first = self._results_at(code, planned, site, observed.results[offset])
                # From the second time on, results are noted natively.
                site = site if self._counting.native else first
        redirect = self._hosted.redirect(code, offset)
        if redirect is not None:
            # A call is seen as it is made, an object that is iterated over as it was.
            is_call = planned[0] in CALLS and not self._hosted.is_early(code, offset)
            steps = (redirect, site) if is_call else (site, redirect)
            first = site = in_turn(*steps)
        self._sites[id(code)][byte_offset] = site
        return first

    def _taught(self, code, offset, plan):
        """What tells of new signatures if they are counted natively."""
        counting, (generic, first, count) = self._counting, plan
        if not counting.native or self._hosted.redirect(code, offset):
            return lambda look: look
        is_call, operator = generic in CALLS, generic if generic in _OVERFLOWING else None
        first, count = first + self._first[id(code)], count - (generic == "CALL_KW")
        results = self._observed[id(code)].results[offset] if operator else None
        number = counting.native.site(code, offset, first, count, is_call, operator, results)
        return lambda look: counting.taught(look, number, is_call)

    def _operands_at(self, code, plan, seen, taught):
        generic, first, count = plan
        first += self._first[id(code)]
        checked = is_checked(generic)

        def look(addresses):
            kinds, lasts = tuple(map(self._kind, addresses)), not self._varies(addresses)
            if checked:
                lasts = lasts and not depends_on_values(generic, addresses)
                kinds = self._checked(generic, kinds, addresses)
            return seen[kinds], lasts

        return self._counting.operands(first, count, taught(look))

    def _results_at(self, code, plan, site, seen):
        """What `site` does, and a note of the size of the result where two small ints meet."""
        generic, first, count = plan
        first += self._first[id(code)]
        compute, operands, run, ints = _OVERFLOWING[generic], memory.operands, self._run, id(int)

        def noting(frame):
            addresses = operands(frame, first, count)
            if all(memory.type_at(a) == ints and memory.int_size(a) < memory.LARGE for a in addresses):
                result = compute(*map(memory.small_int, addresses))
                seen[memory.int_size(id(result))][run] += 1
            return site(frame)

        return noting

    def _calls_at(self, code, plan, seen, taught):
        generic, first, count = plan
        first += self._first[id(code)]
        # The names of the last arguments are on top.
        above = int(generic == "CALL_KW")
        is_for_tables = makes_hashes(code, self._hosted)

        def look(addresses):
            callee, bound_to = self._callee(addresses[0])
            kinds = tuple(map(self._kind, (bound_to or addresses[1], *addresses[2:])))
            if generic == star.CALL and not self._is_python(callee):
                # What a builtin does depends on each of its arguments.
                arguments = star.given(addresses[2:])
                if isinstance(arguments, type):
                    self._objects[id(arguments)] = arguments
                    return seen[callee, (kinds[0], (id(arguments), 0, 0))], False
                given = [id(argument) for argument in arguments]
                kinds = (kinds[0], *star.some(tuple(map(self._kind, given))))
                operation = self._operation(callee, addresses[0])
                if given and is_checked(operation):
                    kinds = self._checked(operation, kinds, given)
                if named.is_named(operation):
                    kinds = self._with_name(kinds, [bound_to or addresses[1], *given])
                return seen[callee, kinds], False
            is_known = memory.type_at(addresses[0]) in _OF_PYTHON or bound_to or addresses[0] in self._objects
            is_known = is_known or self._is_of_class(callee, addresses[0])
            operation = self._operation(callee, addresses[0])
            # Another one has this address later.
            is_made = memory.type_at(addresses[0]) == _METHOD_WRAPPER
            lasts = is_known and not is_made and not self._varies([bound_to or addresses[1], *addresses[2:]])
            if is_checked(operation):
                given = [bound_to or addresses[1], *addresses[2:]]
                checked = self._checked(operation, kinds, given)
                kinds = kinds if is_for_tables and operation == id(hash) else checked
                lasts = lasts and not call_depends_on_values(operation, given)
            if named.is_named(operation):
                kinds, lasts = self._with_name(kinds, [bound_to or addresses[1], *addresses[2:]]), False
            return seen[callee, kinds], lasts

        return self._counting.calls(first, count - above, taught(look))

    def _kind(self, address):
        """A key for what `Kind` later tells about an operand."""
        if not address:
            return _NULL
        type_address = memory.type_at(address)
        known = self._kinds.get(type_address)
        if known is None:
            known = self._kinds[type_address] = self._kinds_of(type_address)
        if type(known) is tuple:
            return known
        return known(address)

    def _varies(self, addresses):
        """Whether the types of operands do not say which of them are opaque."""
        return any(address and memory.type_at(address) in _VARIED for address in addresses)

    def _kinds_of(self, type_address):
        """The key of all objects of a type, or what makes it from an object's address."""
        cls = self._made.standing(memory.object_at(type_address))
        self._objects[id(cls)] = cls
        if cls is int:
            sizes = [(type_address, size, 0) for size in range(memory.INT_SIZES)]
            return lambda address: sizes[memory.int_size(address)]
        if cls in VARIED:
            sizes = [(type_address, size, 0) for size in range(2)]
            return lambda address: sizes[is_opaque(memory.object_at(address), self._observed)]
        if issubclass(cls, type) or cls is types.ModuleType:

            self._counting.identify(type_address)

            def kind_of_one(address):
                known = self._known(memory.object_at(address))
                self._objects.setdefault(id(known), known)
                return type_address, 0, id(known)

            return kind_of_one
        return id(cls), 0, 0

    def _known(self, value):
        """What is known of an object which of them it is: of a class that the run has made, which one stands for it."""
        return self._made.standing(value) if isinstance(value, type) else value

    def _checked(self, operation, kinds, addresses):
        """The kinds of operands; that of the last one says if the operation is refused."""
        refused = refusal(operation, addresses)
        if refused is None:
            return kinds
        self._objects[id(refused)] = refused
        return (*kinds[:-1], (id(refused), 0, 0))

    def _with_name(self, kinds, addresses):
        """The kinds of operands, with the names of attributes as a part of one of them."""
        told = named.told(addresses)
        if told is None:
            return kinds
        at, name = told
        name = self._names.setdefault(name, name)
        self._objects[id(name)] = name
        return (*kinds[:at], (kinds[at][0], 0, id(name)), *kinds[at + 1 :])

    def operands(self, code, offset):
        """Pairs of the operands' kinds and their counts, the most frequent first."""
        is_early = offset == early.iteration(code)
        seen = early.operands(code, self._observed) if is_early else self.of(code).operands.get(offset, {})
        return [(tuple(map(self._resolve, key)), n) for key, n in _by_frequency(seen.items())]

    def results(self, code, offset):
        """Pairs of a kind and its counts: results of an operator on two small ints, the most frequent first."""
        seen = self.of(code).results.get(offset, {}).items()
        return [(Kind(int, size), n) for size, n in _by_frequency(seen)]

    def calls(self, code, offset):
        """Callee, kinds of self and arguments, and counts; the most frequent first."""
        seen = self.of(code).calls.get(offset, {}).items()
        return [
            (self._resolve_callee(callee), tuple(map(self._resolve, kinds)), n)
            for (callee, kinds), n in _by_frequency(seen)
        ]

    def _resolve(self, key):
        type_address, size, address = key
        if not type_address:
            return Kind(None)
        return Kind(self._objects[type_address], size, self._objects.get(address))

    def _callee(self, address):
        """A key for the callable, and the address of the object that it is bound to or 0.

        Closures and bound methods are made anew again and again, so their key is what they are
        made of; other callables are kept alive."""
        if address in self._objects:
            return (False, address, None), 0
        known = memory.object_at(address)
        owner = star.class_of_callable(known)
        if owner is not None:
            owner = self._made.standing(owner)
            self._objects[id(owner)] = owner
            return (False, id(owner), _CALLED), 0
        bound_to = None if type(known).__module__ == MODULE_NAME else getattr(known, "__self__", None)
        if isinstance(known, (types.FunctionType, types.MethodType)):
            code = known.__code__
            self._objects[id(code)] = code
            bound = isinstance(known, types.MethodType)
            return (bound, id(code), None), id(bound_to) if bound else 0
        # A static method of a builtin class is bound to nothing.
        if isinstance(known, types.BuiltinMethodType) and not isinstance(
            bound_to, (types.ModuleType, type, type(None))
        ):
            self._objects[id(type(bound_to))] = type(bound_to)
            return (True, id(type(bound_to)), known.__name__), id(bound_to)
        is_bound = isinstance(known, types.MethodWrapperType)
        if is_bound or isinstance(bound_to, type) and class_function(known) is not None:
            home = known.__objclass__ if is_bound else bound_to
            self._objects[id(home)] = home
            return (is_bound, id(home), known.__name__), id(bound_to) if is_bound else 0
        known = self._known(known)
        self._objects[id(known)] = known
        return (False, id(known), None), 0

    def _is_of_class(self, callee, address):
        """Whether a callable is one that its class has as it is, and keeps: no other one gets its address."""
        _, home, name = callee
        known = self._objects[home]
        return isinstance(known, type) and type(name) is str and id(vars(known).get(name)) == address

    def _operation(self, callee, address):
        """The key of a call of what lies at an address in `refused.py`: a method that is bound stands for itself."""
        is_bound, home, name = callee
        return id(getattr(self._objects[home], name, None)) if is_bound and name is not None else address

    def _is_python(self, callee):
        """Whether the key of a callable is that of a function, a method or a class of the program."""
        known = self._objects[callee[1]]
        is_class = isinstance(known, type) and known.__module__ == MODULE_NAME
        return isinstance(known, types.CodeType) or is_class

    def _resolve_callee(self, key):
        bound, address, name = key
        known = self._objects[address]
        if name is _CALLED:
            return Callee(method(known, "__call__").__code__, bound, known)
        # One of CPython's that is modelled is not known by its code.
        known = _METHODS.get(id(known), known)
        target = known if name is None else getattr(known, name)
        is_any = callable(target) or isinstance(target, types.CodeType)
        return Callee(target if is_any else NOT_CALLABLE, bound)


def _branching(bytecode):
    """Offsets that events name as those of a branch where instructions have events, too, and those of the branches: since
    3.14 what is executed after it."""
    found, last = {}, None
    for offset, instruction in bytecode.instructions.items():
        if instruction.generic == "NOT_TAKEN":
            found[offset] = last
        if instruction.generic == "FOR_ITER":
            found[instruction.target] = found[instruction.target + 1] = offset
        last = offset
    return found


def in_turn(first, second):
    """What does one thing at an instruction, and then another one."""

    def both(frame):
        first(frame)
        second(frame)

    return both


def _switch_off(_frame):
    return sys.monitoring.DISABLE


def _by_frequency(items):
    """Items with counts, the most frequent first, otherwise in the order in which they came."""
    return sorted(items, key=lambda item: [-count for count in item[1]])
