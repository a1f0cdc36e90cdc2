"""Classes with a metaclass of the program, and abstract classes."""

from abc import ABC, abstractmethod

class Registry(type):
    classes = {}
    def __new__(mcls, name, bases, namespace):
        cls = super().__new__(mcls, name, bases, namespace)
        if name != "Base":
            Registry.classes[name.lower()] = cls
        return cls
    def __len__(cls):
        return len(cls.fields)
    def __getitem__(cls, i):
        return cls.fields[i]
    def __contains__(cls, name):
        return name in cls.fields
    def __iter__(cls):
        return iter(cls.fields)

class Base(metaclass=Registry):
    fields = ()
    def __init__(self, *values):
        super().__init__()
        self.values = values
    def show(self):
        return f"{type(self).__name__}({', '.join(map(str, self.values))})"

class Point(Base):
    fields = ("x", "y")

class Circle(Base):
    fields = ("x", "y", "r")

class Visitor(ABC):
    @abstractmethod
    def visit(self, node): ...

class Sum(Visitor):
    def __init__(self):
        self.total = 0
    def visit(self, node):
        if "r" in type(node):
            self.total += node.values[2]
        for value in node.values:
            self.total += value

def run(n):
    visitor = Sum()
    texts = []
    for i in range(n):
        cls = Registry.classes["point" if i % 2 else "circle"]
        node = Circle(i, i, 1) if i % 2 == 0 else Point(i, 2)
        visitor.visit(node)
        texts.append(node.show() + Point[1] + Circle[2])
        texts.extend([name for name in Circle])
        assert cls is type(node)
    return visitor.total, texts[-3:], Visitor.__name__

ARGS = (300,)
QUICK_ARGS = (6,)
