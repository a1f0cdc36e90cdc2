"""Binary search in a sorted list: short loops with branches that are hard to foresee."""


def search(items, wanted):
    low = 0
    high = len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        item = items[middle]
        if item == wanted:
            return middle
        if item < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def run(size, searches):
    items = [3 * i + i % 3 for i in range(size)]
    found = 0
    places = 0
    key = 1
    for _ in range(searches):
        key = (key * 48271) % 2147483647
        place = search(items, key % (3 * size))
        if place >= 0:
            found += 1
            places += place
    return found, places


ARGS = (4_096, 7_000)
QUICK_ARGS = (4_096, 500)
