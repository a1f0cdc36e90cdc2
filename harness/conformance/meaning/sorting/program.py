"""Sorting by comparisons that are no total order."""

NAN = float("nan")


def run(n):
    rows = []
    for k in range(n):
        rows.append(sorted([3.0, NAN, 1.0, 2.0]))
        items = [(i * 37 + k) % 91 for i in range(150)]
        rows.append(sorted(items, key=abs, reverse=True)[:5])
        mixed = [float(i % 17) if i % 7 else NAN for i in range(120)]
        rows.append(sorted(mixed))
        mixed.sort(reverse=True)
        rows.append(mixed)
        rows.append([max(NAN, 1.0), max(1.0, NAN), min(NAN, 1.0), min([1.0, NAN, 0.5])])
        sets = [frozenset({1}), frozenset({1, 2}), frozenset({3}), frozenset()]
        rows.append([len(each) for each in sorted(sets)])
        words = ["b", "A", "a", "B", "c"]
        words.sort(key=str.lower)
        rows.append(words)
        counted = [3, 1, 2, 1, 3]
        counted.sort(key=counted.count)
        rows.append(counted)
        rows.append(sorted([1, True, 1.0, 0, False], reverse=True))
    return rows


ARGS = (4,)
QUICK_ARGS = (2,)
