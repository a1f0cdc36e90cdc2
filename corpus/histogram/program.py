"""Floats sorted into buckets, and their mean and deviation."""

import math


def run(n, buckets):
    counts = [0] * buckets
    values = []
    seed = 42
    for _ in range(n):
        total = 0.0
        for _ in range(4):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            total += seed / 2147483648.0
        values.append(total / 4.0)
    for value in values:
        counts[int(value * buckets)] += 1
    mean = sum(values) / n
    variance = 0.0
    for value in values:
        variance += (value - mean) * (value - mean)
    deviation = math.sqrt(variance / n)
    mode = counts.index(max(counts))
    return mode, mean, deviation


ARGS = (9_000, 40)
QUICK_ARGS = (900, 40)
