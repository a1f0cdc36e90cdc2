"""Closures over a changing variable: cells read and written, functions made in a loop."""


def make_counter(start, step):
    count = start

    def bump():
        nonlocal count
        count += step
        return count

    return bump


def make_accumulator():
    total = 0
    calls = 0

    def add(value):
        nonlocal total, calls
        calls += 1
        total += value * calls
        return total

    return add


def run(n):
    counters = [make_counter(i, i + 1) for i in range(8)]
    add = make_accumulator()
    result = 0
    for i in range(n):
        result = add(counters[i & 7]())
    return result


ARGS = (40_000,)
QUICK_ARGS = (4_000,)
