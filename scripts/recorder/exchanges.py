"""What a program asks of opaque objects in a run, one after the other, and what came of it."""

import builtins
import gc
import operator
import sys
import time
import types
from dataclasses import dataclass
from functools import partial

from . import early, handlers, memory, star
from .asked import asked, followed, inside
from .held import held, held_type
from .observe import Kind, in_turn
from .opaque import ASKED_MOST, ASKING, COMPARED_MOST, VALUES_MOST, has_truth, is_given_up, is_opaque, name
from .planned import frame_locals, plan
from .problems import Inexpressible
from .program import MODULE_NAME
from .reach import may_change_others
from .references import USUAL, is_owned, more_references
from .repeated import NOTHING, PLAIN, Asked, Called, Loaded, called, loaded
from .rows import Encoded, encode
from .special import special
from .timing import Run, apart
from .state import attributes
from .values import is_opaque_kind
from .version import VERSION

_TOOL = sys.monitoring.PROFILER_ID
_EVENTS = sys.monitoring.events
_ENTRIES = _EVENTS.PY_START, _EVENTS.PY_RESUME
_CALLS = frozenset({"CALL", "CALL_KW", star.CALL})
# Iterators: what they hand out is not in them, so that no comparison tells that one has gone on; and collections, of which
# no comparison tells what has been changed.
_CONSUMED = frozenset("""
    Counter _deque_iterator arrayiterator bytearray_iterator bytes_iterator defaultdict deque dict_itemiterator dict_keyiterator dict_valueiterator enumerate
    list_iterator list_reverseiterator range_iterator reversed set_iterator str_ascii_iterator str_iterator tuple_iterator zip
""".split())
_CONTAINERS = (list, dict, set, bytearray)


@dataclass
class _Site:
    """An instruction that may ask: where its operands lie, and what it asks for."""

    bytecode: object
    instruction: object
    first: int
    count: int
    on: tuple | None
    ask: str
    name: str
    # Where the next event may come from, and those of them where an iterator has handed out an item.
    after: frozenset = frozenset()
    going_on: frozenset = frozenset()
    # An attribute that was loaded here, which gives the same again.
    loaded: Loaded | None = None
    # What was called here.
    called: Called | None = None


@dataclass(slots=True)
class _Pending:
    """What was asked, until the next instruction of the frame shows what came of it."""

    frame: object
    site: _Site
    row: dict
    before: dict
    operands: list
    # What a list is extended by comes after so many items of it.
    extended: list | None = None
    length: int = 0
    # A call like earlier ones.
    again: Asked | None = None
    start: float = 0.0


class _Number:
    """The number of an object that may be met again, known at the end, and how often it was met."""

    def __init__(self):
        self.place, self.uses = None, 0


