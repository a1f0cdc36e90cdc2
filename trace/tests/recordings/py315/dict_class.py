"""A class that derives from dict: CPython's traces use a uop on dicts for a subscript of its instances."""


class Scope(dict):
    def __init__(self, pairs, outer=None):
        self.update(pairs)
        self.outer = outer

    def find(self, name):
        return self if name in self else self.outer.find(name)


def run(n):
    total = 0
    inner = Scope({"b": 2}, Scope({"a": 1}))
    for i in range(n):
        total += inner.find("a")["a"] + inner.find("b")["b"]
    return total


ARGS = (20_000,)
