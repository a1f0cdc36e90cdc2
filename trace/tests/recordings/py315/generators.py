"""A generator over a generator: traces go on in their frames."""


def count(n):
    i = 0
    while i < n:
        yield i & 7
        i += 1


def doubled(items):
    for item in items:
        yield item + item


def run(n):
    total = 0
    for item in count(n):
        total = (total + item) & 1023
    for item in doubled(count(n)):
        total = (total + item) & 1023
    return total


ARGS = (9000,)
QUICK_ARGS = (90,)
