"""The iterators of `itertools`."""

import itertools
from itertools import chain, islice, takewhile


def primes():
    found = []
    for n in itertools.count(2):
        if all(n % p for p in takewhile(lambda p: p * p <= n, found)):
            found.append(n)
            yield n


def run(n):
    out = [list(islice(primes(), n))]
    out.append(["".join(p) for p in itertools.permutations("abcd", 2)])
    out.append(sum(a * b for a, b in itertools.combinations(range(n), 2)))
    out.append([x * 3 + y for x, y in itertools.product(range(3), repeat=2)])
    out.append([(a, b) for a, b in itertools.product("ab", [1, 2])])
    out.append(list(chain([1], (2, 3), "ab", (x for x in range(2)))))
    out.append(list(chain.from_iterable([[1, 2], [3]])))
    out.append(list(islice(itertools.count(5, 3), 2, 9, 2)))
    out.append(list(islice(itertools.cycle("xyz"), 7)))
    out.append(list(itertools.repeat(4, 3)))
    out.append(list(itertools.accumulate(range(n))))
    out.append(list(itertools.accumulate([3, 1, 2], max)))
    out.append(list(itertools.starmap(pow, [(2, 3), (3, 2)])))
    out.append(list(itertools.dropwhile(lambda x: x < 3, [1, 4, 2])))
    out.append(list(itertools.pairwise([1, 5, 7])))
    names = itertools.count(1)
    out.append([f"x{next(names)}" for _ in range(3)])
    out.append([a * b for a, b in zip(itertools.count(), [4, 5, 6])])
    return out


ARGS = (25,)
QUICK_ARGS = (8,)
