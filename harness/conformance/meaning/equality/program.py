"""Equal objects that are not the same: dict views, bound methods and slices, alone and in containers."""

EARLY, LATE = slice(0, 2), slice(1, None, 2)
PARTS = [slice(0, 2), slice(1, None, 2), slice(1, 2)]


class Shape:
    def area(self):
        return 1

    def side(self):
        return 2


class Square(Shape):
    pass


def compared(left, right):
    """What all comparisons say that are defined for two objects alike."""
    return (
        left == right,
        left != right,
        (left,) == (right,),
        [left] != [right],
        {1: left} == {1: right},
        left in [right],
        left in (0, right),
        [right, 0].count(left),
        (0, right, left).index(left),
        left in {0: right}.values(),
        (0, left) in {0: right}.items(),
        (left, 1) <= (right, 2) if (left,) == (right,) else None,
    )


def ordered(left, right):
    return (
        left < right,
        left <= right,
        left > right,
        left >= right,
        (left, 1) < (right, 2),
        [left] >= [right],
    )


def views(n):
    one, two = {1: n, "a": [n]}, {1: n, "a": [n]}
    more, other = {1: n, "a": [n], 2: n}, {1: n + 1, "a": [n]}
    sets = {1, "a"}, frozenset({1, 2, "a"}), set()
    found = []
    for left in (one, more, other, {}):
        for right in (one, two, other, more, {}):
            found.append(compared(left.keys(), right.keys()))
            found.append(compared(left.items(), right.items()))
            found.append(compared(left.keys(), right.items()))
            found.append(compared(left.values(), right.values()))
            found.append(ordered(left.keys(), right.keys()))
            found.append(ordered(left.items(), right.items()))
        for members in sets:
            found.append(compared(left.keys(), members))
            found.append(compared(members, left.keys()))
            found.append(ordered(members, left.keys()))
            found.append(ordered(left.keys(), members))
    pairs = {1: n}.items()
    found.append(compared(pairs, {(1, n)}))
    found.append(compared(frozenset({(1, n), (2, n)}), pairs))
    found.append(ordered(pairs, {(1, n), (2, n)}))
    found.append([(1, n) in pairs, (1, n + 1) in pairs, (2, n) in pairs, (1,) in pairs, [1, n] in pairs, 1 in pairs])
    found.append(max(one.keys(), more.keys()) == more.keys())
    found.append([len(keys) for keys in sorted([more.keys(), {}.keys(), one.keys()])])
    return found


def methods(n):
    shape, square, items, texts = Shape(), Square(), [n], ["a"]
    found = []
    for left in (shape.area, square.area, shape.side, items.append, "-".join, len, Shape.area, str.join):
        for right in (shape.area, square.area, items.append, texts.append, "-".join, len, Square.area, str.join):
            found.append(compared(left, right))
            found.append(len({left, right}))
            found.append({left: n}.get(right))
    return found


def slices(n):
    found = []
    for left in (EARLY, LATE, PARTS[2]):
        for right in PARTS:
            found.append(compared(left, right))
            found.append(len({left, right}))
            found.append({left: n}.get(right))
        found.append(repr(left))
    found.append(EARLY < PARTS[2])
    found.append([f"{part} {part!r}" for part in PARTS])
    return found


def run(n):
    return views(n), methods(n), slices(n)


ARGS = (7,)
QUICK_ARGS = (3,)
