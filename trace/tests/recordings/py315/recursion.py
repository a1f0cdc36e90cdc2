"""Recursion: CPython 3.15.2 makes traces that go deeper in each round, and ones that return out of the
frame in which they began."""


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def run(n):
    return fib(n)


ARGS = (21,)
QUICK_ARGS = (12,)
