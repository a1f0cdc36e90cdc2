"""The traces that CPython's own JIT made, with their exits and links, read in the process that made them.

CPython calls the object of a trace its executor. Its uops are read by iterating over it; what the
iteration leaves out is read from memory. Operands that are addresses are compared with the addresses
of objects that the program reaches, and are never followed.
"""

# `signal` would execute code of its own, and what the JIT makes depends on all code.
import _opcode_metadata
import _signal
import builtins
import ctypes
import gc
import struct
import types
from dataclasses import dataclass

from . import memory
from .supported import CLASSES, MODULES
from .version import VERSION

# The least calls of `run` after the last new trace, and the most calls altogether.
_SETTLED_CALLS = 12
_MOST_CALLS = 60
# Seconds of processor time after which no more runs are needed: a long run makes its traces at once. With --quick-only,
# a recording has to be there sooner.
_SECONDS, _QUICK_SECONDS = 1.5, 0.75

# _PyExecutorObject, _PyUOpInstruction, _PyExitData
_TRACE = 24
_CODE_SIZE, _EXIT_COUNT, _EXITS = (76, 72, 104) if VERSION >= (3, 15) else (100, 96, 128)
_UOP = struct.Struct("HHIQQ")
_EXIT = struct.Struct("IHHQ")
_IS_JUMP = 1 << 15
_ENTERS = _opcode_metadata.opmap["ENTER_EXECUTOR"]
# PyFunctionObject, PyCodeObject
_CODE_VERSION = 92
_CODE_UNITS = 208

# What operands are, by the uop's name; operands of other uops mean nothing.
_VALUE = frozenset("""
    _GUARD_TYPE _GUARD_TYPE_ITER _LOAD_ATTR_CLASS _LOAD_ATTR_METHOD_LAZY_DICT
    _LOAD_ATTR_METHOD_NO_DICT _LOAD_ATTR_METHOD_WITH_VALUES _LOAD_ATTR_NONDESCRIPTOR_NO_DICT
    _LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
""".split())
_CODE_VERSIONS = frozenset("""
    _CHECK_FUNCTION _CHECK_FUNCTION_VERSION _CHECK_FUNCTION_VERSION_INLINE _CHECK_FUNCTION_VERSION_KW
    _CHECK_METHOD_VERSION _CHECK_METHOD_VERSION_KW _GUARD_CODE_VERSION_RETURN_GENERATOR
    _GUARD_CODE_VERSION_RETURN_VALUE _GUARD_CODE_VERSION_YIELD_VALUE _GUARD_CODE_VERSION__PUSH_FRAME
""".split())
_TYPE_VERSIONS = frozenset("""
    _CHECK_ATTR_CLASS _GUARD_NOS_TYPE_VERSION _GUARD_TYPE_VERSION _GUARD_TYPE_VERSION_AND_LOCK
    _GUARD_TYPE_VERSION_LOCKED
""".split())
_NUMBER = frozenset("""
    _CHECK_STACK_SPACE_OPERAND _LOAD_ATTR_INSTANCE_VALUE _LOAD_ATTR_SLOT _STORE_ATTR_INSTANCE_VALUE
    _STORE_ATTR_SLOT
""".split())
_GLOBALS = {"_LOAD_GLOBAL_MODULE": None, "_LOAD_GLOBAL_BUILTINS": builtins}
_HASH = frozenset({"_BINARY_OP_SUBSCR_DICT_KNOWN_HASH", "_STORE_SUBSCR_DICT_KNOWN_HASH"})
_INSTRUCTION = frozenset({"_SET_IP", "_GUARD_IP_RETURN_VALUE", "_GUARD_IP__PUSH_FRAME"})
_EXIT_STUBS = frozenset({"_EXIT_TRACE", "_DYNAMIC_EXIT"})
_COLD = ("_COLD_EXIT", "_COLD_DYNAMIC_EXIT")


@dataclass(frozen=True)
class _Uop:
    name: str
    oparg: int
    is_jump: bool
    target: int
    operands: tuple[int, int]


@dataclass
class _Executor:
    """What is read of an executor right after the run."""

    address: int
    uops: list
    exits: list
    # The instruction that enters it: code object and offset in code units; None if only exits do.
    entry: tuple | None = None


class _Enough(BaseException):
    """Runs have taken long enough. It is no error of the program's, which could catch that."""


class Unknown(Exception):
    """What an operand refers to is not known; the message says what it is."""


def read(program):
    """Runs a program until CPython makes no more traces, or for some seconds; returns these as dicts whose values are
    Python objects. `docs/recording-format.md` describes them."""
    _signal.signal(_signal.SIGPROF, _end)
    try:
        _signal.setitimer(_signal.ITIMER_PROF, _QUICK_SECONDS if program.quick_only else _SECONDS)
        _run(program)
        _signal.setitimer(_signal.ITIMER_PROF, 0)
    except _Enough:
        pass
    found = _snapshot(program.codes)
    decoder = _Decoder(program, found)
    return [decoder.executor(executor) for executor in found]


def _end(_signal_number, _frame):
    raise _Enough


def _run(program):
    before, same = None, 0
    for _ in range(_MOST_CALLS):
        program.call(quick=False)
        found = _snapshot(program.codes)
        uops = [[uop.name for uop in executor.uops] for executor in found]
        same = same + 1 if uops == before else 0
        before = uops
        if same >= _SETTLED_CALLS:
            break


