"""Two loops that differ in an `else` at their end: CPython 3.15.2 keeps no trace of the first."""


def without_else(n):
    odd = 0
    for i in range(n):
        if i & 1:
            odd += 1
    return odd


def with_else(n):
    odd = even = 0
    for i in range(n):
        if i & 1:
            odd += 1
        else:
            even += 1
    return odd + even


def run(n):
    return without_else(n) + with_else(n)


ARGS = (60_000,)
QUICK_ARGS = (1_001,)
