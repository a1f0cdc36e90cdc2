"""Sets whose members have the same hashes in every process are walked in CPython's order."""

KNOWN = {3000 * k % 97 for k in range(40)}
FIXED = frozenset(k * 8 for k in range(30))


def walked(values):
    return [value for value in values]


def reached(start, limit):
    """What can be reached, by a set of work that gives its members in its own order."""
    seen, waiting, order = {start}, {start}, []
    while waiting:
        place = waiting.pop()
        order.append(place)
        for other in (place * 2 % limit, place * 3 % limit, (place + 7) % limit):
            if other not in seen:
                seen.add(other)
                waiting.add(other)
    return order


def neighbours(cells):
    """The game of life on an endless board."""
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = x + dx, y + dy
                    counts[place] = counts.get(place, 0) + 1
    return {place for place, count in counts.items() if count == 3 or count == 2 and place in cells}


def combined(n):
    a, b = {k * k % 101 for k in range(n)}, set(range(0, 5 * n, 5))
    found = [walked(a), walked(b), [*(a | b)], list(a & b), tuple(a - b), list(a ^ b), sum(a), list(zip(a, b))]
    a |= {1000 + k for k in range(n)}
    found.append(list(a))
    a -= b
    found.append(list(a))
    a ^= {7, 8, 1001}
    found.append(list(a))
    a &= set(range(2000))
    found += [list(a), list(a.difference([1002, 3])), list(a.union(range(4), {5: 6})), list(a.intersection(range(1500, 0, -1)))]
    found += [list(a.symmetric_difference((1, 2, 1003))), list(b.copy()), [a.pop(), a.pop(), len(a)]]
    a.clear()
    a.update({k: 0 for k in range(n * 3)})
    found += [list(a), [a.pop() for _ in range(3)], list(enumerate(sorted(b)[:3])), next(iter(b))]
    return found


def run(n):
    glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
    for _ in range(n):
        glider = neighbours(glider)
    first, *others = KNOWN
    KNOWN.add(n)
    mixed = {1.5, -1, None, (2, 3), frozenset({4}), True, 2j, 2**70, 1e300, (None, (1,))}
    found = [walked(glider), reached(1, 200), combined(n), first, others, walked(KNOWN), walked(FIXED)]
    found.append([sorted(value) if isinstance(value, frozenset) else value for value in mixed])
    x, y = {n, n + 1000}
    for value in {10, 20, 30, 5}:
        x = x * 3 + value
    return found, x, y


ARGS = (30,)
QUICK_ARGS = (5,)
