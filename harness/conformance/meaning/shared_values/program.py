"""Texts, tuples and other values that can't be changed, compared by identity."""

TEXT = "some text"
SAME = TEXT
EQUAL = "".join(["some ", "text"])
PAIR = (1, 2)
SAME_PAIR = PAIR


def make(a, b):
    return (a, b)


EQUAL_PAIR = make(1, 2)
SET = frozenset([1, 2])
OTHER_SET = frozenset([1, 2])
RANGE = range(3)
OTHER_RANGE = range(3)
NAN = float("nan")
OTHER_NAN = float("nan")
ITEMS = [PAIR, EQUAL_PAIR, TEXT, EQUAL, SET, OTHER_SET, (TEXT, PAIR), {TEXT: PAIR}]
NANS = [NAN, OTHER_NAN, 1.0]


class Holder:
    text = EQUAL
    pair = PAIR

    def __init__(self, pair=EQUAL_PAIR):
        self.given = pair

    def compare(self):
        return self.pair is PAIR, self.given is EQUAL_PAIR, self.given is self.pair


def default(pair=PAIR, *, text=TEXT):
    return pair is PAIR, pair is EQUAL_PAIR, text is TEXT, text is EQUAL


def closure():
    text = EQUAL

    def get():
        return text

    return get


GET = closure()


def before(n):
    out = [TEXT is SAME, TEXT is EQUAL, PAIR is SAME_PAIR, PAIR is EQUAL_PAIR, SET is OTHER_SET]
    out.append([RANGE is OTHER_RANGE, RANGE is RANGE, SET is SET])
    out.append([x is y for x in ITEMS for y in ITEMS])
    out.append([Holder.text is EQUAL, Holder.text is TEXT, Holder.pair is PAIR])
    out.append([default(), Holder().compare(), Holder(PAIR).compare()])
    out.append([GET() is EQUAL, GET() is TEXT, ITEMS[6][0] is TEXT, ITEMS[6][1] is PAIR])
    out.append([key is TEXT for key in ITEMS[7]])
    out.append([value is PAIR for value in ITEMS[7].values()])
    return out


def nans(n):
    out = []
    total = 0.0
    for i in range(n):
        total = total + NAN
        kept = NAN
        out.append([[kept] == [NAN], kept in NANS, [kept] == [OTHER_NAN], NANS.index(OTHER_NAN)])
        out.append([[total] == [total], NANS.count(NANS[0]), {NAN: 1}.get(kept), {NAN: 1}.get(OTHER_NAN)])
    return out


def same_text(n):
    s = TEXT
    a = s[1:4]
    b = s[1:4]
    out = [s[:] is s, s[0:] is s, s[::1] is s, str(s) is s, f"{s}" is s, format(s) is s, "%s" % s is s]
    out += [s.strip() is s, s.lstrip() is s, s.rstrip() is s, s.strip("q") is s, s.replace("q", "") is s]
    out += [s.ljust(3) is s, s.rjust(3) is s, s.center(3) is s, s.zfill(3) is s, s.ljust(30) is s]
    out += [s.removeprefix("q") is s, s.removesuffix("q") is s, s.removeprefix("s") is s]
    out += [s.split("q")[0] is s, s.partition("q")[0] is s, s.rpartition("q")[2] is s]
    out += [s.splitlines()[0] is s, "".join([s]) is s, s * 1 is s, 1 * s is s, s + "" is s, "" + s is s]
    out += [s.upper() is s, s.lower() is s, s.title() is s, s.casefold() is s, s * 2 is s]
    out += [a is b, max(a, b) is a, min(b, a) is b, sorted([s, a])[1] is s, s[0] is s[:1]]
    return out


def same_tuple(n):
    t = PAIR
    out = [t[:] is t, t[0:] is t, t[::1] is t, tuple(t) is t, t + () is t, () + t is t, t * 1 is t]
    out += [t[::-1] is t, t + (1,) is t, tuple([1, 2]) is t, (1, 2) is t, t * 2 is t]
    return out + [frozenset(SET) is SET, SET.copy() is SET, SET.union() is SET, SET | SET is SET]


def run(n):
    return [before(n), nans(n), same_text(n), same_tuple(n)]


ARGS = (9,)
