"""Bits counted in four ways: shifts, masks and a table."""


def one_by_one(x):
    count = 0
    while x:
        count += x & 1
        x >>= 1
    return count


def lowest_first(x):
    count = 0
    while x:
        x &= x - 1
        count += 1
    return count


def in_parallel(x):
    x = x - ((x >> 1) & 0x55555555)
    x = (x & 0x33333333) + ((x >> 2) & 0x33333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F
    return (x * 0x01010101 & 0xFFFFFFFF) >> 24


def by_table(table, x):
    return table[x & 255] + table[x >> 8 & 255] + table[x >> 16 & 255] + table[x >> 24]


def run(n):
    table = [0] * 256
    for i in range(256):
        table[i] = (i & 1) + table[i >> 1]
    x = 0x9E3779B9
    totals = [0, 0, 0, 0]
    for _ in range(n):
        x = (x * 69069 + 1) & 0xFFFFFFFF
        totals[0] += one_by_one(x & 0xFFFF)
        totals[1] += lowest_first(x & 0xFFFF)
        totals[2] += in_parallel(x)
        totals[3] += by_table(table, x)
    return tuple(totals)


ARGS = (3_000,)
QUICK_ARGS = (300,)