class Exchanges:
    """Runs a program and notes what it asks of opaque objects."""

    def __init__(self, program, bytecodes, observer, tables, problems, hosted):
        self._program = program
        self._hosted, self._redirects = hosted, hosted.redirects()
        self._observer = observer
        self._tables = tables
        self._problems = problems
        self._bytecodes = {id(bytecode.code): bytecode for bytecode in bytecodes}
        self._codes = self._bytecodes.keys()
        self._sites = {}
        self._watched = {}
        for bytecode in bytecodes:
            self._plan(bytecode)
        # Seconds from one event to the next if nothing is done between them.
        self._apart = apart()
        self._begin()

    def _begin(self):
        self._run = Run()
        self._pending, self._waits = None, [0]
        # Objects that may be met again, by address: their forms all have the one list that tells the number.
        self._numbers = {}
        self._alive = []
        # What opaque objects may still refer to, by address.
        self._escaped = {}
        self._values = self._compared = 0
        # What is done at an instruction if no answer is expected there, by code object and offset in bytes.
        self._steps = {}
        # Instances of the program's classes that there are before the run, by address.
        found = [value for value in gc.get_objects() if getattr(type(value), "__module__", None) == MODULE_NAME]
        self._existing = {id(value): value for value in found}

    def _plan(self, bytecode):
        code = bytecode.code
        sites, watched = {}, set()
        for offset, (_, first, count) in plan(bytecode).items():
            instruction = bytecode.instructions[offset]
            generic = instruction.generic
            if generic not in ASKING and generic not in _CALLS or not self._asks(code, offset, generic):
                continue
            ask, asked_name = asked(instruction, code)
            on = (0,) if ask == "subscript" else ASKING.get(generic)
            site = _Site(bytecode, instruction, first + frame_locals(code), count, on, ask, asked_name)
            site.going_on = frozenset(followed(bytecode, instruction.next))
            site.after = site.going_on
            if instruction.target is not None:
                # What ends the loop is left out by CPython's FOR_ITER.
                site.after |= {*followed(bytecode, instruction.target, 3)}
            sites[offset] = site
            watched |= {offset} | site.after
        self._sites[id(code)] = sites
        self._watched[id(code)] = watched | {offset for key, offset in self._redirects if key == id(code)}

    def _asks(self, code, offset, generic):
        """Whether an instruction has met an opaque object."""
        if generic in _CALLS:
            return any(
                self._tables.is_foreign(callee.target) or any(map(is_opaque_kind, kinds))
                for callee, kinds, _ in self._observer.calls(code, offset)
            )
        return any(any(map(is_opaque_kind, kinds)) for kinds, _ in self._observer.operands(code, offset))

    def run(self, quick):
        """Runs with ARGS or QUICK_ARGS; returns the rows of the recording and the seconds in opaque objects."""
        self._begin()
        # Not imported before it is needed, as in `observe.py`.
        from . import native

        monitoring, gate = sys.monitoring, native.gate(self._on_entry)
        # Whether something was asked that has not been answered.
        self._waits = gate.word
        monitoring.use_tool_id(_TOOL, "record.py")
        try:
            monitoring.register_callback(_TOOL, _EVENTS.INSTRUCTION, self._callback())
            monitoring.register_callback(_TOOL, _EVENTS.RAISE, self._on_raise)
            for event in _ENTRIES:
                monitoring.register_callback(_TOOL, event, gate.callback)
            # No code object has this event of its own.
            monitoring.set_events(_TOOL, _EVENTS.RAISE)
            for code in self._program.codes:
                monitoring.set_local_events(_TOOL, code, _EVENTS.INSTRUCTION | sum(_ENTRIES))
            self._program.call(quick=quick)
        finally:
            for code in self._program.codes:
                monitoring.set_local_events(_TOOL, code, 0)
            monitoring.set_events(_TOOL, 0)
            for event in (_EVENTS.INSTRUCTION, _EVENTS.RAISE, *_ENTRIES):
                monitoring.register_callback(_TOOL, event, None)
            monitoring.free_tool_id(_TOOL)
            monitoring.restart_events()
            gate.close()
        if self._pending is not None:
            self._problem(self._pending.site, "an opaque call that raises an exception")
        return self._finished(), self._run.seconds(self._apart)

    def _callback(self):
        frame_of, clock, off = sys._getframe, time.perf_counter, sys.monitoring.DISABLE
        steps = self._steps = {key: self._steps_of(key) for key in self._codes}

        def on_instruction(code, byte_offset):
            now, pending = clock(), self._pending
            if pending is not None:
                frame = frame_of(1)
                if frame is pending.frame:
                    self._answered(pending, frame, byte_offset // 2, now)
                else:
                    self._called_back(pending, code)
            step = steps[id(code)].get(byte_offset, off)
            if step is None or step is off:
                return step
            return step(frame_of(1))

        return on_instruction

    def _steps_of(self, key):
        """What is done at the instructions of a code object, by offset in bytes; those that are not there are switched
        off."""
        steps = {2 * offset: None for offset in self._watched[key]}
        steps |= {2 * offset: partial(self._look, site) for offset, site in self._sites[key].items()}
        for (code, offset), redirect in self._redirects.items():
            if code == key:
                step = steps[2 * offset]
                steps[2 * offset] = redirect if step is None else in_turn(redirect, step)
        return steps

    def _on_entry(self, code, _byte_offset):
        # Instructions that ask nothing have no events any more.
        if self._pending is not None:
            self._called_back(self._pending, code)

    def _on_raise(self, _code, _byte_offset, exception):
        now, pending = time.perf_counter(), self._pending
        # Code of opaque objects raises and handles exceptions of its own, in its frames.
        if pending is None or sys._getframe(1) is not pending.frame:
            return
        # A loop ends where its iterator raises this; the instruction after it tells of the end.
        if pending.row["ask"] != "next" or not isinstance(exception, StopIteration):
            self._raised(pending, exception, now)

    def _problem(self, site, reason):
        line = site.bytecode.line(site.instruction.offset)
        self._problems.add(line, f"not supported: {reason}")
        self._pending, self._waits[0] = None, 0
        for steps in self._steps.values():
            steps.clear()

    def _called_back(self, pending, code):
        self._hosted.note_called_back(pending.site.bytecode.code, pending.site.instruction)
        by = name(pending.operands[0]) if pending.operands else pending.site.instruction.generic
        self._problem(pending.site, f"{code.co_qualname} called by {by}")

    def _look(self, site, frame):
        """Notes what an instruction asks, if it asks an opaque object."""
        addresses, rows = memory.operands(frame, site.first, site.count), self._run.rows
        if site.loaded is not None and site.loaded.lasts(addresses[0], site.name) and len(rows) < ASKED_MOST:
            self._values += 1
            rows.append(site.loaded.row)
            return
        operands = [memory.object_at(address) if address else NOTHING for address in addresses]
        extended = None
        try:
            if site.called is not None and len(rows) < ASKED_MOST:
                again = site.called.asked(operands, self._is_simple, self._simple)
                if again is not None:
                    self._values += len(again.row["of"])
                    self._pending = _Pending(frame, site, {**again.row}, {}, operands, again=again)
                    self._waits[0] = 1
                    self._pending.start = time.perf_counter()
                    return
            row = self._row(site, operands)
            if row is None:
                return
            if len(rows) >= ASKED_MOST:
                raise Inexpressible(f"more than {ASKED_MOST:,} opaque calls in a run")
            others = self._escaped.values() if self._escaped and may_change_others(row, operands) else ()
            row["of"] = [self._form(operand) for operand in row["of"]]
            if site.instruction.generic in ("CALL", "CALL_KW"):
                site.called = called(row, operands[0])
            if site.ask == "extend":
                list_at = site.first - site.instruction.oparg
                extended = memory.object_at(memory.operands(frame, list_at, 1)[0])
            # Nothing but this list and the snapshot refers to the operands from here.
            asked = [operand for operand in operands if operand is not NOTHING]
            operands.clear()
            before = self._snapshot(asked, others, site, frame) if others or any(map(self._is_reached, asked)) else {}
        except Inexpressible as reason:
            self._problem(site, str(reason))
            return
        length = 0 if extended is None else len(extended)
        self._pending = _Pending(frame, site, row, before, asked, extended, length)
        self._waits[0] = 1
        self._pending.start = time.perf_counter()

    def _row(self, site, operands):
        """What is asked, with the operands as objects; None if no opaque object is asked."""
        opaque = [value is not NOTHING and is_opaque(value, self._codes) for value in operands]
        if site.instruction.generic in _CALLS:
            return self._call(site, operands, opaque)
        if site.on is None and not any(opaque) or site.on is not None and not any(opaque[i] for i in site.on):
            return None
        if site.ask == "truth" and not has_truth(operands[0]):
            return None
        if any(type(value).__module__ == MODULE_NAME for value in operands):
            kinds = [Kind(type(value)) for value in operands]
            if special(site.instruction, kinds) is not None:
                return None
        ask = "unpack" if site.ask == "extend" else site.ask
        return {"ask": ask, **({"name": site.name} if site.name else {}), "of": list(operands)}

    def _call(self, site, operands, opaque):
        callee, bound, *args = operands
        if callee is builtins.__build_class__:
            # A `class` statement, whose body is the program's.
            return None
        names = ()
        if site.instruction.generic == "CALL_KW":
            args.pop()
            names = site.bytecode.keywords(site.instruction)
        if site.instruction.generic == star.CALL:
            named = {} if args[-1] is NOTHING or len(args) < 2 else args[-1]
            args, names = [*args[0], *named.values()], [*named]
            opaque = [is_opaque(value, self._codes) for value in (callee, None, *args)]
        if type(callee) is types.FunctionType and any(opaque[1:]) and early.iteration(callee.__code__) is not None:
            return {"ask": "iterate", "of": [bound, *args][-1:]}
        is_builtin = isinstance(callee, types.BuiltinFunctionType) and isinstance(
            callee.__self__, (types.ModuleType, type)
        )
        is_class = isinstance(callee, type) and callee.__module__ != MODULE_NAME
        is_method = isinstance(callee, types.MethodDescriptorType) and (opaque[1] or callee is str.format and any(opaque[1:]))
        if not opaque[0] and not ((is_builtin or is_class) and any(opaque[1:])) and not is_method:
            return None
        if bound is not NOTHING:
            args.insert(0, bound)
        if callee is str and len(args) == 1 and not names:
            return {"ask": "convert", "name": "str", "of": args}
        row = {"ask": "call", "of": [callee, *args]}
        return row | ({"name": ",".join(names)} if names else {})

    def _answered(self, pending, frame, offset, now):
        """Completes what was asked with what the next instruction finds."""
        self._pending, self._waits[0] = None, 0
        site, row = pending.site, pending.row
        self._run.gaps.append(now - pending.start)
        if site.ask == "load":
            self._run.quick_gaps.append(now - pending.start)
        try:
            if offset not in site.after:
                raise Inexpressible("an opaque call that raises an exception")
            answer = self._answer(pending, frame, offset)
            if pending.again is not None and type(answer) in PLAIN:
                self._count_value()
                self._run.rows.append(pending.again.answered(answer, self._tables.plain))
                return
            # Nothing but the stack refers to it.
            is_new = type(answer) in _CONTAINERS and more_references(answer) <= USUAL
            is_new = is_new and is_owned(frame, site.first)
            changes = self._changes(pending)
            if answer is not NOTHING:
                row["gives"] = self._given(answer, pending.before)
            if is_new:
                self._escaped.pop(id(answer), None)
            if changes:
                row["changes"] = changes
            elif site.ask == "load" and "kept" not in row["gives"]:
                site.loaded = loaded(site.name, *pending.operands, row)
        except Inexpressible as reason:
            self._problem(site, str(reason))
            return
        self._run.rows.append(row)

    def _raised(self, pending, exception, now):
        """Completes what was asked with the exception that it has raised."""
        self._pending, self._waits[0] = None, 0
        site, row = pending.site, pending.row
        self._run.gaps.append(now - pending.start)
        try:
            if row["ask"] == "truth":
                raise Inexpressible("an opaque object whose truth is an exception")
            changes = self._changes(pending)
            row["raises"] = self._exception(exception, pending.before)
            if changes:
                row["changes"] = changes
        except Inexpressible as reason:
            self._problem(site, str(reason))
            return
        self._run.rows.append(row)

    def _exception(self, exception, before):
        """The form of an exception that an opaque call raises."""
        cls = type(exception)
        is_met = id(exception) in before or id(exception) in self._numbers
        if is_met or not handlers.is_builtin(cls) or not handlers.has_usual_text(cls):
            raise Inexpressible(f"an opaque call that raises {cls.__qualname__}")
        links = self._tables.links
        if links and (exception.__cause__ is not None or exception.__context__ is not None):
            raise Inexpressible(f"an opaque call that raises {cls.__qualname__} because of another exception")
        attributes = [name for name in self._tables.inline_attributes(cls) if name not in links]
        names = [name for name in attributes if hasattr(exception, name)]
        values = [[name, self._given(getattr(exception, name), before)] for name in names]
        return {"instance": [self._class(cls), values]}

    def _answer(self, pending, frame, offset):
        site, row = pending.site, pending.row
        if row["ask"] in ("store", "delete", "set_item", "delete_item", "set_slice"):
            return NOTHING
        if site.ask == "extend":
            return tuple(pending.extended[pending.length :])
        if row["ask"] == "unpack":
            # The first item is on top.
            count = site.instruction.oparg
            addresses = memory.operands(frame, site.first, count)
            return tuple(memory.object_at(address) for address in reversed(addresses))
        if row["ask"] == "next":
            if offset not in site.going_on:
                return NOTHING
            above = 1 + (VERSION >= (3, 15))
            return memory.object_at(memory.operands(frame, site.first + above, 1)[0])
        if row["ask"] == "iterate" and site.ask == "call":
            # The generator expression has the iterator on its stack.
            waits = memory.object_at(memory.operands(frame, site.first, 1)[0]).gi_frame
            return memory.object_at(memory.operands(waits, frame_locals(waits.f_code), 1)[0])
        answer, second = memory.operands(frame, site.first, 2)
        if row["ask"] == "load" and site.instruction.generic == "LOAD_ATTR" and site.instruction.oparg & 1 and second:
            row["ask"] = "method"
        return memory.object_at(answer)

    def _snapshot(self, operands, others, site, frame):
        """What is in the objects of the program that an opaque call may change: by address the object, its contents,
        and how many refer to it but for the stack."""
        found = {}
        left = [*operands, *others]
        while left:
            value = left.pop()
            if id(value) in found or not self._is_reached(value):
                continue
            self._compared += 1
            if self._compared > COMPARED_MOST:
                raise Inexpressible("opaque calls that may reach very many objects")
            contained = inside(value)
            found[id(value)] = [value, contained, 0]
            left += contained
        del left
        value = contained = None
        self._count(found)
        for slot in memory.slots(frame, site.first, site.count):
            entry = found.get(slot & memory.ADDRESS_BITS)
            # Since 3.14 a slot may refer to an object without a reference of its own.
            if entry is not None and not (VERSION >= (3, 14) and slot & 1):
                entry[2] -= 1
        return found

    def _count(self, found):
        """Counts what refers to each object of a snapshot."""
        for entry in found.values():
            entry[2] = sys.getrefcount(entry[0])

    def _is_simple(self, value):
        """Whether nothing of the program's is reached by an operand that is not plain."""
        return is_opaque(value, self._codes) and not callable(value) and not self._is_reached(value)

    def _simple(self, value):
        """The form of such an operand, or of one that is plain."""
        return self._tables.plain(value) if type(value) in PLAIN else {"opaque": self._tables.opaques.number(value)}

    def _is_reached(self, value):
        """Whether an object is of the program's, and something in it may be changed."""
        cls = type(value)
        if cls in (list, dict, set, bytearray, tuple, frozenset, types.CellType) and not is_given_up(cls):
            return True
        if cls in (types.BuiltinMethodType, types.MethodType, types.FunctionType):
            return not is_opaque(value, self._codes)
        return cls.__module__ == MODULE_NAME

    def _changes(self, pending):
        """What has been changed, and what opaque objects refer to from now on."""
        if not pending.before:
            return []
        counts = {address: entry[2] for address, entry in pending.before.items()}
        self._count(pending.before)
        for address, entry in pending.before.items():
            if entry[2] > counts[address]:
                self._escaped[address] = entry[0]
        rows = []
        for address, (value, contained, _) in pending.before.items():
            now = inside(value)
            if value is pending.extended or len(now) == len(contained) and all(map(operator.is_, now, contained)):
                continue
            number = self._numbers.get(address)
            if number is None or type(value) not in _CONTAINERS:
                raise Inexpressible(f"an opaque call that changes an object of type {type(value).__name__}")
            rows.append(self._changed(number, value, pending.before))
        return rows

    def _changed(self, number, value, before):
        number.uses += 2
        return {"kept": [number, [self._contents(value, lambda item: self._given(item, before))]]}

    def _form(self, value, open_=None):
        """The form of an operand, inside of others whose forms are being made."""
        if type(value) in PLAIN:
            return self._plain(value)
        open_ = set() if open_ is None else open_
        return self._value(value, open_, lambda item: self._form(item, open_), None)

    def _given(self, value, before):
        """The form of an answer."""
        if type(value) in PLAIN:
            return self._plain(value)
        return self._value(value, set(), lambda item: self._given(item, before), before)

    def _plain(self, value):
        self._count_value()
        return self._tables.plain(value)

    def _count_value(self):
        self._values += 1
        if self._values > VALUES_MOST:
            raise Inexpressible(f"more than {VALUES_MOST:,} values that opaque calls are given or give")

    def _value(self, value, open_, item, before):
        self._count_value()
        cls = type(value)
        if is_opaque(value, self._codes):
            return {"opaque": self._tables.opaques.number(value)}
        if cls is tuple or cls is frozenset:
            return {cls.__name__: [item(each) for each in (value if cls is tuple else sorted(value, key=repr))]}
        if not self._has_identity(value):
            return self._tables.plain(value)
        if cls.__name__ in _CONSUMED:
            raise Inexpressible(f"an object of type {cls.__name__} that an opaque call is given or gives")
        known = id(value) in self._numbers
        if before is not None and not known:
            form = self._tables.known(value)
            if form is not None:
                # It is the program's, whoever has it.
                return form
            if id(value) in before or cls not in _CONTAINERS and not self._is_made(value):
                raise Inexpressible(f"an opaque call that gives an object of type {cls.__name__}")
            # It may change what only opaque objects refer to besides.
            self._escaped[id(value)] = value
        number = self._numbers.setdefault(id(value), _Number())
        number.uses += 1
        if not known:
            self._alive.append(value)
        is_made = before is not None and not known and cls not in _CONTAINERS
        if cls not in _CONTAINERS and not is_made or before is not None and known:
            return {"kept": [number, []]}
        if id(value) in open_:
            raise Inexpressible(f"a {cls.__name__} that contains itself, and that an opaque call is given")
        open_.add(id(value))
        form = {"kept": [number, [self._contents(value, item)]]}
        open_.discard(id(value))
        return form

    def _class(self, cls):
        """The number of a class: one that has a row, or one of exceptions, whose row has no code."""
        form = self._tables.value(cls) if handlers.is_builtin(cls) else self._tables.known(cls)
        if form is None:
            raise Inexpressible(f"an opaque call that gives an object of type {cls.__name__}")
        return form["class"]

    def _is_made(self, value):
        """Whether an object that the program has not met is an instance of a class of its own that opaque code has made."""
        is_instance = type(value).__module__ == MODULE_NAME and not isinstance(value, type)
        return is_instance and id(value) not in self._existing and id(value) not in self._escaped

    def _contents(self, value, item):
        if type(value) not in _CONTAINERS:
            known = attributes(value)
            if known is None:
                # It keeps them in a dict.
                known = vars(value).items()
                if not {name for name, _ in known} <= {*self._tables.inline_attributes(type(value))}:
                    raise Inexpressible(f"an opaque call that gives an object of type {type(value).__name__}")
            content = [] if held_type(type(value)) is None else [item(held(value))]
            return {"instance": [self._class(type(value)), [[name, item(each)] for name, each in known], *content]}
        if type(value) is dict:
            return {"dict": [[item(key), item(each)] for key, each in value.items()]}
        if type(value) is bytearray:
            return {"bytearray": value.hex()}
        items = value if type(value) is list else sorted(value, key=repr)
        return {type(value).__name__: [item(each) for each in items]}

    def _has_identity(self, value):
        """Whether an object is told from others by which one it is."""
        cls = type(value)
        if cls in (type(None), bool, int, float, complex, str, bytes, range, slice):
            return False
        if isinstance(value, type):
            return cls.__module__ == MODULE_NAME or value.__module__ == MODULE_NAME
        if cls is types.BuiltinFunctionType:
            return not isinstance(value.__self__, types.ModuleType)
        return cls not in (types.MethodDescriptorType, types.ModuleType)

    def _finished(self):
        """The rows of a run: those that differ, and their order."""
        # An object that is met once needs no number.
        again = [number for number in self._numbers.values() if number.uses > 1]
        for place, number in enumerate(again):
            number.place = place
        found, order, known = {}, [], {}
        for row in self._run.rows:
            # Several places of the order may have one row.
            place = known.get(id(row))
            if place is None:
                text = encode(row)
                place = known[id(row)] = found.setdefault(text, (len(found), row))[0]
            order.append(place)
        rows = [Encoded(row, text) for text, (_, row) in found.items()]
        return {"exchanges": rows, "order": order, "kept": len(again)}
