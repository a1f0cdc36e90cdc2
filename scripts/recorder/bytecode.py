"""Specialised bytecode: instructions, depths of the evaluation stack, lines, handlers.

All offsets are in code units of 16 bits, as in CPython's own sources.
"""

import dis
import opcode
import struct
import sys
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import _opcode_metadata

from .version import VERSION

NAMES = {number: name for name, number in _opcode_metadata.opmap.items()}
NAMES |= {number: name for name, number in _opcode_metadata._specialized_opmap.items()}
GENERIC = {name: name for name in _opcode_metadata.opmap} | {
    specialised: generic
    for generic, family in _opcode_metadata._specializations.items()
    for specialised in family
}
_CACHES = {
    name: opcode._inline_cache_entries.get(generic, 0) for name, generic in GENERIC.items()
}
# What handlers begin with that are of no `try`.
_OF_GENERATORS = {"CALL_INTRINSIC_1", "CLEANUP_THROW"}
_ENDS = {"RETURN_VALUE", "RETURN_CONST", "RERAISE", "RAISE_VARARGS"}
_JUMPS = {"JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"}


@dataclass(frozen=True)
class Instruction:
    """One instruction with the EXTENDED_ARGs before it taken into its oparg."""

    offset: int
    name: str
    oparg: int
    caches: tuple[int, ...]

    @property
    def generic(self):
        """The name of the instruction that this one is a specialised form of, or its own."""
        return GENERIC[self.name]

    @property
    def next(self):
        """The offset after the instruction and its caches."""
        return self.offset + 1 + len(self.caches)

    @property
    def target(self):
        """The offset that the instruction may jump to, or None."""
        if self.generic in _JUMPS or self.generic.startswith("POP_JUMP_IF_"):
            return self.next + (-self.oparg if "BACKWARD" in self.generic else self.oparg)
        return self.next + self.oparg if self.generic in ("FOR_ITER", "SEND") else None


