"""Builtins that resume a generator value by value: next, any and all."""


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
    return "end"


def mixed():
    yield 0
    yield []
    yield "a"
    yield None


def never():
    return
    yield


class Tray:
    def __init__(self, items):
        self.items = items

    def has(self, wanted):
        return any(item == wanted for item in self.items)

    def all_above(self, bound):
        return all(item > bound for item in self.items)


def run(n):
    found = []
    g = count(n)
    found.append(next(g))
    found.append([next(g), next(g)])
    total = 0
    for i in range(n + 3):
        total += next(g, 100)
    found.append(total)
    found.append(next(g, "none"))
    found.append(next(count(0), None))
    found += [any(mixed()), all(mixed()), any(never()), all(never())]
    tray = Tray([n, 3, 9])
    for k in range(12):
        found.append(tray.has(k))
        found.append(tray.all_above(k))
    g = count(n)
    found.append(any(x > 1 for x in g))
    found.append(next(g, "left"))
    found.append(next(x for x in count(50) if x * x > 40))
    found.append(next((x for x in count(3) if x > 40), -1))
    g = (x for x in count(4))
    while True:
        x = next(g, None)
        if x is None:
            break
        found.append(x)
    found.append(sum(1 for x in count(5) if any(y == x for y in count(3))))
    return found


ARGS = (30,)
QUICK_ARGS = (4,)
