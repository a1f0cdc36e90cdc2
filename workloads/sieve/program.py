"""The sieve of Eratosthenes: stores into a list, in many short inner loops."""


def sieve(limit):
    composite = [True] * (limit + 1)
    count = 0
    for i in range(2, limit + 1):
        if composite[i]:
            count += 1
            for j in range(i + i, limit + 1, i):
                composite[j] = False
    return count


run = sieve
ARGS = (100_000,)
QUICK_ARGS = (10_000,)
