"""Which operands of instructions matter, and where they lie in a frame."""

from functools import cache
from opcode import _nb_ops

from . import star
from .supported import INSTRUCTIONS, KEYWORD_DEFAULTS
from .version import VERSION

# How many operands decide what an instruction does; those of calls depend on their oparg.
_OPERANDS = {
    "BINARY_OP": 2,
    "BINARY_SLICE": 3,
    "BINARY_SUBSCR": 2,
    "CALL_INTRINSIC_1": 1,
    "COMPARE_OP": 2,
    "CONTAINS_OP": 2,
    "DELETE_ATTR": 1,
    "DELETE_SUBSCR": 2,
    "DICT_UPDATE": 1,
    "END_ASYNC_FOR": 2,
    "CONVERT_VALUE": 1,
    "FORMAT_SIMPLE": 1,
    "FORMAT_WITH_SPEC": 2,
    "FOR_ITER": 1,
    "GET_AITER": 1,
    "GET_ANEXT": 1,
    "GET_AWAITABLE": 1,
    "GET_ITER": 1,
    "GET_LEN": 1,
    "GET_YIELD_FROM_ITER": 1,
    "IS_OP": 2,
    "LIST_EXTEND": 1,
    "LOAD_ATTR": 1,
    "LOAD_SUPER_ATTR": 3,
    "MATCH_CLASS": 3,
    "MATCH_KEYS": 2,
    "MATCH_MAPPING": 1,
    "MATCH_SEQUENCE": 1,
    "SEND": 1,
    "SET_UPDATE": 1,
    "STORE_ATTR": 2,
    "STORE_SLICE": 4,
    "STORE_SUBSCR": 3,
    "TO_BOOL": 1,
    "UNARY_INVERT": 1,
    "UNARY_NEGATIVE": 1,
    "UNPACK_EX": 1,
    "UNPACK_SEQUENCE": 1,
}
if VERSION >= (3, 14):
    _OPERANDS["LOAD_SPECIAL"] = 1
    # A BINARY_OP now.
    del _OPERANDS["BINARY_SUBSCR"]
else:
    _OPERANDS["BEFORE_WITH"] = _OPERANDS["BEFORE_ASYNC_WITH"] = 1
if VERSION >= (3, 15):
    # A GET_ITER now.
    del _OPERANDS["GET_YIELD_FROM_ITER"]
# What lies below and above the arguments of a call: callable and self, and names.
CALLS = {"CALL": 2, "CALL_KW": 3, star.CALL: 4}
assert _OPERANDS.keys() | CALLS.keys() <= INSTRUCTIONS


def frame_locals(code):
    """How many slots of a frame lie before the evaluation stack."""
    return len({*code.co_varnames, *code.co_cellvars}) + len(code.co_freevars)


@cache
def plan(bytecode):
    """For each instruction whose operands matter: its generic name, and where the operands lie
    on the evaluation stack."""
    planned = {}
    for offset, depth in bytecode.depths.items():
        instruction = bytecode.instructions[offset]
        generic = instruction.generic
        count = _OPERANDS.get(generic)
        if generic == "SET_FUNCTION_ATTRIBUTE" and instruction.oparg == KEYWORD_DEFAULTS:
            count = 2
        if generic == star.CALL:
            count = star.slots(instruction)
        elif generic in CALLS:
            count = instruction.oparg + CALLS[generic]
        if generic == "BINARY_OP":
            # The operator, without the mark of one in place.
            generic = _nb_ops[instruction.oparg][1].removesuffix("=")
        if generic == "CONVERT_VALUE" and instruction.oparg == 1:
            # `!s`, which is what an f-string shows without it, too.
            generic = "FORMAT_SIMPLE"
        if count is not None:
            # Above an iterator is an index since 3.15, and what is sent.
            above = int(generic in ("FOR_ITER", "SEND") and VERSION >= (3, 15)) + int(generic == "SEND")
            planned[offset] = generic, depth - count - above, count
    return planned
