"""What instructions ask of opaque objects, where the next event comes from, and what objects refer to."""

import types
from opcode import _nb_ops, cmp_op

from .held import parts
from .program import MODULE_NAME
from .state import attributes, contents

# Instructions that no event tells of, or that leave the stack as it is.
_SKIPPED = frozenset({"CACHE", "EXTENDED_ARG", "NOP", "NOT_TAKEN"})


def followed(bytecode, offset, least=1):
    """Where an event comes from next if an instruction is executed, and behind it up to `least` instructions."""
    while offset in bytecode.instructions:
        yield offset
        least -= bytecode.instructions[offset].name not in _SKIPPED
        if least <= 0:
            break
        offset = bytecode.instructions[offset].next


def inside(value):
    """What an object refers to of the program's."""
    cls = type(value)
    if cls in (tuple, frozenset):
        return list(value)
    if cls in (types.BuiltinMethodType, types.MethodType):
        return [value.__self__]
    if cls is types.FunctionType:
        return [*(value.__closure__ or ()), *(value.__defaults__ or ())]
    if isinstance(value, type):
        return []
    if cls.__module__ == MODULE_NAME:
        known = attributes(value)
        return [item for pair in (vars(value).items() if known is None else known) for item in pair] + parts(value)
    return contents(value)


def asked(instruction, code):
    """What an instruction asks for, and the name."""
    generic, oparg = instruction.generic, instruction.oparg
    match generic:
        case "BINARY_OP":
            symbol = _nb_ops[oparg][1]
            return ("subscript", "") if symbol == "[]" else ("operator", symbol)
        case "COMPARE_OP":
            return "compare", cmp_op[oparg >> 5]
        case "LOAD_ATTR":
            return "load", code.co_names[oparg >> 1]
        case "STORE_ATTR":
            return "store", code.co_names[oparg]
        case "DELETE_ATTR":
            return "delete", code.co_names[oparg]
        case "CONVERT_VALUE":
            return "convert", (None, "str", "repr", "ascii")[oparg]
        case "FORMAT_SIMPLE":
            return "convert", "str"
    return _ASKED.get(generic, "call"), {"UNARY_NEGATIVE": "-", "UNARY_INVERT": "~"}.get(generic, "")


_ASKED = {
    "BINARY_SLICE": "slice",
    "BINARY_SUBSCR": "subscript",
    "CONTAINS_OP": "contains",
    "DELETE_SUBSCR": "delete_item",
    "FORMAT_WITH_SPEC": "format",
    "FOR_ITER": "next",
    "GET_ITER": "iterate",
    "LIST_EXTEND": "extend",
    "STORE_SLICE": "set_slice",
    "STORE_SUBSCR": "set_item",
    "TO_BOOL": "truth",
    "UNARY_INVERT": "unary",
    "UNARY_NEGATIVE": "unary",
    "UNPACK_SEQUENCE": "unpack",
}
