"""A function that C calls: CPython 3.15.2 ends its trace in front of the return."""


def low_bits(n):
    return n & 7


def run(n):
    return sum(map(low_bits, range(n)))


ARGS = (60_000,)
QUICK_ARGS = (1_001,)
