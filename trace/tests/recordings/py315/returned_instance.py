"""A recursion that returns what it has made and held in a local: traces go on in the caller, which knows its class."""


class Pair:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def make(n):
    if n == 0:
        return Pair(0, 1)
    before = make(n - 1)
    made = Pair(before.b, before.a + n)
    return made


def run(n):
    total = 0
    for i in range(n):
        total += make(i % 9).b
    return total


ARGS = (1500,)
QUICK_ARGS = (15,)
