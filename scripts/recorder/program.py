"""The Python file that is recorded."""

import functools
import hashlib
import io
import sys
import time
import traceback
import types
from contextlib import redirect_stdout
from dataclasses import dataclass, field

from . import adopted, declined, hosted_bases, hosted_modules
from .bytecode import in_one_line, nested
from .made import MadeClasses
from .problems import Unsupported
from .progress import timed
from .state import MADE_LATER, State
from .version import shows_as_bytes

# Calls before the recording. An instruction that is executed once a call gets its specialised
# form at the second call at the earliest; after a miss it waits for 52 more executions.
WARM_UP_CALLS = 64
# Long runs execute most instructions many times. Once calls have taken so many seconds, so few are enough.
_WARM_UP_SECONDS = 0.5
_LEAST_CALLS = 3

# How a program is loaded.
PLAIN, HOSTED, OPAQUE = LOADINGS = ("plain", "hosted", "opaque")

# What `__name__` is in a recorded program, and `__module__` of its classes.
MODULE_NAME = "recorded_program"
# How a message of CPython's names the module in front of a class, but for a program that is run as a script.
_OF_MODULE = f"'{MODULE_NAME}."

# Types of plain ordered data in which there is nothing else.
_DATA = frozenset({bool, bytes, complex, float, int, range, str, type(None)})
# The most characters of a key that messages show.
_LONGEST_KEY = 40

_MISSING = object()


@dataclass(frozen=True)
class First:
    """The first run with ARGS: what it returned, how many seconds it took, and how many of processor time."""

    returned: object
    seconds: float
    busy: float


@dataclass(frozen=True)
class Returned:
    """What a run returned: its `repr`, what in it is no plain ordered data, whose `repr` is always the same, and how many
    seconds the run took."""

    text: str
    other: str | None
    seconds: float = field(compare=False)


