"""A loop over an object whose `__iter__` is a generator: C code calls it, and no frame is entered."""


class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        for number in range(self.start):
            yield self.start - number


def run(n):
    total = 0
    for number in Countdown(n):
        total += number
    return total


ARGS = (1_200,)
QUICK_ARGS = (600,)
