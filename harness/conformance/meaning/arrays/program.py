"""Arrays of numbers of one C type, and a class with subscripts around one."""

import array
from array import array as make


class Grid:
    def __init__(self, w, h):
        self.w = w
        self.data = make("d", [0]) * (w * h)

    def __getitem__(self, place):
        x, y = place
        return self.data[y * self.w + x]

    def __setitem__(self, place, value):
        x, y = place
        self.data[y * self.w + x] = value


def run(n):
    grid = Grid(n, n)
    for x in range(n):
        for y in range(n):
            grid[x, y] = x * y
            grid[x, y] += 0.5
    total = 0.0
    for value in grid.data:
        total += value
    a = array.array("i", range(n))
    a.append(-5)
    a.extend([1, 2])
    a.extend(make("i", [7]))
    a.insert(1, 99)
    found = [a.pop(), a.pop(0), a.index(99), a.count(1), len(a), a[-1], a[1:3].tolist(), a[::-1].tolist()]
    a.reverse()
    found += [a.tolist(), sum(a), max(a), sorted(a), 99 in a, a == make("i", a), a < make("i", [1000]), repr(a)]
    b = make("B", b"\x01\xff") + make("B", [3])
    b *= 2
    b += make("B")
    found += [list(b), str(b), [x for x in reversed(b)], bool(b), bool(make("f")), make("f", [0.1])[0]]
    for i, x in enumerate(b):
        b[i] = x // 2
    found.append(tuple(b))
    found += [isinstance(b, make), type(b) is array.array, make("Q", [2**64 - 1])[0], make("q", [-(2**63)]).tolist()]
    c = make("l", range(10))
    c[2:4] = make("l", [7, 7, 7])
    c[-1:] = make("l")
    c[::3] = make("l", [-1, -2, -3, -4])
    c[8:2:-2] = make("l", [n, n, n])
    del c[0], c[1:3], c[::3]
    found.append(c.tolist())
    x, y = make("h", [3, 4])
    return found, total, x, y, list(zip(a, b))


ARGS = (30,)
QUICK_ARGS = (4,)
