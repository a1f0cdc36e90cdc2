"""What generator expressions do before they are generators: since CPython 3.15 they ask their argument for an iterator, and
no event tells of it. What is known of it comes from the calls that have made them."""

import dis
from operator import add

from .version import VERSION

# By the address of the code object, which stays alive: its hash is one of all its instructions.
_ITERATIONS = {}


def iteration(code):
    """The offset at which a generator expression asks its argument for an iterator before it makes the generator; None if
    it does not."""
    if VERSION < (3, 15) or code.co_name != "<genexpr>":
        return None
    if id(code) not in _ITERATIONS:
        _ITERATIONS[id(code)] = code, _found(code)
    return _ITERATIONS[id(code)][1]


def _found(code):
    for instruction in dis.get_instructions(code):
        if instruction.opname == "RETURN_GENERATOR":
            return None
        if instruction.opname == "GET_ITER":
            return instruction.offset // 2
    return None


def operands(code, observed):
    """What calls have met as the argument of a generator expression, with their counts, as operands of its iteration."""
    found = {}
    for calls in (calls for each in observed.values() for calls in each.calls.values()):
        for (callee, kinds), counts in calls.items():
            if callee == (False, id(code), None):
                found[kinds[-1:]] = list(map(add, found.get(kinds[-1:], [0] * len(counts)), counts))
    return found


def settle(codes, observed):
    """Code that CPython has entered while it made a generator expression is what the expression has asked, not its caller."""
    early = {id(code): iteration(code) for code in codes if iteration(code) is not None}
    for caller in observed.values() if early else ():
        for offset, entered in caller.entered.items():
            made = {callee[1] for callee, _ in caller.calls.get(offset, ())}
            if len(made) != 1 or not made <= early.keys():
                continue
            (made,) = made
            for code, counts in entered.items():
                total = observed[made].entered[early[made]][code]
                total[:] = map(add, total, counts)
            entered.clear()
