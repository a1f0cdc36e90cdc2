"""A polynomial stepped with floats: boxed floats, reused in place where they die."""


def float_poly(n):
    x = 0.99999
    acc = 0.0
    for _ in range(n):
        acc = acc * x + 1.25 - x * 0.125
    return acc


run = float_poly
ARGS = (200_000,)
QUICK_ARGS = (20_000,)
