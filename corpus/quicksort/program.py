"""Quicksort in place: recursion, swaps of list items, ints from a congruential generator."""


def quicksort(items, low, high):
    while low < high:
        pivot = items[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while items[j] > pivot:
                j -= 1
            if i <= j:
                items[i], items[j] = items[j], items[i]
                i += 1
                j -= 1
        if j - low < high - i:
            quicksort(items, low, j)
            low = i
        else:
            quicksort(items, i, high)
            high = j


def numbers(n):
    state = 12345
    out = []
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        out.append(state % 10007)
    return out


def run(n):
    items = numbers(n)
    quicksort(items, 0, n - 1)
    checksum = 0
    for i in range(n):
        checksum = (checksum * 31 + items[i]) % 1000000007
    return items[0], items[n // 2], checksum


ARGS = (8_000,)
QUICK_ARGS = (900,)
