"""Generators: frames that go on, that are abandoned, that delegate, that are part of cycles."""


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def squares(items):
    for item in items:
        yield item * item


def tree(depth):
    if depth > 0:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def tell(n):
    total = 0
    for i in count(n):
        total += i
        yield total
    return total


def outer(n):
    last = yield from tell(n)
    yield last * 10
    rest = yield from [1, 2, 3]
    yield rest is None
    yield from range(2)
    yield from {"key": 1}
    yield from count(0)


def never():
    return
    yield


def walked(table, text):
    for key, value in table.items():
        for letter in text:
            for i in range(2):
                yield key + letter, value, i


def closed(n):
    step = 3

    def inner():
        nonlocal step
        for i in range(n):
            yield i * step
            step += 1

    return inner()


def with_defaults(a, b=2, *, c=3):
    yield a
    yield b
    yield c


class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def walk(self):
        if self.left is not None:
            for value in self.left.walk():
                yield value
        yield self.value
        if self.right is not None:
            yield from self.right.walk()


def endless():
    a, b = 0, 1.5
    while True:
        yield a
        a, b = a + 1, b + a


def cycle(box):
    # The list holds the generator, and the generator's frame the list.
    for i in range(3):
        yield len(box) + i


def run(n):
    total = 0
    for x in squares(count(n)):
        total += x
    for x in (y + 1 for y in range(n) if y % 3):
        total += x
        if total % 5 == 0:
            break
    found = []
    for t in tree(3):
        found.append(t)
    for t in outer(n):
        found.append(t)
    for t in never():
        found.append("never")
    # One generator, advanced by two loops; at its end it stays at its end.
    g = count(3)
    for a in g:
        for b in g:
            total += a * b
    for b in g:
        total += 1000
    kept = []
    for entry in walked({"a": 1, "b": 2.5}, "xy"):
        if entry[2] == 1 and entry[0] == "by":
            break
        kept.append(entry)
    for x in closed(4):
        kept.append(x)
    for x in with_defaults(1):
        kept.append(x)
    for x in with_defaults(1, c=9):
        kept.append(x)
    root = Node(4, Node(2, Node(1), Node(3)), Node(6, Node(5)))
    for value in root.walk():
        kept.append(value)
    # Generators that are abandoned: before they start, while they wait, in a cycle.
    unused = count(10)
    waiting = []
    for i in range(3):
        g = endless()
        for x in g:
            if x == i:
                break
        waiting.append(g)
    for g in waiting:
        for x in g:
            kept.append(x)
            break
    box = []
    g = cycle(box)
    box.append(g)
    for x in g:
        kept.append(x)
        break
    pairs = [(x, y) for x in count(2) for y in squares(count(2))]
    return total, found, kept, pairs, {x: y for x, y in enumerate([1, 2])}, unused is None


ARGS = (40,)
QUICK_ARGS = (5,)
