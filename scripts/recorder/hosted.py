"""Self-hosted builtins: what calls code of the program from C, written in Python.

CPython's C code calls the function that `map` or the `key` of `sorted` is given. For that a recording has no form. In
the runs that are observed, a function of `hosted_library.py` is called in the builtin's place: it is put where the
callable lies on the evaluation stack, just before the call. Each place of the program that calls a builtin so has a copy
of the function, so that what is observed in it belongs to that place. An iterator of a class of the program is replaced
in the same way, by a generator that asks it.
"""

import builtins
import functools
import itertools
import json
import operator
import sys
import time
import types

from . import early
from . import hosted_calls as calls
from . import hosted_cases as cases
from . import hosted_keys, hosted_sets, key_tables, memory, opaque
from . import hosted_library as library
from .counting import Counting, called
from .bytecode import Bytecode, nested, relocated
from .held import has_own, is_in_class, of_class
from .hosted_choices import ADDS, HOSTABLE, ORDERS, is_indexed, is_of_program
from .keyed import Keyed, method_of
from .planned import frame_locals, plan
from .program import MODULE_NAME
from .star import class_of_callable
from .suspended import SUSPENDED, TAKES

_TOOL = sys.monitoring.PROFILER_ID
_INSTRUCTION = sys.monitoring.events.INSTRUCTION
# What is hosted may call what has to be hosted, too, which is found in a further run.
_ROUNDS = 8
# The most places where opaque code is let call functions of the program.
_CALLING_MOST = 200
# Runs, and seconds, until the bytecode of hosted functions is specialised.
_WARM_UP_CALLS = 16
_WARM_UP_SECONDS = 0.5

# Builtins that call a function that they are given, or hand out what an iterable of the program gives.
_LAZY = frozenset({"enumerate", "filter", "iter", "map", "next", "sub", "subn", "zip"})
# Builtins and methods that ask objects of the program for their order, sum or items.
_ASKING = frozenset("all any extend join list max min set sort sorted sum tuple".split())
_OF_CLASSES = frozenset({"isinstance", "issubclass"})
_ORDERING = frozenset({"max", "min", "sort", "sorted", "sum"})
_MODULES = (functools, itertools, json, operator)
_MODULE_NAMES = frozenset(module.__name__ for module in _MODULES)
_CALLS = ("CALL", "CALL_KW")
# Builtins for which the types of the arguments decide.
_BY_TYPES = (all, any, dict, dict.update, enumerate, format, list, list.extend, next, set, str.join, tuple, zip)
# Types of arguments that do not decide: what is in them, or what they call, does.
_UNDECIDED = (list, tuple, dict, set, frozenset, type, types.BuiltinMethodType, types.MethodType)
# Types of callables of which there are not many, or that have what they run as their signature.
_LASTING = (type, types.BuiltinFunctionType, types.FunctionType, types.MethodDescriptorType, types.MethodType)


