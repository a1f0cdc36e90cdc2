"""Ackermann's function: recursion in an argument of recursion."""


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def run(m, n):
    total = 0
    for i in range(n + 1):
        total += ackermann(m, i)
    return total


ARGS = (2, 64)
QUICK_ARGS = (2, 26)
