"""Pi by darts: a generator object with float and int attributes."""


class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 16807) % 2147483647
        return self.state / 2147483647.0


def run(n):
    random = Random(20_240)
    inside = 0
    for _ in range(n):
        x = random.next()
        y = random.next()
        if x * x + y * y <= 1.0:
            inside += 1
    return 4.0 * inside / n


ARGS = (25_000,)
QUICK_ARGS = (2_500,)
