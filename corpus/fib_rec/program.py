"""Fibonacci numbers by plain recursion: calls and little else."""


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def run(low, high):
    total = 0
    last = 0
    for n in range(low, high):
        last = fib(n)
        total += last
    return total, last


ARGS = (10, 23)
QUICK_ARGS = (10, 18)
