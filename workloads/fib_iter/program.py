"""Fibonacci numbers modulo a prime: int additions and the generic operator `%`."""


def fib_iter(n):
    a = 0
    b = 1
    for _ in range(n):
        a, b = b, (a + b) % 1000003
    return a


run = fib_iter
ARGS = (200_000,)
QUICK_ARGS = (20_000,)
