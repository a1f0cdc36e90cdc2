"""Each way to use an attribute, on each of ten layouts of objects, at an instruction of its own."""


def plus(x):
    return x + 1


class Root:
    __slots__ = ()
    base = 3

    def total(self, k):
        return self.a + k

    def made(self):
        return self.base


class Slots(Root):
    __slots__ = ("a", "f")
    kind = "slots"


class Values(Root):
    kind = "values"


class SlotsSlots(Slots):
    __slots__ = ("c",)
    kind = "slots, slots"


class SlotsDict(Slots):
    kind = "slots, dict"


class SlotsDictSlots(SlotsDict):
    __slots__ = ("e",)
    kind = "slots, dict, slots"


class DictInSlots(Root):
    __slots__ = ("a", "__dict__")
    kind = "dict in slots"


class OnlyDictInSlots(Root):
    __slots__ = ("__dict__",)
    kind = "only a dict in slots"


class ValuesSlots(Values):
    __slots__ = ("c",)
    kind = "values, slots"


class EmptySlots(Values):
    __slots__ = ()
    kind = "values, no slots"


class Shadow(Slots):
    __slots__ = ("a",)
    kind = "shadow"


class SlotsUsed(Slots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_Slots(n):
    each = SlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), SlotsUsed.kind, SlotsUsed.plain(n), SlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class ValuesUsed(Values):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_Values(n):
    each = ValuesUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), ValuesUsed.kind, ValuesUsed.plain(n), ValuesUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class SlotsSlotsUsed(SlotsSlots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_SlotsSlots(n):
    each = SlotsSlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), SlotsSlotsUsed.kind, SlotsSlotsUsed.plain(n), SlotsSlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class SlotsDictUsed(SlotsDict):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_SlotsDict(n):
    each = SlotsDictUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), SlotsDictUsed.kind, SlotsDictUsed.plain(n), SlotsDictUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class SlotsDictSlotsUsed(SlotsDictSlots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_SlotsDictSlots(n):
    each = SlotsDictSlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), SlotsDictSlotsUsed.kind, SlotsDictSlotsUsed.plain(n), SlotsDictSlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class DictInSlotsUsed(DictInSlots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_DictInSlots(n):
    each = DictInSlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), DictInSlotsUsed.kind, DictInSlotsUsed.plain(n), DictInSlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class OnlyDictInSlotsUsed(OnlyDictInSlots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_OnlyDictInSlots(n):
    each = OnlyDictInSlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), OnlyDictInSlotsUsed.kind, OnlyDictInSlotsUsed.plain(n), OnlyDictInSlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class ValuesSlotsUsed(ValuesSlots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_ValuesSlots(n):
    each = ValuesSlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), ValuesSlotsUsed.kind, ValuesSlotsUsed.plain(n), ValuesSlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class EmptySlotsUsed(EmptySlots):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_EmptySlots(n):
    each = EmptySlotsUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), EmptySlotsUsed.kind, EmptySlotsUsed.plain(n), EmptySlotsUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


class ShadowUsed(Shadow):
    __slots__ = ()

    @property
    def twice(self):
        return self.a * 2

    @staticmethod
    def plain(k):
        return k + 5

    @classmethod
    def named(cls, k):
        return cls.kind, k

    def total(self, k):
        return super().total(k) + super().base

    def bound(self):
        return super().made


def use_Shadow(n):
    each = ShadowUsed()
    each.a = n
    each.f = plus
    each.a = each.a + 1
    rows = [each.a, each.f(n), each.kind, each.twice, each.plain(n), each.named(n), each.total(n)]
    called = each.total
    rows += [called(2), each.bound()(), ShadowUsed.kind, ShadowUsed.plain(n), ShadowUsed.total(each, 4), each.base]
    del each.a
    each.a = [n]
    del each.f
    each.f = each.plain
    rows += [each.a[0], each.f(n), each.made()]
    return rows


def run(n):
    rows = []
    for k in range(n):
        rows = [
            use_Slots(k),
            use_Values(k),
            use_SlotsSlots(k),
            use_SlotsDict(k),
            use_SlotsDictSlots(k),
            use_DictInSlots(k),
            use_OnlyDictInSlots(k),
            use_ValuesSlots(k),
            use_EmptySlots(k),
            use_Shadow(k),
        ]
    return rows


ARGS = (70,)
QUICK_ARGS = (3,)
