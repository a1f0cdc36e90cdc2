"""Imports within functions, and names that are deleted."""

counter = 0
extra = None


def imports(n):
    import math
    import collections as c
    from math import sqrt, floor as down
    from collections import deque

    d = deque(range(n))
    d.rotate(1)
    counts = c.Counter("abracadabra")
    return math.gcd(n, 12), down(sqrt(n)), list(d)[:3], counts["a"]



def deleted(n):
    x = n
    del x
    try:
        return x
    except UnboundLocalError:
        pass
    y = [n]

    def f():
        nonlocal y
        y = y + [1]
        return y

    got = f()
    del y
    try:
        f()
    except NameError:
        got.append("gone")
    return got


def globals_changed(n):
    global counter, fresh
    counter += n
    fresh = counter * 2
    got = fresh
    del fresh
    try:
        fresh
    except NameError:
        got = -got
    return got, counter


def nonlocals(n):
    a, b = 0, 1

    def step():
        nonlocal a, b
        a, b = b, a + b
        return a

    return [step() for _ in range(n)]


def run(n):
    return imports(n), deleted(n), globals_changed(n), nonlocals(n)


ARGS = (20,)
QUICK_ARGS = (5,)
