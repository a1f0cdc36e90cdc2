"""The order of a set, which is CPython's affair: what would show it."""

import types

from .supported import ORDERED_CONSUMERS, ORDERED_METHODS, UNORDERED, callee_name

_ITERATES = {"GET_ITER", "GET_YIELD_FROM_ITER", "LIST_EXTEND", "UNPACK_EX", "UNPACK_SEQUENCE"}


def is_unordered(kind):
    return kind.cls is not None and kind.cls.__name__ in UNORDERED


def takes_in_order(generic, kinds):
    """Whether an instruction puts the members of a set in an order."""
    match generic:
        case "BINARY_OP":
            return kinds[0].cls in (list, dict) and is_unordered(kinds[1])
        case "STORE_SUBSCR":
            return kinds[2].cls is slice and is_unordered(kinds[0])
        case "STORE_SLICE":
            return is_unordered(kinds[0])
    return generic in _ITERATES and is_unordered(kinds[0])


def calls_in_order(target):
    """Whether a callable puts the members of a set that it is called with in an order."""
    if isinstance(target, types.MethodDescriptorType):
        return (target.__objclass__.__name__, target.__name__) in ORDERED_METHODS
    return callee_name(target) in ORDERED_CONSUMERS
