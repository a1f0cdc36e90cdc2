"""Objects that exist before the run and that the run changes: each run begins with what was in them at first."""


class Area:
    def __init__(self):
        self.head = None
        self.table = [None] * 4
        self.count = 0


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value):
        self.value = value
        self.next = None


class Named:
    kind = Node(1)
    seen = []

    def __init__(self, name):
        self.name = name

    def note(self):
        self.seen.append(self.name)
        self.kind.value += 1
        return len(self.seen)


class Derived(Named):
    def __init__(self, name, size):
        super().__init__(name)
        self.size = size


area = Area()
first = Node(3)
first.next = Node(4)
NODES = [Node(1), first]
PAIR = (Derived("d", 2.5), first)
totals = {"a": [1, 2], "gone": 3}
members = {1, 2}
without = Named("x")
del without.name


def defaulted(value, seen=[0]):
    seen.append(value)
    return len(seen)


def counter():
    counted = [0]

    def count(step):
        counted[0] += step
        return counted[0]

    return count


count = counter()


def run(n):
    area.count = 0
    called = 0
    for i in range(n):
        node = Node(i)
        node.next = area.head
        area.head = node
        area.table[i % 4] = i
        area.count += 1
        first.value += 1
        totals["a"].append(i)
        members.add(i)
        called += defaulted(i) + count(i)
    total = PAIR[0].note() + without.kind.value
    without.name = "set"
    total += without.note()
    PAIR[0].size *= 2.0
    for node in NODES:
        total += node.value
    del totals["gone"]
    totals["b"] = total
    NODES.append(Node(5))
    while area.head is not None:
        total += area.head.value
        area.head = area.head.next
    area.head = Node(7)
    first.next.value += 1
    first.next = first
    return total, called, area.count, area.table, totals, len(members), PAIR[0].size, len(NODES)


ARGS = (100,)
QUICK_ARGS = (10,)