class Program:
    """A loaded program: its module, what it is run with, and every code object in it."""

    def __init__(self, path, name, quick_only=False, loading=PLAIN, orders=None, declines=None):
        """Loads the file; with `quick_only`, the program is always run with QUICK_ARGS. `loading` is `HOSTED` if parts of
        the standard library are the program's (`hosted_modules.py`), and `OPAQUE` if classes are not that have no form.
        `orders` are those of the attributes of classes, and `declines` what `_declined` gives, which runs tell otherwise."""
        self.name = name
        self.filename = str(path)
        self.loading = loading
        self._again = lambda *how: Program(path, name, quick_only, *how)
        self.quick_only = quick_only
        self._first = None
        try:
            self.source = path.read_text(encoding="utf-8")
            is_hosted = loading == HOSTED
            compiled = hosted_modules.rewritten(self.source, self.filename) if is_hosted else self.source
            module_code = compile(compiled, self.filename, "exec", dont_inherit=True)
        except (OSError, UnicodeDecodeError) as error:
            raise Unsupported([f"{self.filename}: {error}"]) from None
        except SyntaxError as error:
            raise Unsupported([f"{self.filename}:{error.lineno}: {error.msg}"]) from None
        self.module = types.ModuleType(MODULE_NAME)
        self.module.__file__ = self.filename
        sources = [hosted_modules.definitions(self.filename, self.source), module_code] if is_hosted else [module_code]
        self._import()
        bases = hosted_bases.Bases(vars(self.module), self.filename)
        if is_hosted:
            # It is for statements that are executed while the program is loaded.
            vars(self.module)[hosted_bases.BASE] = bases.base
        for code in sources:
            self._guard("loading it", lambda: exec(code, self.module.__dict__))
        if is_hosted:
            del vars(self.module)[hosted_bases.BASE]
            hosted_modules.finish(self.module, self._orders() if orders is None else orders)
        codes = [code for source in sources for code in nested(source)]
        own = adopted.adopt(vars(self.module).values(), self.filename, MODULE_NAME, codes)
        classes = [*adopted.classes(vars(self.module).values(), MODULE_NAME)]
        methods, self.declines_elsewhere = self._declined(codes, orders) if declines is None else declines
        by_name = {(cls.__qualname__, name): (cls, name) for cls in classes for name in vars(cls)}
        own += declined.adopt(classes, [by_name[method] for method in methods], self.filename)
        if loading == OPAQUE:
            for cls in filter(_has_no_form, vars(self.module).values()):
                cls.__module__ = f"{MODULE_NAME}.opaque"
        self.globals = dict(vars(self.module))
        self._state = State(self.globals.values(), MODULE_NAME)
        self._classes = {
            value: dict(vars(value))
            for value in self.globals.values()
            if isinstance(value, type) and value.__module__ == MODULE_NAME
        }
        self.codes = [code for code in codes if code not in sources] + bases.codes
        self.codes += self._generated() + own
        self.made = MadeClasses(MODULE_NAME, self.codes)
        self.run = self._defined("run")
        self.args = self._defined("ARGS")
        self.quick_args = vars(self.module).get("QUICK_ARGS", self.args)
        if not isinstance(self.run, types.FunctionType) or not any(
            code is self.run.__code__ for code in self.codes
        ):
            raise Unsupported([f"{self.filename}: run must be a Python function of this file"])
        for each, value in (("ARGS", self.args), ("QUICK_ARGS", self.quick_args)):
            if not isinstance(value, tuple):
                raise Unsupported([f"{self.filename}: {each} must be a tuple"])
        if quick_only:
            self.args = self.quick_args

    def loadings(self):
        """The program, and itself loaded in other ways, of which it has something, and gives the same: first the one in
        which least of it is opaque."""
        is_hosted = hosted_modules.rewritten(self.source, self.filename) is not None
        is_first = is_hosted and hosted_modules.is_preferred(self.source, self.filename)
        if is_first:
            yield from self._loaded(HOSTED)
        yield self
        if is_hosted and not is_first:
            yield from self._loaded(HOSTED)
        if any(map(_has_no_form, self.globals.values())):
            yield from self._loaded(OPAQUE)

    def _loaded(self, loading):
        """The program loaded in another way, if it gives the same as when it was loaded as it is."""
        runs = [True, False] if self.has_quick_run else [False]
        try:
            other = self._again(loading)
            given = ((other.call(quick) if quick else other.first().returned, quick) for quick in runs)
            if all(returned.text == self._again(PLAIN).call(quick).text for returned, quick in given):
                yield other
        except Unsupported:
            pass

    def _orders(self):
        """The orders of the attributes of classes, as far as they matter."""
        if "hosted_orders" not in vars(self.module):
            return {}
        other = self._again(HOSTED, {})
        calls = [functools.partial(other.call, quick) for quick in (True, False)[not other.has_quick_run :]]
        return hosted_modules.learned_orders(other.module, calls)

    def _declined(self, codes, orders):
        """The methods that have returned `NotImplemented` in runs and can do without, by names of class and method; and
        whether others have, too."""
        if not declined.may_decline(codes):
            return [], False
        other = self._again(self.loading, orders, ([], False))
        quick_too = [True, False] if other.has_quick_run else [False]
        classes = [*adopted.classes(vars(other.module).values(), MODULE_NAME)]
        texts = []
        methods, others = declined.declined(
            classes, other.codes, lambda: texts.extend(other.call(quick).text for quick in quick_too)
        )
        if not methods or others or declined.names_methods(codes, methods):
            return [], bool(methods or others)
        found = [(cls.__qualname__, name) for cls, name in methods]
        try:
            adopting = self._again(self.loading, orders, (found, False))
            is_same = texts == [adopting.call(quick).text for quick in quick_too]
        except Unsupported:
            is_same = False
        return (found, False) if is_same else ([], True)

    @property
    def has_quick_run(self):
        """Whether QUICK_ARGS are others than ARGS."""
        return self.quick_args is not self.args

    @property
    def source_hash(self):
        """SHA-256 of the source text, in hexadecimal."""
        return hashlib.sha256(self.source.encode("utf-8")).hexdigest()

    def call(self, quick):
        """What `run` returns for ARGS or QUICK_ARGS. What it changes has its old contents afterwards."""
        name, args = ("QUICK_ARGS", self.quick_args) if quick else ("ARGS", self.args)
        self._import()
        try:
            value, seconds = self._guard(f"run(*{name})", lambda: timed(lambda: self.run(*args)))
            text = self._guard("repr of the result", lambda: repr(value))
            return Returned(text.replace(_OF_MODULE, "'"), part_without_data(value), seconds)
        finally:
            self._restore_globals()
            self._restore_classes()
            self._state.restore()

    def first(self):
        """The first run with ARGS, which is made once."""
        if self._first is None:
            busy = time.process_time()
            returned, seconds = timed(lambda: self.call(quick=False))
            self._first = First(returned, seconds, time.process_time() - busy)
        return self._first

    def kept_names(self, cls):
        """The names of the attributes that instances of a class have which exist before the run, in dicts of their own."""
        return self._state.names.get(cls, ())

    @property
    def changed(self):
        """The addresses of the objects that runs have changed."""
        return self._state.changed

    def _generated(self):
        """The code objects of methods that were made of text, such as the `__init__` of a dataclass. All of it lies in the
        first line of the class."""
        codes = []
        for cls, members in self._classes.items():
            for value in members.values():
                if isinstance(value, types.FunctionType) and value.__code__.co_filename == "<string>":
                    value.__code__ = in_one_line(value.__code__, self.filename, cls.__firstlineno__)
                    codes.append(value.__code__)
        return codes

    def _import(self):
        """Has the module where imported modules are, in which what classes of it are made with looks for it by its name."""
        sys.modules[MODULE_NAME] = self.module

    def _restore_globals(self):
        """Gives globals that a run has assigned to the values that every run begins with."""
        now = vars(self.module)
        for name in now.keys() - self.globals.keys():
            del now[name]
        for name, value in self.globals.items():
            if now.get(name, _MISSING) is not value:
                now[name] = value

    def _restore_classes(self):
        """Gives classes the attributes that every run begins with."""
        for cls, members in self._classes.items():
            for name in vars(cls).keys() - members.keys() - MADE_LATER:
                delattr(cls, name)
            for name, value in members.items():
                if vars(cls).get(name, _MISSING) is not value:
                    setattr(cls, name, value)

    def warm_up(self):
        """Calls `run` until its bytecode is specialised; returns the seconds that the quickest call with ARGS took."""
        start, taken = time.process_time(), []
        made = int(self._first is not None and not self.has_quick_run)
        for number in range(WARM_UP_CALLS):
            busy = time.process_time() - start
            # Another call takes as long as those before.
            if made + number >= _LEAST_CALLS and number and busy + busy / number > _WARM_UP_SECONDS:
                break
            taken.append(self.call(quick=True).seconds)
        if self.has_quick_run:
            taken = [self.call(quick=False).seconds for _ in range(2)]
        return min(taken)

    def _defined(self, name):
        if name not in vars(self.module):
            raise Unsupported([f"{self.filename}: defines no {name}"])
        return vars(self.module)[name]

    def _guard(self, what, action):
        """Runs a part of the program; what it raises is a reason not to record it."""
        try:
            with redirect_stdout(io.StringIO()):
                return action()
        except (Exception, SystemExit) as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = next((f.lineno for f in reversed(frames) if f.filename == self.filename), 1)
            reason = f"{what} raises {type(error).__name__}: {error}"
            raise Unsupported([f"{self.filename}:{line}: {reason}"]) from None


