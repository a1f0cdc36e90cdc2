"""Classes that derive from builtin types, and add methods and attributes, or have special methods of their own."""

class Stack(list):
    name = "stack"

    def __init__(self, items=(), limit=10):
        super().__init__(items)
        self.limit = limit

    def push(self, item):
        if len(self) < self.limit:
            self.append(item)
        return self

    @property
    def top(self):
        return self[-1]


class Words(list):
    def longest(self):
        return max(self, key=len)


class Upper(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)

    def __getitem__(self, key):
        return dict.__getitem__(self, key.upper())

    def __contains__(self, key):
        return super().__contains__(key.upper())


class Name(str):
    def shout(self):
        return self.upper() + "!"


class Money(int):
    def __add__(self, other):
        return Money(int(self) + int(other))

    def show(self):
        return f"{self // 100}.{self % 100:02d}"


class Celsius(float):
    @property
    def fahrenheit(self):
        return self * 9 / 5 + 32


class Tags(set):
    def both(self, other):
        return sorted(self & other)


def run(count):
    stack = Stack([1, 2], limit=5)
    total = 0
    for i in range(count):
        stack.push(i)
        total += len(stack) + stack[0] + stack.top
        for item in stack:
            total += item
    stack += [7]
    words = Words("a bcd ef".split())
    upper = Upper()
    upper["a"] = 1
    upper["B"] = 2
    name = Name("bob")
    money = Money(150) + Money(275)
    temp = Celsius(100.0)
    tags = Tags([1, 2, 3])
    tags.add(4)
    stack.insert(0, 9)
    other = Stack(stack)
    other.pop()
    return [
        total, list(stack), stack.limit, stack.top, words.longest(), len(words), words == ["a", "bcd", "ef"], words[1:],
        [w for w in words], sorted(words), "a" in upper, upper["b"], list(upper.items()), name.shout(), name == "bob", name + "x",
        len(name), {name: 1}["bob"], money.show(), money == 425, money * 2, [1, 2, 3][Money(1)], temp.fahrenheit, temp > 50, tags.both({2, 3, 9}),
        len(tags), isinstance(stack, list), stack == list(stack), list(other), sum(stack), bool(Stack()), str(name), f"{name:>5}", f"{money}", repr(stack),
        stack is stack, max(stack), stack.count(7), ",".join(words), list(reversed(words)),
    ]


ARGS = (500,)
QUICK_ARGS = (6,)
