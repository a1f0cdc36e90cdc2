"""Attributes of instances whose classes have slots, dicts, or both, in up to three levels."""


class Slots:
    __slots__ = ("a", "b")

    def __init__(self, n):
        self.a = n
        self.b = n + 1

    def total(self):
        return self.a + self.b


class Values:
    kind = "values"

    def __init__(self, n):
        self.a = n
        self.b = n + 1

    def total(self):
        return self.a + self.b


class SlotsSlots(Slots):
    __slots__ = ("c", "_d")

    def __init__(self, n):
        super().__init__(n)
        self.c = n + 2
        self._d = n + 3

    @property
    def d(self):
        return self._d


class SlotsDict(Slots):
    def __init__(self, n):
        super().__init__(n)
        self.c = n + 2
        self.d = n + 3


class SlotsDictSlots(SlotsDict):
    __slots__ = ("e",)

    def __init__(self, n):
        super().__init__(n)
        self.e = n + 4


class DictInSlots:
    __slots__ = ("a", "__dict__")

    def __init__(self, n):
        self.a = n
        self.b = n + 1

    def total(self):
        return self.a + self.b


class OnlyDictInSlots:
    __slots__ = ("__dict__",)

    def __init__(self, n):
        self.b = n + 1
        self.a = n

    def total(self):
        return self.a + self.b


class ValuesSlots(Values):
    __slots__ = ("c",)

    def __init__(self, n):
        super().__init__(n)
        self.c = n + 2


class EmptySlots(Values):
    __slots__ = ()

    def __init__(self, n):
        super().__init__(n)
        self.c = n + 2


class Shadow(Slots):
    __slots__ = ("a",)
    kind = "shadow"

    def __init__(self, n):
        self.a = n * 10
        self.b = n


class Plain(Slots):
    def __init__(self, a):
        self.a = a
        self.extra = a + 100


def change(each, n):
    each.a += n
    each.b = each.a + each.b
    return each.a, each.b, each.total()


def more(each, n):
    each.c = each.c + n
    return each.c


def drop(each, n):
    del each.a
    each.a = n
    return each.a


def run(n):
    rows = []
    for k in range(n):
        both = [
            Slots(k), Values(k), SlotsSlots(k), SlotsDict(k), SlotsDictSlots(k), DictInSlots(k),
            OnlyDictInSlots(k), ValuesSlots(k), EmptySlots(k), Shadow(k),
        ]
        for each in both:
            rows.append(change(each, k))
            rows.append(drop(each, k + 5))
            rows.append(each.total())
        for each in (SlotsSlots(k), SlotsDict(k), SlotsDictSlots(k), ValuesSlots(k), EmptySlots(k)):
            rows.append(more(each, k))
            rows.append((each.a, each.b, each.c))
        deep = SlotsDictSlots(k)
        rows.append((deep.a, deep.b, deep.c, deep.d, deep.e))
        rows.append((SlotsSlots(k).d, Shadow(k).kind, ValuesSlots(k).kind, EmptySlots(k).kind))
        plain = Plain(k)
        rows.append((plain.a, plain.extra))
        plain.late = rows[-1]
        plain.extra += 1
        rows.append((plain.late, plain.extra, plain.a))
    return rows


ARGS = (70,)
QUICK_ARGS = (3,)
