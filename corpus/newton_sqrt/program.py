"""Square roots by Newton's method: float division and comparisons until they settle."""


def root(x):
    guess = x if x > 1.0 else 1.0
    steps = 0
    while True:
        better = 0.5 * (guess + x / guess)
        steps += 1
        if abs(better - guess) < 1e-12 * better:
            return better, steps
        guess = better


def run(n):
    total = 0.0
    steps = 0
    for i in range(1, n + 1):
        value, used = root(i * 0.75)
        total += value
        steps += used
    return total, steps


ARGS = (6_000,)
QUICK_ARGS = (600,)