def _has_no_form(value):
    """Whether a value is a class of the program with a metaclass of another file, whose objects only `is` tells apart."""
    if not isinstance(value, type) or value.__module__ != MODULE_NAME:
        return False
    is_foreign = type(value) is not type and type(value).__module__ != MODULE_NAME
    return is_foreign and value.__eq__ is object.__eq__ and value.__hash__ is object.__hash__


def part_without_data(value):
    """What in a value is no plain ordered data, so that its `repr` may not always be the same: what it is, and where it lies, in
    words; None if nothing."""
    # Values, each with the container, if any, and how it lies there.
    left, seen = [(value, None)], set()
    while left:
        value, place = left.pop()
        if type(value) in (tuple, list, dict):
            # What several places share is looked at once.
            if id(value) in seen:
                continue
            seen.add(id(value))
            if type(value) is dict:
                items, keys = reversed(value.items()), reversed([*enumerate(value)])
                left += [(item, (place, f"[{_shown_key(key)}]")) for key, item in items if type(item) not in _DATA]
                left += [(key, (place, f".keys()[{i}]")) for i, key in keys if type(key) not in _DATA]
            else:
                left += [(item, (place, f"[{i}]")) for i, item in reversed([*enumerate(value)]) if type(item) not in _DATA]
        elif type(value) is bytearray:
            if not shows_as_bytes(value):
                return f"a bytearray that has an apostrophe{_where(place)}"
        elif type(value) not in _DATA:
            name = type(value).__qualname__
            return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}{_where(place)}"
    return None


def _shown_key(key):
    return repr(key) if type(key) in (bool, int, str) and len(repr(key)) <= _LONGEST_KEY else "…"


def _where(place):
    """Where something lies in a value."""
    steps = []
    while place is not None:
        place, step = place
        steps.append(step)
    return f" at {''.join(reversed(steps))}" if steps else ""
