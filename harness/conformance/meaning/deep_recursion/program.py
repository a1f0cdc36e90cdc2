"""Recursion as deep as a raised limit allows."""

import sys
sys.setrecursionlimit(20000)


def f(n):
    if n == 0:
        return 0
    return 1 + f(n - 1)


def run(n):
    return f(n)


ARGS = (5000,)
QUICK_ARGS = (2000,)
