"""Sum of the integers below a bound: int additions and little else."""


def sum_range(n):
    total = 0
    for i in range(n):
        total += i
    return total


run = sum_range
ARGS = (200_000,)
QUICK_ARGS = (20_000,)
