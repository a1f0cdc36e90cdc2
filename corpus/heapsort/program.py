"""Heapsort: index arithmetic on one list of floats."""


def sift_down(items, root, end):
    value = items[root]
    while True:
        child = 2 * root + 1
        if child >= end:
            break
        if child + 1 < end and items[child] < items[child + 1]:
            child += 1
        if value >= items[child]:
            break
        items[root] = items[child]
        root = child
    items[root] = value


def heapsort(items):
    n = len(items)
    for root in range(n // 2 - 1, -1, -1):
        sift_down(items, root, n)
    for end in range(n - 1, 0, -1):
        top = items[0]
        items[0] = items[end]
        items[end] = top
        sift_down(items, 0, end)


def run(n):
    x = 0.37
    items = []
    for _ in range(n):
        x = 3.99 * x * (1.0 - x)
        items.append(x)
    heapsort(items)
    weighted = 0.0
    for i in range(n):
        weighted += i * items[i]
    return weighted, items[0], items[n - 1]


ARGS = (3_500,)
QUICK_ARGS = (450,)
