"""Bubble sort: loads from and stores into a list, and branches that depend on the data."""


def bubble(n):
    values = [i * 7919 % n for i in range(n)]
    for i in range(n):
        for j in range(n - 1 - i):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]
    return values[n // 3] * n + values[n - 2]


run = bubble
ARGS = (400,)
QUICK_ARGS = (120,)
