"""A call that leaves a parameter to its default: its trace checks no space for the frame."""


def scale(number, by=3):
    return number * by % 1009


def run(n):
    total = 0
    for number in range(n):
        total += scale(number)
    return total


ARGS = (20000,)
QUICK_ARGS = (5000,)
