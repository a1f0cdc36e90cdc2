"""Classes that a function makes, each with a `super` of its own, and instances with slots and a dict that exist before
the run."""


class Root:
    def __init__(self, x):
        self.x = x

    def value(self):
        return self.x

    @staticmethod
    def fixed():
        return 3


def make(base, start):
    class Made(base):
        def __init__(self, x):
            super().__init__(x + start)

        def value(self):
            return super().value() + start

        def total(self):
            return self.value() + super().fixed()

    return Made


LOW = make(Root, 10)
HIGH = make(Root, 100)
BOTH = make(LOW, 1000)
CLASSES = [LOW, HIGH, BOTH]


class Slotted:
    __slots__ = ("v",)


class Mixed(Slotted):
    pass


class Open:
    __slots__ = ("v", "__dict__")


def mixed(cls, v):
    made = cls()
    made.v = v
    made.w = [v]
    made.note = "kept"
    return made


MIXED = mixed(Mixed, 1)
TABLE = {"open": mixed(Open, 5), "mixed": MIXED}


def run(n):
    found = []
    for i in range(n):
        for cls in CLASSES:
            found.append(cls(i).total())
        found.append((HIGH(i).value(), LOW(i).value(), BOTH(i).x))
    MIXED.w.append(n)
    TABLE["open"].note = n
    del MIXED.note
    found.append((MIXED.v, TABLE["mixed"].w, TABLE["open"].w, TABLE["open"].note))
    return found


ARGS = (40,)
QUICK_ARGS = (5,)
