"""Texts that `str.format` fills in, with values and objects of the program, and `format`."""


class Money:
    def __init__(self, amount, unit):
        self.amount, self.unit = amount, unit

    def __str__(self):
        return f"{self.amount} {self.unit}"

    def __repr__(self):
        return f"Money({self.amount})"

    def __format__(self, spec):
        return f"<{spec}|{self.amount}>" if spec else str(self)

    @property
    def half(self):
        return self.amount / 2


class Named:
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name.upper()

    def __repr__(self):
        return f"Named {self.name}"


TABLE = {"short": "{0}/{1}", "long": "{1:>6}|{0!r:<10}|{0}", "named": "{0.name}-{1.half:.2f}"}


def plain(i, out):
    values = (i, i / 3, f"t{i}", None, True, [i, "a"], (1,), {"k": i}, 2**70, b"ab")
    for value in values:
        out.append("{} {!r} {!s:>8} {!a}".format(value, value, value, value))
    out.append("{:>6}|{:<6}|{:^6}|{:+d}|{:06.2f}|{:,}|{:x}|{:#b}|{:e}".format("a", "b", "c", i, i / 7, 10**6 + i, i, i, 12.5))
    out.append("{1}-{0}-{1}".format(i, "x") + "{{{}}}".format(i) + "}}{{".format())
    out.append("{:{}}|{:>{width}.{places}f}".format("ab", 5, i / 3, width=9, places=3))
    out.append("{a[0]} {a[1]} {b[key]} {c.real} {0[2]}".format("xyz", a=[1, i], b={"key": i}, c=i))
    out.append("{name}={value!r}".format(name="n", value="v"))
    out.append("{name}".format(**{"name": i}) + "{}{}".format(*[1, i]))
    fill = "<{}>".format
    out.append("".join(map(fill, [1, "b", None])))


def wrong(i, out):
    cases = (
        ("{}{}", (1,)), ("{0}{}", (1,)), ("{}{0}", (1,)), ("{", ()), ("}", ()), ("{a}", (1,)), ("{!x}", (1,)), ("{:d}", ("a",)),
        ("{0[}", ("a",)), ("{0.}", (1,)), ("{0.nothing}", (1,)), ("{:{:{}}}", (1, 2, 3)), ("{0!}", (1,)), ("{0!r", (1,)), ("{0:", (1,)),
        ("{0[a]}", ([1],)), ("{0[9]}", ([1],)), ("{0[0]x}", ([1],)), ("{9}", (1,)),
    )  # fmt: skip
    for text, values in cases:
        try:
            out.append(text.format(*values))
        except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
            out.append(f"{type(error).__name__}: {error}")


def objects(i, out):
    money, named = Money(i, "EUR"), Named(f"n{i}")
    out.append("{} {!r} {!s} {:>4}".format(money, money, money, money))
    out.append("{0}, {1} and {0!s:>10}".format(money, named))
    out.append("{m:x} {n} {m.unit} {m.half}".format(m=money, n=named))
    for text in TABLE.values():
        out.append(text.format(named, money))
    for value in (money, named, i, "s", 2.5):
        out.append("[{}]".format(value) + format(value) + str(value))
    out.append(format(money, "ab") + format(i, "04d") + format("x", ">3"))


def run(n):
    out = []
    for i in range(n):
        plain(i, out)
        wrong(i, out)
        objects(i, out)
    return out[:80], len("".join(out))


ARGS = (8,)
QUICK_ARGS = (2,)
