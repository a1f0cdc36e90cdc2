"""An operator that is specialised for one pair of types, and meets another one as often."""


def run(n):
    sum_of_all = 0.0
    for number in range(n):
        total = 0
        for value in (0.5, 1.5):
            total = total + value
        sum_of_all += total + number
    return sum_of_all


ARGS = (1_200,)
QUICK_ARGS = (600,)
