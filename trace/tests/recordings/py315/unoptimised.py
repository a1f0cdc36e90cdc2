"""Traces as CPython's JIT records them, before its optimiser: PYTHON_UOPS_OPTIMIZE=0."""

import math

LIMIT = 50.0


def step(number, by):
    if number > 10_000:
        return None
    return math.sqrt(number * by) + 0.5


def run(n):
    total = 0.0
    for number in range(n):
        found = step(number, 2)
        if found is not None and found < LIMIT:
            total += found
    return total


ARGS = (20_000,)
QUICK_ARGS = (6_000,)
