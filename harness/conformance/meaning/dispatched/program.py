"""Functions and methods that the class of an argument chooses, and classes with parameters that are called."""

from functools import singledispatch, singledispatchmethod
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")


class Base:
    pass


class Derived(Base):
    pass


@singledispatch
def shown(value, by=1):
    return f"object {by}"


@shown.register
def _(value: int, by=1):
    return f"int {value * by}"


@shown.register(Base)
def of_base(value, by=1):
    return f"base {by}"


@shown.register
def _(value: list | tuple, by=1):
    return [shown(item, by=by) for item in value]


@shown.register(Derived)
def of_derived(value, by=1):
    return "derived " + of_base(value, by)


shown.register(bool, lambda value, by=1: f"bool {value}")


class Writer:
    def __init__(self, mark):
        self.mark = mark

    @singledispatchmethod
    def write(self, value):
        raise TypeError(f"{self.mark} not written: {value}")

    @write.register
    def _(self, value: str):
        return self.mark + value

    @write.register(int)
    def _(self, value):
        return self.write(str(value)) + self.mark


class Stack(Generic[T]):
    def __init__(self, *items: T) -> None:
        self.items: list[T] = [*items]

    def push(self, item: T) -> "Stack[T]":
        self.items.append(item)
        return self


class Table(Stack[tuple[K, T]], Generic[K, T]):
    def get(self, key: K) -> T:
        return next(value for known, value in self.items if known == key)


def run(n):
    found = []
    for i in range(n):
        found.append([shown(value) for value in (i, i > 2, "a", 1.5, Base(), Derived(), [i, (True, None)])])
        found.append([shown(Derived(), by=i), shown.dispatch(bool)(True), shown.dispatch(float) is shown.dispatch(str)])
        writer = Writer(f"{i}:")
        found.append([writer.write("x"), writer.write(i)])
        try:
            writer.write(None)
        except TypeError as error:
            found.append(str(error))
        stack = Stack[int](1, i).push(2)
        table = Table[str, int](("a", i)).push(("b", 5))
        found.append([stack.items, table.get("b"), isinstance(table, Stack), Stack().items])
    return found


ARGS = (12,)
QUICK_ARGS = (4,)
