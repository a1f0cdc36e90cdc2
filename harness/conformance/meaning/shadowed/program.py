"""Builtins that a global shadows while the program runs."""

def mine(*a):
    return 42


def mine2(a, b):
    return 42


def get(n):
    return len([n]), max(n, 3)


def run(n):
    global max, len
    out = []
    for i in range(n):
        out.append(max(i, 5))
        out.append(get(i))
        if i == 4:
            max = mine2
        if i == 6:
            len = abs_of
    return out


def abs_of(x):
    return 7


ARGS = (12,)
QUICK_ARGS = (8,)
