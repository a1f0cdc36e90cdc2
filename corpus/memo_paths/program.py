"""Paths through a grid with holes, counted by recursion that remembers: tuples as dict keys."""


def count_paths(width, height, hole):
    known = {}

    def paths(x, y):
        if x < 0 or y < 0 or (x * y) % hole == hole - 1:
            return 0
        if x == 0 and y == 0:
            return 1
        key = (x, y)
        if key in known:
            return known[key]
        result = paths(x - 1, y) + paths(x, y - 1)
        known[key] = result
        return result

    return paths(width, height), len(known)


def run(size):
    total = 0
    cells = 0
    for hole in range(5, 13):
        ways, known = count_paths(size, size, hole)
        total += ways
        cells += known
    return total, cells


ARGS = (45,)
QUICK_ARGS = (14,)
