"""All permutations in order, by finding the next one in place."""


def next_permutation(items):
    i = len(items) - 2
    while i >= 0 and items[i] >= items[i + 1]:
        i -= 1
    if i < 0:
        return False
    j = len(items) - 1
    while items[j] <= items[i]:
        j -= 1
    items[i], items[j] = items[j], items[i]
    left = i + 1
    right = len(items) - 1
    while left < right:
        items[left], items[right] = items[right], items[left]
        left += 1
        right -= 1
    return True


def run(n, rounds):
    count = 0
    fixed = 0
    for _ in range(rounds):
        items = list(range(n))
        while next_permutation(items):
            count += 1
            for i, item in enumerate(items):
                if i == item:
                    fixed += 1
    return count, fixed


ARGS = (7, 2)
QUICK_ARGS = (6, 2)
