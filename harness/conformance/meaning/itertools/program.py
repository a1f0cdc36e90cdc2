"""The iterators of `itertools`, and functions that `functools` and `operator` make."""

import functools
import itertools
import operator
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
    words = ["apple", "avocado", "banana", "blueberry", "cherry"]
    out.append([(k, list(g)) for k, g in itertools.groupby(words, key=lambda word: word[0])])
    out.append([(k, len(list(g))) for k, g in itertools.groupby("aabbbc")])
    out.append(list(itertools.zip_longest("abc", [1, 2], fillvalue="-")))
    out.append(list(itertools.batched(range(5), 2)))
    out.append(list(itertools.filterfalse(lambda x: x % 2, range(6))))
    out.append(list(itertools.compress("abcd", [1, 0, 1, 1])))
    pairs = [(i * 7 % 5, str(i)) for i in range(n)]
    out.append(sorted(pairs, key=operator.itemgetter(0))[:4])
    second = operator.itemgetter(1)
    out.append([*map(second, pairs)][:3])
    out.append(list(map(functools.partial(pow, 2), range(5))))
    return out


ARGS = (25,)
QUICK_ARGS = (8,)