class _Decoder:
    """Tells what operands are. Addresses name what is alive, so it finds that at once."""

    def __init__(self, program, executors):
        self._program = program
        self._numbers = {executor.address: i for i, executor in enumerate(executors)}
        self._known = {}
        pending = [vars(program.module), vars(builtins), *program.codes, *range(-5, 1025)]
        pending += [vars(module) for module in MODULES]
        pending += [vars(getattr(builtins, name)) for name in sorted(CLASSES)]
        pending += [None, True, False, (), "", b"", *map(chr, range(256)), type(None)]
        pending += [types.FunctionType, types.MethodType, types.BuiltinFunctionType]
        pending += map(type, (iter(()), iter([]), iter(""), iter(b""), iter(range(0)), iter({})))
        pending += map(type, (iter({}.items()), iter({}.values()), iter(set()), reversed([])))
        pending += map(type, ({}.keys(), {}.items(), {}.values()))
        while pending:
            value = pending.pop()
            if id(value) in self._known or isinstance(value, types.FrameType):
                continue
            self._known[id(value)] = value
            if isinstance(value, types.CodeType):
                pending += [*value.co_consts, *value.co_names]
            elif not isinstance(value, types.ModuleType):
                pending += gc.get_referents(value)

    def executor(self, executor):
        row = {}
        if executor.entry is not None:
            row["code"], row["at"] = executor.entry
        row["uops"] = [self._uop(uop, executor) for uop in executor.uops]
        row["exits"] = [
            {"offset": target, "executor": self._numbers.get(address)}
            for target, address in executor.exits
        ]
        return row

    def _uop(self, uop, executor):
        row = {"uop": uop.name, "oparg": uop.oparg}
        if uop.name == "_ERROR_POP_N":
            row["offset"] = uop.operands[0]
        elif uop.is_jump:
            row["jump"] = uop.target & 0xFFFF
            if uop.target >> 16:
                row["error"] = uop.target >> 16
        else:
            row["offset"] = uop.target
        try:
            return row | self._operand(uop, executor)
        except Unknown as reason:
            return row | {"unresolved": str(reason)}

    def _operand(self, uop, executor):
        name, operand = uop.name, uop.operands[0]
        if name in _EXIT_STUBS:
            return {"exit": (operand - executor.address - _EXITS) // _EXIT.size}
        if name in _NUMBER:
            return {"number": operand}
        if name.startswith("_CALL_") and name.endswith("_INLINE"):
            raise Unknown("a function of C")
        if name in _VALUE or (name.startswith("_LOAD_") and "_INLINE" in name):
            if operand not in self._known:
                raise Unknown("an object that the program does not reach")
            return {"value": self._known[operand]}
        if name in _CODE_VERSIONS:
            codes = (code for code in self._program.codes if _code_version(code) == operand)
            return {"version": _only(codes, "a code object")}
        if name in _TYPE_VERSIONS:
            known = self._known.values()
            classes = (c for c in known if isinstance(c, type) and memory.type_version(c) == operand)
            return {"version": _only(classes, "a class")}
        if name in _GLOBALS:
            module = _GLOBALS[name] or self._program.module
            return {"name": memory.names_in(vars(module))[uop.operands[1]]}
        if name in _HASH:
            # The operand has no sign, and every other hash is negative.
            texts = (value for value in self._known.values() if type(value) is str)
            keys = (text for text in texts if hash(text) % (1 << 64) == operand)
            return {"key": _only(set(keys), "a key")}
        if name in _INSTRUCTION:
            return {"instruction": self._instruction(operand)}
        return {}

    def _instruction(self, address):
        for code in self._program.codes:
            offset = address - id(code) - _CODE_UNITS
            if 0 <= offset < len(code.co_code):
                return code, offset // 2
        raise Unknown("an instruction of no code object of the program")


def _snapshot(codes):
    """The executors that instructions of code objects enter, and those that their exits lead to."""
    from _opcode import get_executor

    entries = []
    for code in codes:
        # CPython looks for the instruction from the start of the code object on.
        raw = code._co_code_adaptive
        for offset in (at for at in range(0, len(raw), 2) if raw[at] == _ENTERS):
            try:
                executor = get_executor(code, offset)
            except ValueError:
                continue
            if executor is not None:
                entries.append((code, offset // 2, executor))
    if not entries:
        return []
    kind = type(entries[0][2])
    alive = {id(value): value for value in gc.get_objects() if type(value) is kind}
    found = {}
    pending = []
    for code, offset, executor in entries:
        if id(executor) not in found:
            found[id(executor)] = _read(executor)
            found[id(executor)].entry = code, offset
            pending.append(found[id(executor)])
    for executor in pending:
        for _, address in executor.exits:
            if address in alive and address not in found:
                linked = _read(alive[address])
                if linked.uops[0].name not in _COLD:
                    found[address] = linked
                    pending.append(linked)
    return pending


def _read(executor):
    address = id(executor)
    count = ctypes.c_uint32.from_address(address + _CODE_SIZE).value
    start = ctypes.c_void_p.from_address(address + _TRACE).value
    raw = _UOP.iter_unpack(ctypes.string_at(start, count * _UOP.size))
    uops = []
    for (name, oparg, _, _), (opcode, _, target, *operands) in zip(executor, raw, strict=True):
        uops.append(_Uop(name, oparg, bool(opcode & _IS_JUMP), target, tuple(operands)))
    count = ctypes.c_uint32.from_address(address + _EXIT_COUNT).value
    raw = _EXIT.iter_unpack(ctypes.string_at(address + _EXITS, count * _EXIT.size))
    return _Executor(address, uops, [(target, linked) for target, _, _, linked in raw])


def _code_version(code):
    return ctypes.c_uint32.from_address(id(code) + _CODE_VERSION).value


def _only(found, what):
    """The one thing that was found."""
    found = list(found)
    if len(found) != 1:
        raise Unknown(f"{what} of which {len(found)} have the version or hash")
    return found[0]
