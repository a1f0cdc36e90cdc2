"""Call sites of attributes that are methods in one owner and values in another, with two to five owners."""


class M:
    def m(self, x):
        return ("M", x)


class MD:
    def m(self, x, k=3):
        return ("MD", x, k)


class S:
    @staticmethod
    def m(x):
        return ("S", x)


class SD:
    @staticmethod
    def m(x, k=4):
        return ("SD", x, k)


class C:
    @classmethod
    def m(cls, x):
        return ("C", x)


class CB:
    m = len


class CK:
    class m:
        def __init__(self, x, k=7):
            self.x = x
            self.k = k


class K:
    def __init__(self, x):
        self.x = x
        self.k = 0


class KD:
    def __init__(self, x, k=8):
        self.x = x
        self.k = k


class CN:
    m = list


class V:
    def __init__(self, f):
        self.m = f


class W:
    __slots__ = ("m",)
    def __init__(self, f):
        self.m = f


class WD(W):
    pass


def f1(x):
    return ("f1", x)


def f2(x, k=9):
    return ("f2", x, k)


def adder(n):
    def add(x):
        return ("add", x, n)
    return add


def value(r):
    if isinstance(r, (K, KD, CK.m)):
        return ("K", r.x, r.k)
    return r


def site_0(n):
    found = []
    for o in (
        CK,
        V(list),
        CK,
    ):
        found.append(value(o.m([n])))
    return found


def site_1(n):
    found = []
    for o in (
        CB(),
        W(len),
        CK,
    ):
        found.append(value(o.m([n])))
    return found


def site_2(n):
    found = []
    for o in (
        CB,
        W(bool),
        V(repr),
        S(),
        S(),
        V(repr),
        S(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_3(n):
    found = []
    for o in (
        CK(),
        V(bool),
        V(bool),
        W(bool),
        WD(str),
        V(bool),
        MD(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_4(n):
    found = []
    for o in (
        S(),
        W(KD),
    ):
        found.append(value(o.m([n, n])))
    return found


def site_5(n):
    found = []
    for o in (
        C(),
        V(list),
        CB,
        CB,
        V(list),
        C(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_6(n):
    found = []
    for o in (
        V(f1),
        W(sorted),
        W(tuple),
        V(list),
    ):
        found.append(value(o.m([n])))
    return found


def site_7(n):
    found = []
    for o in (
        V(bool),
        V(sorted),
        V(str),
        CK,
        CK,
    ):
        found.append(value(o.m([n, n])))
    return found


def site_8(n):
    found = []
    for o in (
        V(len),
        V(len),
        V(lambda x: (x, n)),
        V(lambda x: (x, n)),
    ):
        found.append(value(o.m([n, n])))
    return found


def site_9(n):
    found = []
    for o in (
        CK,
        WD(sorted),
        V(KD),
        V(KD),
    ):
        found.append(value(o.m((n,))))
    return found


def site_10(n):
    found = []
    for o in (
        S(),
        WD(f1),
        C,
        CB,
    ):
        found.append(value(o.m([n])))
    return found


def site_11(n):
    found = []
    for o in (
        W(tuple),
        M(),
        C(),
        V(f1),
        CB(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_12(n):
    found = []
    for o in (
        M(),
        M(),
        M(),
        M(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_13(n):
    found = []
    for o in (
        V(MD().m),
        V(f1),
        CB(),
        V(MD().m),
    ):
        found.append(value(o.m((n,))))
    return found


def site_14(n):
    found = []
    for o in (
        V(MD().m),
        S(),
        S(),
        C,
        S(),
    ):
        found.append(value(o.m([n])))
    return found


def site_15(n):
    found = []
    for o in (
        W(C().m),
        CB(),
        M(),
        M(),
        M(),
    ):
        found.append(value(o.m([n, n])))
    return found


def site_16(n):
    found = []
    for o in (
        W([].count),
        W([].count),
        CK,
        W([].count),
    ):
        found.append(value(o.m([n, n])))
    return found


def site_17(n):
    found = []
    for o in (
        S,
        CB,
        S,
        M(),
        S,
    ):
        found.append(value(o.m([n, n])))
    return found


def site_18(n):
    found = []
    for o in (
        MD(),
        CB(),
        CB,
        C,
        MD(),
    ):
        found.append(value(o.m([n])))
    return found


def site_19(n):
    found = []
    for o in (
        CB(),
        M(),
        MD(),
        C,
        V(tuple),
        CB(),
        V(tuple),
        CB(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_20(n):
    found = []
    for o in (
        M(),
        M(),
        CK(),
        M(),
        CK(),
    ):
        found.append(value(o.m((n,))))
    return found


def site_21(n):
    found = []
    for o in (
        WD(list),
        V(f1),
        CB,
    ):
        found.append(value(o.m([n, n])))
    return found


def site_22(n):
    found = []
    for o in (
        W(list),
        V(repr),
        V(str),
        V(KD),
    ):
        found.append(value(o.m([n, n])))
    return found


def site_23(n):
    found = []
    for o in (
        V(bool),
        V(bool),
        CK(),
        M(),
        W(M().m),
        CK(),
    ):
        found.append(value(o.m((n,))))
    return found


def named_0(n):
    found = []
    for o in (
        M(),
        V(f1),
        M(),
        CK(),
    ):
        found.append(value(o.m(x=n)))
    return found


def named_1(n):
    found = []
    for o in (
        V(f1),
        MD(),
        S(),
        V(f2),
    ):
        found.append(value(o.m(x=n)))
    return found


def named_2(n):
    found = []
    for o in (
        MD(),
        V(f2),
        SD(),
        V(KD),
    ):
        found.append(value(o.m(n, k=2)))
    return found


def named_3(n):
    found = []
    for o in (
        V(MD().m),
        MD(),
        W(f2),
    ):
        found.append(value(o.m(k=n, x=1)))
    return found


def run(n):
    return (
        site_0(n),
        site_1(n),
        site_2(n),
        site_3(n),
        site_4(n),
        site_5(n),
        site_6(n),
        site_7(n),
        site_8(n),
        site_9(n),
        site_10(n),
        site_11(n),
        site_12(n),
        site_13(n),
        site_14(n),
        site_15(n),
        site_16(n),
        site_17(n),
        site_18(n),
        site_19(n),
        site_20(n),
        site_21(n),
        site_22(n),
        site_23(n),
        named_0(n),
        named_1(n),
        named_2(n),
        named_3(n),
    )


ARGS = (35,)
QUICK_ARGS = (6,)
