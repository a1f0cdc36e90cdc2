"""Merge sort that makes new lists: slices, appends, recursion."""


def merge(left, right):
    merged = []
    i = 0
    j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged.extend(left[i:])
    merged.extend(right[j:])
    return merged


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    return merge(merge_sort(items[:middle]), merge_sort(items[middle:]))


def run(n):
    items = [(i * 7919 + 13) % 4099 for i in range(n)]
    items = merge_sort(items)
    checksum = 0
    for i, item in enumerate(items):
        checksum += (i + 1) * item
    return checksum


ARGS = (4_000,)
QUICK_ARGS = (450,)