class Hosted:
    """The places of a program where hosted functions are called in place of builtins."""

    def __init__(self, program):
        self._program = program
        self._own = list(program.codes)
        # By code object and offset: the builtin, and the function; of what iterates None, and the generator function.
        self._places = {}
        # Places where several functions would be needed.
        self._mixed = set()
        # Functions and what they stand for, by the code object of each.
        self._functions = {}
        # Where operands lie, by code object and offset; places where a call has needed no function; and whether a place
        # needs one from a run on that has to be made yet.
        self._operands = {}
        self._unneeded = set()
        self._is_late = False
        # The cases of places that have any.
        self._cases = {}
        # Places that meet keys of which the program says what they equal.
        self.keyed = Keyed(program)
        # Calls that make generator expressions which ask for their iterator before any event tells of them: by code object
        # and offset, the place in the expression.
        self._early = {}
        # Places where opaque code has called functions of the program, and whether there are some since this was last asked.
        self._calling = set()
        self._has_new_calls = False
        # The bytecode of the program, by code object.
        self._bytecodes = {}
        self._is_given_up = False
        # Builtins that are called after all.
        self._left = ()

    def __bool__(self):
        return bool(self._places or self.keyed.places)

    @property
    def codes(self):
        """The code objects of the hosted functions."""
        return [code for _, function in self._functions.values() for code in nested(function.__code__)]

    def give_up(self):
        """Lets the program call builtins."""
        self._is_given_up = True
        self._places.clear()
        self.keyed.give_up()
        self._functions.clear()
        self._early.clear()
        self._program.codes = list(self._own)

    def give_up_optional(self):
        """Lets the program call those builtins that need not be self-hosted; whether it has called functions in their places."""
        places = [place for place, (builtin, _) in self._places.items() if builtin in cases.OPTIONAL]
        for place in places:
            del self._places[place]
        self._left = cases.OPTIONAL
        return bool(places)

    def note_called_back(self, code, instruction):
        """Notes that an instruction calls opaque code that calls a function of the program."""
        place = id(code), instruction.offset
        _, function = self.stands_for(code) or (None, None)
        is_own = function is not None and _calls_back(function)
        is_new = place not in self._calling and len(self._calling) < _CALLING_MOST
        if instruction.generic in _CALLS and is_new and not is_own and not self._is_given_up:
            self._calling.add(place)
            self._has_new_calls = True

    def takes_calls_back(self):
        """Whether such places are known since this was last asked, for which another attempt may find functions."""
        has_new, self._has_new_calls = self._has_new_calls, False
        return has_new

    def stands_for(self, code):
        """The builtin, or None for an instruction, that a code object stands for, and its function; None if for none."""
        return self._functions.get(id(code))

    def iterates(self, code, offset, cls):
        """The function that goes through objects of a class of the program at an instruction that iterates, or None."""
        builtin, function = self._places.get((id(code), offset), (None, None))
        return function if builtin is None and function is not None and _goes_through(function, cls) else None

    def find(self, bytecodes, runs):
        """Runs the program, with QUICK_ARGS if an item of `runs` is true, and finds the places. Code objects of hosted
        functions are the program's from then on; adds their bytecode to `bytecodes`."""
        if self._is_given_up:
            return
        for _ in range(_ROUNDS):
            known = self.keyed.count
            self._bytecodes = {**bytecodes, **{id(code): Bytecode(code) for code in self.codes}}
            watched = self._watched(self._bytecodes)
            if not watched:
                break
            self._is_late = False
            for quick in runs:
                self._run(quick, watched)
            if not self._is_late and self.keyed.count == known:
                break
        if self:
            self._warm_up()
        # There are some, too, of places that turned out to need several functions.
        bytecodes.update({id(code): Bytecode(code) for code in self.codes})

    def redirect(self, code, offset):
        """What puts the hosted function in its place, given the frame that executes an instruction; None if none is."""
        if (id(code), offset) in self.keyed.places:
            return self.keyed.redirect((id(code), offset), self._operands[id(code), offset][0])
        if self.is_early(code, offset):
            return self._redirect_early(code, offset)
        if (id(code), offset) not in self._places:
            return None
        builtin, function = self._places[id(code), offset]
        first, count = self._operands[id(code), offset]

        def redirect_call(frame):
            callee = memory.object_at(memory.operands(frame, first, 1)[0])
            if callee is builtin or _is_plain(callee) and callee == builtin:
                memory.put(frame, first, function)

        def redirect_iteration(frame):
            value = memory.object_at(memory.operands(frame, first, 1)[0])
            if is_of_program(value) and _goes_through(function, type(value)):
                memory.put(frame, first, function(value))

        return redirect_iteration if builtin is None else redirect_call

    def is_early(self, code, offset):
        """Whether an instruction makes a generator expression that asks for its iterator before any event tells of it."""
        return (id(code), offset) in self._early

    def _redirect_early(self, code, offset):
        _, function = self._places[self._early[id(code), offset]]
        first, count = self._operands[id(code), offset]

        def redirect(frame):
            value = memory.object_at(memory.operands(frame, first + count - 1, 1)[0])
            if is_of_program(value) and _goes_through(function, type(value)):
                memory.put(frame, first + count - 1, function(value))

        return redirect

    def callback(self):
        """A callback for instruction events that does nothing else."""
        frame_of, redirects = sys._getframe, self.redirects()

        def on_instruction(code, byte_offset):
            redirect = redirects.get((id(code), byte_offset // 2))
            if redirect is None:
                return sys.monitoring.DISABLE
            return redirect(frame_of(1))

        return on_instruction

    def redirects(self):
        """By code object and offset, what puts a hosted function in its place."""
        codes = {id(code): code for code in self._program.codes}
        places = [*self._places, *self.keyed.places, *self._early]
        return {place: self.redirect(codes[place[0]], place[1]) for place in places}

    def _watched(self, bytecodes):
        """By code object: the instructions that may need a hosted function, with where their operands lie."""
        values = [*self._program.globals.values()]
        classes = [value for value in values if isinstance(value, type) and value.__module__ == MODULE_NAME]
        members = {name for cls in classes for name in vars(cls)}
        has_metaclass = any(map(_calls_metaclass, classes))
        has_modules = has_metaclass or any(value in _MODULES or _is_hostable(value) for value in values if _is_plain(value))
        names = _LAZY | (_ASKING if members & {*ORDERS, *ADDS, "__iter__", "__getitem__"} else set())
        names |= _ORDERING | _OF_CLASSES if opaque.may_be_met(self._program) else set()
        names |= {"format"} if classes else set()
        names |= {"dict", "update"} if members & {"keys", "__iter__"} else set()
        names |= {"round"} if "__round__" in members else set()
        defined = {code.co_name for code in self._program.codes} | members
        has_properties = any(isinstance(value, property) for cls in classes for value in vars(cls).values())
        asks = has_properties or defined & {"__getattr__", "__setattr__", "__delattr__", "__get__", "__set__", "__delete__"}
        names |= {"delattr", "getattr", "hasattr", "setattr"} if asks else set()
        iterating = {"FOR_ITER"} if "__next__" in members else set()
        iterating |= TAKES if members >= {"__iter__", "__next__"} else set()
        if "__getitem__" in defined:
            iterating |= {"GET_ITER", *TAKES}
            names |= {"reversed"}
        watched = {}
        for bytecode in bytecodes.values():
            code = bytecode.code
            mentioned = {*code.co_names, *code.co_freevars}
            has_calls = has_modules or mentioned & names or mentioned & _MODULE_NAMES
            found = {}
            for offset, (_, first, count) in plan(bytecode).items():
                generic = bytecode.instructions[offset].generic
                self._operands[id(code), offset] = first + frame_locals(code), count
                is_keyed = generic == "CALL" or method_of(bytecode.instructions[offset])
                is_call = generic == "CALL" and has_calls or generic == "CALL_KW" or (id(code), offset) in self._calling
                if is_call or generic in iterating or self.keyed.watches(code, offset) and is_keyed:
                    found[offset] = bytecode
            if found:
                watched[id(code)] = code, found
        return watched

    def _run(self, quick, watched):
        frame_of, redirects = sys._getframe, self.redirects()
        # Not imported before it is needed, as in `observe.py`.
        from . import native

        def on_instruction(code, byte_offset):
            offset = byte_offset // 2
            place = id(code), offset
            frame = frame_of(1)
            if place in redirects:
                known = self._places.get(place)
                self._look(watched, code, offset, frame)
                if self._places.get(place) is not known:
                    if place in self._places:
                        watched.update(self._watch_function(place))
                    redirects[place] = self.redirect(code, offset) or redirects[place]
                redirects[place](frame)
                return None
            bytecode = watched.get(id(code), (None, {}))[1].get(offset)
            if bytecode is None:
                return sys.monitoring.DISABLE
            if not self._look(watched, code, offset, frame):
                self._unneeded.add(place)
                if not self.keyed.watches(code, offset):
                    seen.note(bytecode, offset, frame, self._operands[place])
            elif place in self._places or place in self.keyed.places:
                if place in self._places:
                    watched.update(self._watch_function(place))
                redirects[place] = self.redirect(code, offset)
                redirects[place](frame)
            return None

        counting = native.begin(on_instruction)
        seen = _Seen(counting)
        try:
            self._monitored(counting.callback("on_instruction") if counting else on_instruction, quick)
        finally:
            if counting:
                counting.close()

    def _watch_function(self, place):
        """The instructions of a function that may need a hosted function themselves, as `_watched` has them, from now on."""
        codes = [*nested(self._places[place][1].__code__)]
        watched = self._watched({id(code): Bytecode(code) for code in codes})
        for code in codes:
            sys.monitoring.set_local_events(_TOOL, code, _INSTRUCTION)
        return watched

    def _monitored(self, callback, quick):
        monitoring = sys.monitoring
        monitoring.use_tool_id(_TOOL, "record.py")
        try:
            monitoring.register_callback(_TOOL, _INSTRUCTION, callback)
            for code in self._program.codes:
                monitoring.set_local_events(_TOOL, code, _INSTRUCTION)
            self._program.call(quick=quick)
        finally:
            for code in self._program.codes:
                monitoring.set_local_events(_TOOL, code, 0)
            monitoring.register_callback(_TOOL, _INSTRUCTION, None)
            monitoring.free_tool_id(_TOOL)
            monitoring.restart_events()

    def _warm_up(self):
        """Runs the program until the bytecode of hosted functions is specialised."""
        start = time.process_time()
        for number in range(_WARM_UP_CALLS):
            taken = time.process_time() - start
            # Another run takes as long as those before.
            if number and taken + taken / number > _WARM_UP_SECONDS:
                break
            self._monitored(self.callback(), quick=True)

    def _look(self, watched, code, offset, frame):
        """Notes which function an instruction needs; whether it needs one."""
        bytecode = watched.get(id(code), (None, {}))[1].get(offset)
        if bytecode is None:
            return False
        instruction = bytecode.instructions[offset]
        first, count = self._operands[id(code), offset]
        addresses = memory.operands(frame, first, count)
        watches = self.keyed.watches(code, offset)
        if watches and method_of(instruction):
            return self.keyed.look(instruction, code, addresses, lambda template: self._copied(bytecode, offset, None, template))
        if instruction.generic == "FOR_ITER":
            return self._look_at_iterator(bytecode, offset, memory.object_at(addresses[0]))
        if instruction.generic == "GET_ITER":
            value = memory.object_at(addresses[0])
            return is_indexed(type(value)) and self._note(bytecode, offset, None, library.iterate_items)
        if instruction.generic in TAKES:
            value = memory.object_at(addresses[0])
            goes = is_of_program(value) and _goes_through(library.values_of, type(value))
            return goes and self._note(bytecode, offset, None, library.values_of)
        callee = memory.object_at(addresses[0])
        if _calls_metaclass(callee):
            has_one = instruction.generic == "CALL" and instruction.oparg == 1
            defaults = callee, type(callee).__call__
            return has_one and self._note(bytecode, offset, callee, library.call_of_class, defaults)
        is_hostable, is_calling = _is_hostable(callee), (id(code), offset) in self._calling
        if not is_hostable and not watches and not is_calling:
            return False
        names, last = (), count
        if instruction.generic == "CALL_KW":
            names, last = bytecode.keywords(instruction), count - 1
        arguments = [memory.object_at(address) for address in addresses[1:last] if address]
        by_position = arguments[: len(arguments) - len(names)]
        if is_calling and by_position and self._may_call_back(bytecode, offset, callee, arguments):
            return self._note_calling(bytecode, offset, callee)
        if not is_hostable and not watches:
            return False
        named = dict(zip(names, arguments[len(by_position) :]))
        if callee in self._left:
            return False
        choose = HOSTABLE[callee] if is_hostable else lambda *_, **__: None
        template = choose(self._is_called_back, self._is_lazy, named, *by_position)
        if template is None and watches:
            template = self.keyed.choose(code, offset, callee, named, by_position)
        if isinstance(template, cases.Case):
            template = self._with_case((id(bytecode.code), offset), callee, template)
        return self._note(bytecode, offset, callee, template)

    def _with_case(self, place, callee, case):
        """The function of a place with one case more."""
        known = self._cases.setdefault((place, case.make, case.form), [])
        if case.what not in known:
            known.append(case.what)
            if self._places.get(place, (None,))[0] == callee:
                del self._places[place]
                self._is_late = True
        return case.function(known)

    def _look_at_iterator(self, bytecode, offset, iterator):
        if not is_of_program(iterator) or not is_in_class(type(iterator), "__next__"):
            return False
        before = [at for at, it in bytecode.instructions.items() if at < offset and it.generic == "GET_ITER"]
        known = len(self._places)
        if not before or max(before) == early.iteration(bytecode.code):
            # A generator expression is given its iterator, or what it asks for one before any event tells of it.
            generic = "CALL" if before else "GET_ITER"
            made = ((it, it.given_to(bytecode.code, generic)) for it in self._bytecodes.values())
            outer, at = next((pair for pair in made if pair[1] is not None), (bytecode, None))
            if before and at is not None:
                self._early[id(outer.code), at] = id(bytecode.code), max(before)
            elif at is not None:
                self._note(outer, at, None, library.iterate)
        if before:
            self._note(bytecode, max(before), None, library.iterate)
        # It is the GET_ITER that is redirected, from the next run on.
        self._is_late = self._is_late or len(self._places) > known
        return False

    def _may_call_back(self, bytecode, offset, callee, arguments):
        """Whether a call is one of opaque code with functions of the program, or such a call has been at the place."""
        if not _is_plain(callee) or callee is builtins.__build_class__:
            return False
        _, function = self._places.get((id(bytecode.code), offset), (None, None))
        return any(map(calls.is_function, arguments)) or function is not None and _calls_back(function)

    def _note_calling(self, bytecode, offset, callee):
        """Notes that such a call is one of `call_back`, with what it calls among its defaults."""
        if not self._note(bytecode, offset, callee, calls.call_back):
            return False
        _, function = self._places[id(bytecode.code), offset]
        function.__kwdefaults__ = {"_begin": calls.Call, "_callee": callee}
        return True

    def _note(self, bytecode, offset, callee, template, defaults=None):
        place = id(bytecode.code), offset
        if template is None or place in self._mixed:
            return False
        if place in self._places:
            known, function = self._places[place]
            if known is not callee and known != callee or function.__name__ != template.__name__:
                self._mixed.add(place)
                del self._places[place]
                self._is_late = True
                return False
            return True
        # What was called there before will be replaced, too, from the next run on.
        self._is_late = self._is_late or place in self._unneeded
        function = self._copied(bytecode, offset, callee, template)
        function.__defaults__ = defaults or function.__defaults__
        self._places[place] = callee, function
        return True

    def _copied(self, bytecode, offset, callee, template):
        """A copy of a function for a place, with code of its own, all in one line: the program's from then on."""
        code = relocated(template.__code__, self._program.filename, bytecode.line(offset))
        is_keyed = template.__module__ in (hosted_keys.__name__, hosted_sets.__name__)
        names = {"__builtins__": key_tables.ALL if is_keyed else builtins, "__name__": MODULE_NAME}
        function = types.FunctionType(code, names, template.__name__, template.__defaults__)
        function.__kwdefaults__ = template.__kwdefaults__
        if is_keyed:
            self.keyed.add_own(code)
        self._functions[id(code)] = callee, function
        self._program.codes += nested(code)
        return function

    def _is_called_back(self, value):
        """Whether calling a value runs code of the program."""
        if isinstance(value, types.MethodType):
            value = value.__func__
        if isinstance(value, types.FunctionType):
            return any(value.__code__ is code for code in self._program.codes)
        if isinstance(value, type):
            return value.__module__ == MODULE_NAME
        return class_of_callable(value) is not None

    def _is_lazy(self, value):
        """Whether asking a value for items runs code of the program, or of hosted functions."""
        if isinstance(value, types.GeneratorType):
            return any(value.gi_code is code for code in self._program.codes)
        cls = type(value)
        if cls in (map, filter) or cls.__module__ == "itertools":
            return True
        return is_of_program(value) and (has_own(cls, "__iter__") or is_indexed(cls))


class _Seen:
    """What instructions have met for which they need no hosted function. `native` is told of it, so that Python is not asked
    again; None if there is no such thing."""

    def __init__(self, native):
        self._native = native
        self._signature = Counting(0).signature
        # Numbers of instructions there, by code object and offset.
        self._numbers = {}
        # No other object gets the address of one that is known.
        self._alive = []

    def note(self, bytecode, offset, frame, operands):
        """Notes what an instruction meets, if what has the same signature needs no hosted function either."""
        (first, count), generic = operands, bytecode.instructions[offset].generic
        # The names of arguments are on top.
        addresses = memory.operands(frame, first, count - (generic == "CALL_KW"))
        value, is_call = memory.object_at(addresses[0]), generic in _CALLS
        if not self._native or not (_lasts(value, addresses[1:]) if is_call else not is_of_program(value)):
            return
        self._alive.append(value)
        place = id(bytecode.code), offset
        if place not in self._numbers:
            self._numbers[place] = self._native.site(bytecode.code, offset, first, len(addresses), is_call, None, None)
        signature = called(self._signature, *addresses) if is_call else map(self._signature, addresses)
        self._native.add(self._numbers[place], list(signature), [0])


def _lasts(callee, arguments):
    """Whether the signature of a call decides if it needs a hosted function, given the addresses of its arguments."""
    if type(callee) not in _LASTING or _calls_metaclass(callee):
        return False
    if callee in _BY_TYPES or not _is_hostable(callee):
        return True
    if callee in cases.NAMED:
        return False
    kinds = [memory.object_at(memory.type_at(address)) for address in arguments if address]
    return not any(issubclass(kind, _UNDECIDED) for kind in kinds)


def _goes_through(function, cls):
    """Whether a function goes through objects of a class of the program at its place. What takes all values of an object
    calls its `__iter__` itself if that makes a generator."""
    if function.__name__ == library.iterate_items.__name__:
        return is_indexed(cls)
    if function.__name__ != library.values_of.__name__:
        return True
    # Of what says how much it has C code asks that.
    if is_indexed(cls) or has_own(cls, "__len__") or has_own(cls, "__length_hint__"):
        return True
    iterate = of_class(cls, "__iter__")
    return isinstance(iterate, types.FunctionType) and not iterate.__code__.co_flags & SUSPENDED


def _calls_metaclass(value):
    """Whether calling a class of the program calls a method of its metaclass, which is the program's, too."""
    metaclass = type(value)
    return isinstance(value, type) and metaclass.__module__ == MODULE_NAME and metaclass.__call__ is not type.__call__


def _is_plain(value):
    """Whether a value may be compared without running code of the program."""
    return type(value) in (type, types.ModuleType, types.BuiltinFunctionType, types.FunctionType, types.MethodDescriptorType)


def _calls_back(function):
    """Whether a hosted function is the one for opaque code that calls functions of the program."""
    return function.__name__ == calls.call_back.__name__


def _is_hostable(value):
    return _is_plain(value) and value in HOSTABLE
