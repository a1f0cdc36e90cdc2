"""`__init__` of classes that end at `object`, attributes that other code stores, bases that add nothing, names."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Base:
    def __init__(self, name):
        super().__init__()
        self.name = name


class Left(Base):
    def __init__(self, name, size):
        super(Left, self).__init__(name)
        self.size = size


class Mixed:
    def __init__(self):
        object.__init__(self)
        self.count = 0


class Both(Left, Mixed):
    def __init__(self, name):
        Left.__init__(self, name, 3)
        Mixed.__init__(self)


class Plain:
    pass


class Child(Plain):
    def __init__(self):
        super().__init__()
        Plain.__init__(self)
        self.value = 1


class Stack(Generic[T]):
    def __init__(self):
        super().__init__()
        self.items = []

    def push(self, item: T):
        self.items.append(item)
        return len(self.items)


class Node:
    def __init__(self, number):
        self.number = number


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        return self._degrees

    def __repr__(self):
        return f"{type(self).__name__}({self._degrees})"

    def label(self):
        return self.__class__.__name__


class Kelvin(Celsius):
    pass


def warmed(scale, i):
    found = scale(i)
    try:
        found.degrees.missing
    except AttributeError as error:
        return f"{found!r} {found.label()} {type(error).__name__} {type(i).__name__}"


def mark(node, i):
    node.color = i % 3
    node.depth = i
    if i % 2:
        node.parent = node


def run(n):
    total, texts = 0, []
    for i in range(n):
        both = Both(f"n{i}")
        stack = Stack()
        total += both.size + both.count + Child().value + stack.push(i) + stack.push(both)
        node = Node(i)
        mark(node, i)
        total += node.color + node.depth + (node.parent is node if i % 2 else 0)
        texts.append(both.name)
        texts.append(warmed(Kelvin if i % 2 else Celsius, i))
    return total, texts[-4:]


ARGS = (500,)
QUICK_ARGS = (4,)
