"""Recursion through functions, methods, closures and constructors; a test runs it without an end, too."""


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


class Ping:
    def ping(self, n):
        return 0 if n == 0 else 1 + self.pong(n - 1)

    def pong(self, n):
        return 0 if n == 0 else 1 + self.ping(n - 1)


class Chain:
    def __init__(self, n):
        self.length = 1 + Chain(n - 1).length if n else 1


def make():
    def inner(n):
        return 0 if n == 0 else 1 + inner(n - 1)
    return inner


INNER = make()
PING = Ping()


def by_name(*, n):
    return 0 if n == 0 else 1 + by_name(n=n - 1)


def run(which, n):
    if which == 0:
        return down(n)
    if which == 1:
        return PING.ping(n)
    if which == 2:
        return Chain(n).length
    if which == 3:
        return INNER(n)
    if which == 4:
        return by_name(n=n)
    return [run(i, n) for i in range(5)]


ARGS = (5, 300)
QUICK_ARGS = (5, 100)
