"""Builtins that take all values of a generator."""


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def permutations(items, r):
    pool = tuple(items)
    n = len(pool)
    indices = list(range(n))
    cycles = list(range(n - r + 1, n + 1))[::-1]
    yield tuple(pool[i] for i in indices[:r])
    while n:
        for i in reversed(range(r)):
            cycles[i] -= 1
            if cycles[i] == 0:
                indices[i:] = indices[i + 1 :] + indices[i : i + 1]
                cycles[i] = n - i
            else:
                j = cycles[i]
                indices[i], indices[-j] = indices[-j], indices[i]
                yield tuple(pool[i] for i in indices[:r])
                break
        else:
            return


def queens(n):
    cols = range(n)
    for vec in permutations(cols, n):
        if n == len(set(vec[i] + i for i in cols)) == len(set(vec[i] - i for i in cols)):
            yield vec


def run(n):
    total = sum(i * i for i in range(n))
    total += sum(count(3))
    found = list(queens(n))
    text = ",".join(str(i) for i in count(4))
    found.extend(x / 2 for x in count(3))
    best = max(abs(3 - i) for i in range(n)), min(count(2))
    g = count(5)
    for x in g:
        break
    rest = list(g)
    again = list(g)
    nested = sorted(sum(j for j in range(i)) for i in reversed(range(4)))
    last = 0
    for g in (count(2), count(4)):
        last += sum(g) + sum(g)
    return total, found, text, best, rest, again, nested, last, 1 in frozenset(count(2))


ARGS = (6,)
QUICK_ARGS = (4,)
