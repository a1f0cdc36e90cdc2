"""A subscript of a dict in a loop: CPython 3.15.2 guards the type of the key in place of the dict's."""


def run(n):
    table = {1: 2, 2: 1}
    key = 1
    for _ in range(n):
        key = table[key]
    return key


ARGS = (60_000,)
QUICK_ARGS = (1_001,)
