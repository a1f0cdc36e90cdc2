"""The longest Collatz sequence: unpredictable branches between two paths of a loop."""


def collatz(limit):
    best = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        if steps > best:
            best = steps
    return best


run = collatz
ARGS = (1_500,)
QUICK_ARGS = (200,)
