"""The callbacks of `counting.rs`, which `rustc` compiles when they are first needed.

Where there is no `rustc`, or what it makes can't be loaded, Python counts; that takes many times as long.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from . import memory

_SOURCE = Path(__file__).with_name("counting.rs")
# What belongs to that.
_MODULES = (Path(__file__).with_name("signatures.rs"),)
_ROOT = Path(__file__).resolve().parents[2]
# A variable of the environment that is set to let Python count.
OFF = "UOPBENCH_RECORDER_IN_PYTHON"
_METH_FASTCALL = 0x80
_FLOW_WORDS = 5


def _layout():
    """What the library is told of CPython, in its order."""
    words = (
        memory.TYPE, memory.LONG_TAG, memory.LONG_DIGIT, memory.COMPACT_TAGS, memory.FUNCTION_CODE,
        memory.METHOD_FUNCTION, memory.METHOD_SELF, memory.generator_code(), memory.thread_frame(),
        memory.FRAME_EXECUTABLE, memory.FRAME_PREVIOUS, memory.FRAME_INSTRUCTION, memory.INTERPRETER_FRAME_LOCALS,
        memory.code_units(), memory.ADDRESS_BITS & 2**64 - 1, id(None), id(int), memory.FUNCTION_TYPE,
        memory.METHOD_TYPE, memory.BUILTIN_TYPE, *memory.OWNER_TYPES, *memory.GENERATOR_TYPES,
    )  # fmt: skip
    return (ctypes.c_size_t * len(words))(*words)


class _MethodDefinition(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    ]


class Native:
    """What is counted natively in a run. Each instruction has a number, and each signature one there."""

    # Events of the flow, by the first word of their rows.
    BRANCH, START, RESUME, ENTERED = range(4)

    def __init__(self, library, fallback):
        self._library = library
        self._fallback = fallback
        self._counts = library.begin(_layout(), id(fallback))
        # Definitions have to live as long as the functions.
        self._definitions = []
        # What grows by what was met, as pairs of an instruction and a signature, with the list of its counts.
        self._met = []
        self._results = []

    def callback(self, name):
        """A builtin function that is called at an event."""
        function = ctypes.cast(getattr(self._library, name), ctypes.c_void_p)
        definition = _MethodDefinition(name.encode(), function, _METH_FASTCALL, None)
        self._definitions.append(definition)
        return _new_function(ctypes.byref(definition), self._counts, None)

    def code(self, code, traceable):
        """Tells of a code object of the program before which offset its frames are not complete."""
        self._library.code(self._counts, id(code), traceable)

    def site(self, code, offset, first, count, is_call, operator, results):
        """The number of an instruction. `results` gets the sizes of what an operator gives for two small ints."""
        number = self._library.site(
            self._counts, id(code), offset, first, count, is_call, ord(operator) if operator else 0
        )
        if operator:
            self._results.append((number, results))
        return number

    def add(self, number, signature, counts):
        """Adds a signature to an instruction, with what it counts."""
        words = (ctypes.c_size_t * len(signature))(*signature)
        self._met.append((number, self._library.add(self._counts, number, words), counts))

    def identify(self, type_address):
        """Adds a type of whose objects it matters which one it is."""
        self._library.identify(self._counts, type_address)

    def finish(self, run):
        """Adds what was met to the counts of a run."""
        for number, signature, counts in self._met:
            counts[run] += self._library.met(self._counts, number, signature)
        for number, results in self._results:
            order = sorted(range(memory.INT_SIZES), key=lambda size: self._library.before(self._counts, number, size))
            for size in order:
                found = self._library.results(self._counts, number, size)
                if found:
                    results[size][run] += found

    def flow(self):
        """Rows of an event of the flow, three words that tell what it was, offsets in code units, and how often it was
        told."""
        number = self._library.flow(self._counts, None)
        words = (ctypes.c_size_t * (_FLOW_WORDS * number))()
        self._library.flow(self._counts, words)
        return [words[at : at + _FLOW_WORDS] for at in range(0, len(words), _FLOW_WORDS)]

    def close(self):
        """Frees all. No callback may be called any more."""
        self._library.end(self._counts)


class Gate:
    """A callback that is called while `word[0]` is not 0."""

    def __init__(self, library, callback):
        self._library, self._callback = library, callback
        self._word = ctypes.c_size_t(0)
        self.word = memoryview(self._word).cast("B").cast("Q")
        self._gate = library.gate(_layout(), ctypes.addressof(self._word), id(callback))
        function = ctypes.cast(library.on_gate, ctypes.c_void_p)
        self._definition = _MethodDefinition(b"on_gate", function, _METH_FASTCALL, None)
        self.callback = _new_function(ctypes.byref(self._definition), self._gate, None)

    def close(self):
        """Frees it. The callback may not be called any more."""
        self._library.close_gate(self._gate)


class OpenGate:
    """The same without anything native: the callback is always called."""

    def __init__(self, callback):
        self.callback, self.word = callback, [0]

    def close(self):
        """Frees nothing."""


def gate(callback):
    """A callback that is called at least while `word[0]` of what is returned is not 0."""
    library = _library()
    return Gate(library, callback) if library else OpenGate(callback)


def begin(fallback):
    """What counts a run natively; None if Python has to. `fallback` is called at instructions that are new, or that meet
    something new."""
    library = _library()
    return library and Native(library, fallback)


@cache
def _library():
    if os.environ.get(OFF):
        return None
    try:
        library = ctypes.CDLL(str(_compiled()))
    except OSError as error:
        print(f"record.py: what runs do is counted by Python, which takes long: {error}", file=sys.stderr)
        return None
    words = {
        "begin": [ctypes.c_void_p, ctypes.c_size_t],
        "end": [ctypes.c_size_t],
        "gate": [ctypes.c_void_p] + [ctypes.c_size_t] * 2,
        "close_gate": [ctypes.c_size_t],
        "code": [ctypes.c_size_t] * 3,
        "site": [ctypes.c_size_t] * 5 + [ctypes.c_bool, ctypes.c_uint8],
        "add": [ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p],
        "identify": [ctypes.c_size_t] * 2,
        "met": [ctypes.c_size_t] * 3,
        "results": [ctypes.c_size_t] * 3,
        "before": [ctypes.c_size_t] * 3,
        "flow": [ctypes.c_size_t, ctypes.c_void_p],
    }
    for name, arguments in words.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, ctypes.c_size_t
    return library


def _compiled():
    """The file that `rustc` makes of the source. It is kept beside what cargo makes."""
    rustc = shutil.which("rustc")
    if rustc is None:
        raise OSError("there is no rustc")
    text = b"".join(path.read_bytes() for path in (_SOURCE, *_MODULES))
    kept = Path(os.environ.get("CARGO_TARGET_DIR", _ROOT / "target")) / "recorder"
    library = kept / f"counting-{hashlib.sha256(text).hexdigest()[:16]}.so"
    if not library.exists():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            made = Path(folder) / "counting.so"
            command = [rustc, "--edition=2024", "--crate-type=cdylib", "-Copt-level=3", "-Cpanic=abort"]
            done = subprocess.run(
                [*command, "-o", made, _SOURCE], cwd=_ROOT, check=False, capture_output=True, text=True
            )
            if done.returncode != 0:
                raise OSError(f"rustc can't compile {_SOURCE}: {done.stderr}")
            os.replace(made, library)
    return library


_new_function = ctypes.pythonapi.PyCFunction_NewEx
_new_function.argtypes = [ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p]
_new_function.restype = ctypes.py_object
