"""Call sites that see two to five callees of mixed form, in random order."""


def twice(x):
    return 2 * x


def plus(x, y=10):
    return x + y


def adder(k):
    def add(x):
        return x + k
    return add


class A:
    def m(self, x):
        return x + 1

    def both(self, x=5):
        return x + 100

    @staticmethod
    def s(x):
        return x - 1

    @classmethod
    def c(cls, x):
        return x * 3


class B:
    def m(self, x):
        return x + 2


class C(B):
    def m(self, x, y=7):
        return super().m(x) + y


class Made:
    def __init__(self, x):
        self.x = x


class Defaulted:
    def __init__(self, x=4, y=9):
        self.x = x + y


def value(r):
    if isinstance(r, Made):
        return ("made", r.x)
    if isinstance(r, Defaulted):
        return ("defaulted", r.x)
    return r



def site_0(n):
    found = []
    for f in ([1, n, 2].count, B().m, adder(3)):
        found.append(value(f(n)))
    return found


def site_1(n):
    found = []
    for f in (abs, range, A.s, int, adder(n)):
        found.append(value(f(n)))
    return found


def site_2(n):
    found = []
    for f in (A.c, adder(n), [1, n, 2].count, Made, B().m):
        found.append(value(f(n)))
    return found


def site_3(n):
    found = []
    for f in (float, repr, twice, A.s, bool, twice):
        found.append(value(f(n)))
    return found


def site_4(n):
    found = []
    for f in (twice, str, twice, str, twice, C().m):
        found.append(value(f(n)))
    return found


def site_5(n):
    found = []
    for f in ([1, n, 2].count, [1, n, 2].count, A.s, [1, n, 2].count, C().m, repr, C().m, bool):
        found.append(value(f(n)))
    return found


def site_6(n):
    found = []
    for f in ((n, 2).count, chr, repr, Defaulted):
        found.append(value(f(n)))
    return found


def site_7(n):
    found = []
    for f in (abs, abs, bool, Defaulted, Defaulted, bool):
        found.append(value(f(n)))
    return found


def site_8(n):
    found = []
    for f in (bool, twice, twice, A.c):
        found.append(value(f(n)))
    return found


def site_9(n):
    found = []
    for f in (B().m, str, repr, chr):
        found.append(value(f(n)))
    return found


def site_10(n):
    found = []
    for f in (float, int, int, int, plus):
        found.append(value(f(n)))
    return found


def site_11(n):
    found = []
    for f in ('a1b'.ljust, Made, twice, Defaulted, twice, Defaulted, Made, chr):
        found.append(value(f(n)))
    return found


def site_12(n):
    found = []
    for f in (adder(3), repr):
        found.append(value(f(n)))
    return found


def site_13(n):
    found = []
    for f in (A.c, adder(n), 'a1b'.ljust, B().m, twice, A.c):
        found.append(value(f(n)))
    return found


def site_14(n):
    found = []
    for f in (range, repr, B().m, B().m, range):
        found.append(value(f(n)))
    return found


def site_15(n):
    found = []
    for f in (C().m, abs, C().m, abs):
        found.append(value(f(n)))
    return found


def site_16(n):
    found = []
    for f in (float, twice, 'a1b'.ljust, 'a1b'.ljust):
        found.append(value(f(n)))
    return found


def site_17(n):
    found = []
    for f in ((n, 2).count, bool, str, bool, str, bool):
        found.append(value(f(n)))
    return found


def site_18(n):
    found = []
    for f in (range, float, repr, [1, n, 2].count, Made):
        found.append(value(f(n)))
    return found


def site_19(n):
    found = []
    for f in (adder(3), float, A().both, C().m, adder(3), C().m):
        found.append(value(f(n)))
    return found


def site_20(n):
    found = []
    for f in (bool, (n, 2).count, 'a1b'.ljust):
        found.append(value(f(n)))
    return found


def site_21(n):
    found = []
    for f in (A.s, A.s, adder(n), adder(n), [1, n, 2].count, repr, repr):
        found.append(value(f(n)))
    return found


def site_22(n):
    found = []
    for f in (Made, C().m, A().both, A().both, twice, A.s):
        found.append(value(f(n)))
    return found


def site_23(n):
    found = []
    for f in (Defaulted, repr, int, A.c, chr):
        found.append(value(f(n)))
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
    )


ARGS = (35,)
QUICK_ARGS = (6,)
