"""Generators that are made in a hot loop, a generator expression among them: traces make them and go into them."""


def pair(a):
    yield a
    yield a + 1


def run(n):
    total = 0
    for i in range(n):
        for x in pair(i):
            total += x & 7
    for x in (k + 1 for k in range(n)):
        total += x & 3
    return total


ARGS = (9000,)
QUICK_ARGS = (40,)
