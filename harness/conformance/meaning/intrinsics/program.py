"""Unary plus, and tuples that CPython makes of lists since they are long or have a star in them."""


def plus(n):
    f = n + 0.5
    big = n << 70
    return (+n, +-n, +(n > 3), +True, +f, +-0.0, +big, +(-big))


def long(n):
    t = (
        n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
        21, 22, 23, 24, 25, 26, 27, 28, 29, 30, n + 31,
    )
    return t[0] + t[30] + len(t)


def starred(n):
    items = [n, 2]
    pair = (n, n)
    whole = (*items, *pair, n)
    alone = (*items,)
    nothing = (*(),)
    spread = (*range(n), *"ab", *{n: 1})
    items.append(3)
    return (whole, alone, nothing, spread, len(items))


def run(n):
    total = []
    for i in range(n):
        total.append((plus(i), long(i), starred(i)))
    return total


ARGS = (9,)
QUICK_ARGS = (3,)
