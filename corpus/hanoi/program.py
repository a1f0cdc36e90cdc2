"""The towers of Hanoi: recursion that moves numbers between three lists."""


def move(n, source, target, spare):
    if n == 0:
        return 0
    moves = move(n - 1, source, spare, target)
    target.append(source.pop())
    return moves + 1 + move(n - 1, spare, target, source)


def run(discs):
    first = list(range(discs, 0, -1))
    second = []
    third = []
    moves = move(discs, first, third, second)
    checksum = 0
    for disc in third:
        checksum = checksum * 3 + disc
    return moves, checksum, len(first) + len(second)


ARGS = (15,)
QUICK_ARGS = (12,)
