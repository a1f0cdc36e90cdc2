"""Iterators after their end, and those that are shared."""


def exhausted(n):
    items = [1, 2, 3]
    it = iter(items)
    for _ in it:
        pass
    items.append(99)
    found = [next(it, "none")]
    for item in it:
        found.append(item)
    return found


def kinds(n):
    """Every kind of iterator after its end."""
    items = [n, n + 1]
    table = {"a": 1, "b": n}
    members = {n}
    iters = [
        iter(items),
        reversed(items),
        iter((1, n)),
        reversed((1, n)),
        iter("ab"),
        reversed("ab"),
        iter(b"ab"),
        iter(range(n)),
        reversed(range(n)),
        iter(table),
        iter(table.values()),
        iter(table.items()),
        enumerate(items, 5),
        zip(items, "xy"),
        enumerate(iter(items)),
    ]
    counts = []
    for it in iters:
        count = 0
        for _ in it:
            count += 1
        counts.append(count)
    items += [7, 8]
    table["a"] = 5
    members.add(n + 1)
    for it in iters:
        counts.append(next(it, "end"))
        for _ in it:
            counts.append("more")
    return counts


def one_by_one(n):
    """The same iterator in two loops, one inside the other, and in other consumers."""
    it = iter([1, 2, 3, 4, 5, 6, 7, 8, 9])
    rows = []
    for first in it:
        for second in it:
            rows.append((first, second))
            if second % 3 == 0:
                break
    both = iter([1, 2, 3, 4, 5])
    pairs = [pair for pair in zip(both, both)]
    rest = iter([1, 2, 3, 4])
    found = 2 in rest
    return rows, pairs, found, list(rest), list(rest)


def growing(n):
    """Lists that change while they are walked."""
    items = [1, 2, 3]
    for item in items:
        if len(items) < 6:
            items.append(item + n)
    shrinking = [1, 2, 3, 4, 5]
    seen = []
    for item in shrinking:
        seen.append(item)
        shrinking.pop()
    backwards = [1, 2, 3]
    it = reversed(backwards)
    seen.append(next(it))
    backwards.clear()
    seen.append(next(it, "gone"))
    backwards += [5, 6, 7, 8]
    seen.append(next(it, "gone"))
    return items, seen


def unequal(n):
    """What `zip` takes from its iterators when one of them ends first."""
    long = iter([1, 2, 3, 4, 5])
    short = iter([1, 2])
    pairs = list(zip(long, short))
    return pairs, next(long), list(zip(short, long)), next(long)


def run(n):
    total = []
    for _ in range(n):
        total = [exhausted(n), kinds(n), one_by_one(n), growing(n), unequal(n)]
    return total


ARGS = (6,)
QUICK_ARGS = (3,)
