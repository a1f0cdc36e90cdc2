"""Objects of classes of the program that are unpacked, spread into lists, and formatted by specifications."""


class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def __iter__(self):
        yield self.left
        yield self.right

    def __format__(self, spec):
        if not spec:
            return f"<{self.left}, {self.right}>"
        if spec == "sum":
            return str(self.left + self.right)
        return f"{self.left:{spec}}/{self.right:{spec}}"


class Row:
    """Its iterator is that of a list."""

    def __init__(self, *items):
        self.items = list(items)

    def __iter__(self):
        return iter(self.items)

    def __format__(self, spec):
        return "[" + " ".join([format(item, spec) for item in self.items]) + "]"


class Countdown:
    """It is its own iterator."""

    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left


class Wide(Row):
    def __format__(self, spec):
        return "wide" + super().__format__(spec or "03")


class Failing:
    def __init__(self, after):
        self.after = after

    def __iter__(self):
        yield from range(self.after)
        raise KeyError(self.after)

    def __format__(self, spec):
        raise ValueError(spec)


def swapped(value):
    left, right = value
    return right, left


def spread(first, second):
    return [*first, 0, *second]


def turned(value):
    left, right = value
    one, *rest = Countdown(right + 3)
    return right, left, one, rest


def ends(values):
    first, *others, last = values
    return first, len(others), last


def sizes(value):
    try:
        one, two, three = value
    except ValueError as error:
        return str(error).split()[0]
    return one + two + three


def caught(after):
    found = []
    try:
        one, two = Failing(after)
        found = [one, two]
    except (KeyError, ValueError) as error:
        found.append(type(error).__name__)
    try:
        found += [*Failing(after)]
    except KeyError as error:
        found.append(error.args[0])
    try:
        found.append(f"{Failing(0):<{after}}")
    except ValueError as error:
        found.append(error.args[0])
    return found


def texts(value, spec):
    return [f"{value}", f"{value:>5}", f"{value:{spec}}", format(value), format(value, spec)]


def run(n):
    found = []
    for i in range(n):
        pair, row = Pair(i, i + 1), Row(i, 2 * i, 3 * i)
        found.append(swapped(pair))
        found.append(swapped(Row(i, i)))
        found.append(turned(Countdown(2)))
        found.append(swapped((i, 5)))
        found.append(swapped([i, 6]))
        found.append(swapped(character for character in "ab"))
        found.append(spread(pair, row))
        found.append([i, *Countdown(i % 4), *row])
        found.append(spread([i], (i, i)))
        found.append([*Countdown(3), *"xy"])
        found.append((*pair, *row))
        found.append(list(pair) + list(row) + list(Countdown(2)))
        found.append(ends(row))
        found.append(ends(pair))
        found.append(ends([1, 2, 3, i]))
        found.append([sizes(pair), sizes(row), sizes(Row(1, 2, 3, 4)), sizes((1, 2, i))])
        found.append(caught(i % 3))
        found.append(texts(pair, "03"))
        found.append(texts(row, "4"))
        found.append(texts(Wide(i, 1), "02"))
        found.append(texts(i, "x"))
        found.append(f"{pair:sum}|{pair!s:.1}")
    return found


ARGS = (40,)
QUICK_ARGS = (3,)
