"""The order of a set, which depends on the hashes of its members: what would show it, and where it is always the same."""

import types

from .supported import ORDERED_CONSUMERS, ORDERED_METHODS, UNORDERED, callee_name

# Instructions that go through what may be a set. Which members it has is looked at each time.
ITERATES = frozenset({"GET_ITER", "GET_YIELD_FROM_ITER", "LIST_EXTEND", "UNPACK_EX", "UNPACK_SEQUENCE"})
# Types whose hashes are the same in every process; of tuples and frozensets they are if those of their items are.
_STABLE = frozenset({bool, int, type(None), range})
_NUMBERS = frozenset({complex, float})
_NESTING = frozenset({frozenset, tuple})


def has_one_order(members):
    """Whether the members of a set come in the same order in every process, if the same was done to the set."""
    if len(members) < 2:
        return True
    kinds = set(map(type, members))
    if not kinds <= _STABLE | _NUMBERS | _NESTING:
        return False
    # The hash of a NaN is its address.
    others = [member for member in members if type(member) not in _STABLE] if kinds - _STABLE else ()
    return all(_has_one_hash(member) for member in others)


def _has_one_hash(value):
    if type(value) in _NESTING:
        return all(map(_has_one_hash, value))
    return type(value) in _STABLE or type(value) in _NUMBERS and value == value


def is_as_made(members):
    """Whether a set is walked as one to which its members are added in this order."""
    made = set()
    for member in members:
        made.add(member)
    return all(one is other for one, other in zip(made, members))


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
    return False


def calls_in_order(target):
    """Whether a callable puts the members of a set that it is called with in an order."""
    if isinstance(target, types.MethodDescriptorType):
        return (target.__objclass__.__name__, target.__name__) in ORDERED_METHODS
    return callee_name(target) in ORDERED_CONSUMERS
