"""Knapsack by dynamic programming: one row, read and written downwards."""

WEIGHTS = [12, 7, 11, 8, 9, 6, 5, 14, 3, 10, 13, 4]
VALUES = [24, 13, 23, 15, 16, 11, 9, 28, 5, 19, 27, 7]


def best_value(weights, values, capacity):
    best = [0] * (capacity + 1)
    for weight, value in zip(weights, values):
        for room in range(capacity, weight - 1, -1):
            candidate = best[room - weight] + value
            if candidate > best[room]:
                best[room] = candidate
    return best[capacity]


def run(rounds):
    total = 0
    for i in range(rounds):
        total += best_value(WEIGHTS, VALUES, 60 + i % 30)
    return total


ARGS = (160,)
QUICK_ARGS = (30,)
