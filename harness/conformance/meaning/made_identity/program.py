"""Which objects operations give: those that they were given, those that CPython keeps, or new ones."""

TEXT = "some text"
WORD = "word"
PAIR = (1, "two")
FROZEN = frozenset({1, 2})
NAMES = ("True", "False", "None")


def texts(n, text, other):
    same = (text[:] is text, str(text) is text, text + "" is text, "" + text is text, text * 1 is text,
            text.strip() is text, text.replace("zz", "y") is text, text.ljust(2) is text,
            "".join([text]) is text, "%s" % text is text, f"{text}" is text, text.split("|")[0] is text,
            format(text, "s") is text, "%s" % (text,) is text, text.removeprefix("zz") is text,
            text.partition("|")[0] is text, text[0:9] is text, "{}".replace("{}", "{}") is text)
    new = (text.lower() is text, text[:-1] + text[-1:] is text, text.upper() is text, text * 2 is text,
           "%s%s" % (text, "") is text, f"{text}{''}" is text, other + str(n) is other + str(n),
           text.replace("e", "e") is text, text.title() is text, " ".join(text.split()) is text)
    return same, new


def characters(text, other):
    return (text[0] is other[0], text[1:2] is other[1:2], chr(115) is text[0], [*text][0] is text[0],
            text.split("o")[0] is "s", text[5:5] is "", text[:0] is other[:0], "\u03a9\u03b1"[0] is "\u03a9\u03b1"[0],
            text.strip("some tx") is "", "".join([]) is "")


def bools(n):
    return (str(n > 0) is "True", f"{n < 0}" is NAMES[1], repr(n > 0) is str(n > 1), str(None) is NAMES[2],
            "%s" % (n > 0) is "True", format(n > 0) is NAMES[0], "".join(["Tr", "ue"]) is "Truer",
            "%r" % (n > 0,) is "True")


def tuples(n, pair, frozen):
    made = (n, "two")
    empty = ()
    return (tuple(pair) is pair, pair[:] is pair, pair + () is pair, () + pair is pair, pair * 1 is pair,
            tuple([*pair]) is pair, made is pair, (n,)[1:] is empty, pair * 0 is empty, tuple([]) is empty,
            tuple({}) is (), made[:] is made, (*made,) is made, made + () is made, made[1] is pair[1],
            frozenset(frozen) is frozen, frozen.copy() is frozen, frozen | set() is frozen,
            frozenset([1, 2]) is frozen, frozen & frozen is frozen, frozenset() is frozenset(),
            "a|b".partition("|")[1] is "|", sum([], ()) is empty)


def ints(n):
    big = n + 1000
    return (n is 3, n * 2 is 6, int(n > 0) is 1, big - 1000 is n, len("abc") is 3, n > 2 is True,
            big is 5, big is None, (2**100 - (2**100 - 1)) is 1, big // big is 1, big is not 7, ~n is -4,
            n * 1.0 is 3.5, n * 1.0 is n)


def others(n):
    numbers = [n, n + 1]
    it = iter(numbers)
    return (iter(it) is it, iter(numbers) is iter(numbers), numbers[:] is numbers, list(numbers) is numbers,
            numbers * 1 is numbers, sorted(numbers) is numbers, range(n) is range(n), reversed(numbers) is it,
            numbers.copy() is numbers, {n: 1}.keys() is {n: 1}.keys(), numbers.append is numbers.append,
            type(n) is int, type(numbers) is list, max([PAIR, (0, 1)]) is PAIR, {PAIR: PAIR}[1, "two"] is PAIR,
            {1: PAIR}.get(2, PAIR) is PAIR, enumerate(it) is it)


def run(n):
    return (texts(n, TEXT, WORD), texts(n, WORD + str(n) + "x", TEXT), characters(TEXT, "son"), bools(n),
            tuples(n, PAIR, FROZEN), ints(n), others(n))


ARGS = (3,)
QUICK_ARGS = (3,)
