"""`__getattr__` for what objects do not have."""


class Lazy:
    kind = "lazy"

    def __init__(self, n):
        self.n = n

    def __getattr__(self, name):
        if name == "missing":
            raise AttributeError(name)
        if name == "call":
            return lambda x: x + self.n
        return self.n * len(name)


class Derived(Lazy):
    def __getattr__(self, name):
        return super().__getattr__(name) + 1 if name == "size" else 0


class Plain:
    def __init__(self):
        self.size = 5


def sizes(objects):
    return sum(each.size for each in objects)


def run(n):
    total = 0
    for i in range(n):
        lazy = Lazy(i)
        total += lazy.width + lazy.n + lazy.call(3) + len(lazy.kind)
        total += sizes([lazy, Plain(), Derived(i)])
        try:
            total += lazy.missing
        except AttributeError as error:
            total += len(str(error))
    return total


ARGS = (50,)
QUICK_ARGS = (10,)
