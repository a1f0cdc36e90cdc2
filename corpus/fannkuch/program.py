"""Pancake flips over all permutations: short loops on small lists of ints."""


def flip_all(n):
    permutation = list(range(n))
    flipped = list(range(n))
    rotation = list(range(n))
    sign = 1
    checksum = 0
    most = 0
    while True:
        first = permutation[0]
        if first != 0:
            for i in range(n):
                flipped[i] = permutation[i]
            flips = 1
            while True:
                last = flipped[first]
                if last == 0:
                    break
                flipped[first] = first
                if first > 2:
                    low = 1
                    high = first - 1
                    while low < high:
                        flipped[low], flipped[high] = flipped[high], flipped[low]
                        low += 1
                        high -= 1
                first = last
                flips += 1
            checksum += sign * flips
            if flips > most:
                most = flips
        if sign == 1:
            permutation[0], permutation[1] = permutation[1], permutation[0]
            sign = -1
        else:
            permutation[1], permutation[2] = permutation[2], permutation[1]
            sign = 1
            for i in range(2, n):
                if rotation[i] != 0:
                    rotation[i] -= 1
                    break
                if i == n - 1:
                    return checksum, most
                rotation[i] = i
                moved = permutation[0]
                for j in range(i + 1):
                    permutation[j] = permutation[j + 1]
                permutation[i + 1] = moved


def run(n, rounds):
    total = 0
    most = 0
    for _ in range(rounds):
        checksum, most = flip_all(n)
        total += checksum
    return total, most


ARGS = (7, 2)
QUICK_ARGS = (6, 2)