class Bytecode:
    """A code object's bytecode as it is at the moment of the call."""

    def __init__(self, code):
        raw = code._co_code_adaptive
        units = struct.unpack(f"<{len(raw) // 2}H", raw)
        self.code = code
        self.instructions = {}
        self.units = []
        oparg = 0
        offset = 0
        while offset < len(units):
            number, low = units[offset] & 255, units[offset] >> 8
            name = NAMES[number]
            oparg = oparg << 8 | low
            caches = units[offset + 1 : offset + 1 + _CACHES[name]]
            self.instructions[offset] = Instruction(offset, name, oparg, caches)
            # Caches hold counters, versions and addresses, which differ from run to run.
            self.units += [units[offset], *(0 for _ in caches)]
            offset = len(self.units)
            if name != "EXTENDED_ARG":
                oparg = 0
        self._lines = [None] * len(units)
        for start, end, line in code.co_lines():
            self._lines[start // 2 : end // 2] = [line] * (end // 2 - start // 2)

    def line(self, offset):
        """The source line of an instruction."""
        return self._lines[offset] or self.code.co_firstlineno

    def constant(self, instruction):
        """What an instruction that loads a constant has as its oparg means."""
        if instruction.generic == "LOAD_SMALL_INT":
            return instruction.oparg
        if instruction.generic == "LOAD_ASSERTION_ERROR":
            return AssertionError
        if instruction.generic == "LOAD_COMMON_CONSTANT":
            return opcode._common_constants[instruction.oparg]
        return self.code.co_consts[instruction.oparg]

    def keywords(self, instruction):
        """The names of the last arguments of a CALL_KW, which the instruction before it loads."""
        return list(self.constant(self._before(instruction)))

    @cached_property
    def traceable(self):
        """The offset before which a frame is not complete: that of the first RESUME."""
        return next(at for at, instruction in self.instructions.items() if instruction.generic == "RESUME")

    def _before(self, instruction):
        return self.instructions[self._offsets[bisect_left(self._offsets, instruction.offset) - 1]]

    def _reached_before(self, call):
        """The offsets of the instructions before a call that may be reached, the last one first."""
        return reversed(self._reached[: bisect_left(self._reached, call.offset)])

    @cached_property
    def _offsets(self):
        return list(self.instructions)

    @cached_property
    def _reached(self):
        return sorted(self.depths)

    def imported(self, instruction):
        """What an IMPORT_NAME or IMPORT_FROM gives, of a module that has been loaded; None if it is not known."""
        if instruction.generic == "IMPORT_FROM":
            start = max(
                offset
                for offset in self.instructions
                if offset < instruction.offset and self.instructions[offset].generic == "IMPORT_NAME"
            )
            module = self.imported(self.instructions[start])
            return getattr(module, self.code.co_names[instruction.oparg], None)
        names = self._before(instruction)
        level = self._before(names)
        if level.generic not in ("LOAD_CONST", "LOAD_SMALL_INT") or self.constant(level) != 0:
            return None
        # Since 3.15 the two low bits say when the module is loaded.
        name = self.code.co_names[instruction.oparg >> (2 if VERSION >= (3, 15) else 0)]
        is_loaded = name in sys.modules
        return __import__(name, fromlist=self.constant(names) or ()) if is_loaded else None

    def loaded_by_super(self, call):
        """The LOAD_SUPER_ATTR that has found a call's callable, or None."""
        depths = self.depths
        names = 1 if call.generic == "CALL_KW" else 0
        callable_at = depths[call.offset] - call.oparg - 2 - names
        for offset in self._reached_before(call):
            instruction = self.instructions[offset]
            if instruction.generic == "LOAD_SUPER_ATTR":
                is_it = depths[offset] - 3 == callable_at and instruction.oparg & 1 == 1
                return instruction if is_it else None
            if depths[offset] < callable_at + 2:
                return None
        return None

    def loaded_as_attribute(self, call):
        """The LOAD_ATTR that has found a call's callable, or None."""
        depths = self.depths
        callable_at = depths[call.offset] - call.oparg - 2 - (call.generic == "CALL_KW")
        for offset in self._reached_before(call):
            instruction = self.instructions[offset]
            if depths[offset] < callable_at + 2:
                is_it = instruction.generic == "LOAD_ATTR" and depths[offset] - 1 == callable_at
                return instruction if is_it and instruction.oparg & 1 == 1 else None
        return None

    def given_to(self, code, generic):
        """The offset of the instruction of a kind that meets what a generator expression with this code goes through, on top
        of the function of the expression; None if there is none."""
        consts = self.code.co_consts
        starts = (it for it in self.instructions.values() if it.generic == "LOAD_CONST" and consts[it.oparg] is code)
        made = next(starts, None)
        if made is None:
            return None
        at, depths = made.next, self.depths
        while self.instructions[at].generic in ("MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE"):
            at = self.instructions[at].next
        met = (o for o, it in self.instructions.items() if o >= at and it.generic == generic)
        return next((offset for offset in met if depths.get(offset) == depths[at] + 1), None)

    def lines(self):
        """Pairs of an offset and the line of the instructions from there on."""
        pairs = []
        for offset, line in enumerate(self._lines):
            if not pairs or pairs[-1][1] != line:
                pairs.append([offset, line])
        return pairs

    @cached_property
    def depths(self):
        """The depth of the evaluation stack before each instruction."""
        depths = {}
        pending = [(target, depth + lasti + 1) for _, _, target, depth, lasti in self.handlers()]
        pending.append((0, 0))
        while pending:
            offset, depth = pending.pop()
            if offset in depths:
                continue
            depths[offset] = depth
            instruction = self.instructions[offset]
            generic = instruction.generic
            number = _opcode_metadata.opmap[generic]
            oparg = instruction.oparg if number >= _opcode_metadata.HAVE_ARGUMENT else None
            if generic not in _ENDS and generic not in _JUMPS:
                effect = dis.stack_effect(number, oparg, jump=False)
                pending.append((instruction.next, depth + effect))
            if instruction.target is not None:
                effect = dis.stack_effect(number, oparg, jump=True)
                pending.append((instruction.target, depth + effect))
        return depths

    def handlers(self):
        """Exception table entries: start, end, target, depth, whether the offset is pushed."""
        return [
            [entry.start // 2, entry.end // 2, entry.target // 2, entry.depth, entry.lasti]
            for entry in dis._parse_exception_table(self.code)
        ]

    def is_in_try(self, offset):
        """Whether an exception of an instruction is handled, other than by what ends each generator, or what `yield from`
        does with what is thrown into it."""
        return any(
            start <= offset < end and self.instructions[target].generic not in _OF_GENERATORS
            for start, end, target, _, _ in self.handlers()
        )

    def handling(self):
        """The offsets of instructions that run while an exception is handled by the code itself."""
        levels, pending, rows = {}, [(0, 0)], self.handlers()
        while pending:
            offset, level = pending.pop()
            if levels.get(offset, level + 1) <= level:
                continue
            levels[offset] = level
            instruction = self.instructions[offset]
            generic = instruction.generic
            # Others never raise where they are.
            if generic not in ("COPY", "POP_EXCEPT", "PUSH_EXC_INFO"):
                pending += [(target, level) for start, end, target, _, _ in rows if start <= offset < end]
            level += (generic == "PUSH_EXC_INFO") - (generic == "POP_EXCEPT")
            if generic not in _ENDS and generic not in _JUMPS:
                pending.append((instruction.next, level))
            if instruction.target is not None:
                pending.append((instruction.target, level))
        return {offset for offset, level in levels.items() if level > 0}

    def closing(self, ends):
        """Offsets of what a generator runs that is closed while it delegates to another one; with `ends`, also of what ends
        each generator by an exception."""
        targets = {target for _, _, target, _, _ in self.handlers()}
        found = {at for at in targets if self.instructions[at].generic == "CLEANUP_THROW"}
        for at in targets if ends else ():
            if self.instructions[at].generic == "CALL_INTRINSIC_1":
                found |= {at, self.instructions[at].next}
        return found


def in_one_line(code, filename, line):
    """The code object with all instructions in one line of a file."""
    units = len(code.co_code) // 2
    # Entries of up to eight code units, each in the line of the one before (`Objects/locations.md`).
    table = b"".join(bytes((0x80 | 13 << 3 | min(units - at, 8) - 1, 0)) for at in range(0, units, 8))
    return code.replace(co_filename=filename, co_firstlineno=line, co_linetable=table)


def relocated(code, filename, line):
    """The same of a code object and all those in its constants."""
    constants = [relocated(it, filename, line) if hasattr(it, "co_code") else it for it in code.co_consts]
    return in_one_line(code.replace(co_consts=tuple(constants)), filename, line)


def nested(code):
    """A code object and all those in its constants, in the order of the source."""
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from nested(constant)
