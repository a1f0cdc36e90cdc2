"""Dataclasses, whose methods are made of text, and attributes that a class has as well as some of its instances."""

from dataclasses import dataclass, field


@dataclass
class Point:
    x: int
    y: int = 0

    def distance(self):
        return abs(self.x) + abs(self.y)


@dataclass(order=True)
class Item:
    weight: int
    name: str = ""
    tags: list = field(default_factory=list)


@dataclass(slots=True)
class Slotted:
    a: int
    b: int = 2


class Base:
    level = 1

    def __init__(self, n):
        self.n = n

    def up(self):
        return self.__class__.level + self.__class__(4).n + self.level


class Derived(Base):
    level = 5


class Switch:
    state = "off"
    limit = 3

    def __init__(self, on):
        if on:
            self.state = "on"


def states(n):
    return [Switch(i % 3 == 0).state + str(Switch(False).limit) for i in range(n)]


def raised(n):
    switch = Switch(n % 2)
    before = switch.limit
    switch.limit += n
    return before, switch.limit, Switch.limit


def run(n):
    total = 0
    for i in range(n):
        p = Point(i, -1) if i % 2 else Point(i)
        total += p.distance() + (p == Point(i, 0)) * 100 + (p != Point(x=i))
        total += Slotted(i).b + Slotted(b=i, a=1).b + Derived(3).up() + Base(2).up()
    items = [Item(i * 7 % 5, str(i)) for i in range(n)]
    for item in items:
        item.tags.append(item.weight)
    best = max(items, key=lambda item: item.weight)
    ordered = [item.name for item in sorted(items)][:4]
    return total, best.name, sum(len(item.tags) for item in items), ordered, states(n), raised(n)


ARGS = (30,)
QUICK_ARGS = (8,)
