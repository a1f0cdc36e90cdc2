"""Sets are walked in CPython's order: of numbers, texts, tuples and frozensets, after what changes and joins sets."""

BEFORE = set(["kiwi", "fig", "plum", "\u00e9clair", "\u03a9mega", "\U0001f34b", ""])
FROZEN = frozenset([(1, "a"), (2, "b"), (), ("x", (3.5, None)), 2**70])
NUMBERS = {i * 8 for i in range(11)}
CHANGED = {1, 2, 3}


def numbers(seed, count, limit):
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        yield seed // 8 % limit


def changed(n):
    members, order = set(), []
    for i, number in enumerate(numbers(n, 3 * n, 90)):
        number = number * 64 - 1000
        if i % 5 == 4:
            members.discard(number)
        elif i % 7 == 6 and members:
            order.append(members.pop())
        else:
            members.add(number)
    order.extend(members)
    return order


def joined(n):
    one = set(numbers(n, n, 60))
    other = {number * 16 for number in numbers(n + 1, n, 40)}
    few = set([3, 19, 35])
    found = [one | other, one & other, one - other, one ^ other, one - few, few | one, other.copy(), few & one]
    one |= other
    other -= few
    few ^= set([35, 51, 67])
    found += [one, other, few, set(one), one.union(other, few), other.intersection(one), one.difference(few)]
    few &= {3, 51}
    few.update([8, 16, 24], (32, 40))
    found += [few, frozenset(few), {*few, *other}, set(reversed([*few]))]
    return [[*members] for members in found]


def texts(n):
    words = {f"word{number}" for number in numbers(n, n, 1000)}
    words |= {"na\u00efve", "\u0394", "\U0001f600!", "a" * 7, "b" * 8, "c" * 9}
    pairs = {(word[-1], len(word)) for word in words}
    groups = {frozenset(word) for word in words if len(word) < 7}
    mixed = {None, True, 2.5, -0.5, 1e300, 3, "3", b"3", (3,), frozenset({3}), range(3), -1, -2, float("inf")}
    return [
        list(words), tuple(pairs), [sorted(group) for group in groups], [*map(str, mixed)], ",".join(words),
        sorted(words, key=len), max(words, key=len), min(pairs, key=lambda pair: pair[1]), f"{words}", str(groups),
        {word: i for i, word in enumerate(words)}, [*zip(words, pairs)], next(iter(words)),
    ]  # fmt: skip


def totals(n):
    parts = {1 / (number + 1) for number in numbers(n, n, 500)}
    total = 0.0
    for part in parts:
        total += part
    first, *rest = parts
    return total, sum(parts), first, len(rest)


def before():
    walked = [*BEFORE], [*FROZEN], [*NUMBERS]
    CHANGED.add(96)
    CHANGED.discard(2)
    return walked, [*NUMBERS | CHANGED], [*CHANGED], [*FROZEN | {1}]


def run(n):
    return changed(n), joined(n), texts(n), totals(n), before()


ARGS = (60,)
QUICK_ARGS = (9,)
