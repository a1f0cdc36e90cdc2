"""Special methods that return NotImplemented, so that C code asks the other operand."""

from dataclasses import dataclass
from functools import total_ordering


@dataclass(order=True)
class Point:
    x: int
    y: int


@total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        if isinstance(other, Money):
            return Money(self.cents + other.cents)
        return NotImplemented

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __iadd__(self, other):
        if isinstance(other, int):
            self.cents += other
            return self
        return NotImplemented

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return type(self)(round(self.cents * other))
        return NotImplemented

    __rmul__ = __mul__

    def __eq__(self, other):
        if isinstance(other, Money):
            return self.cents == other.cents
        return NotImplemented

    def __ne__(self, other):
        return not self == other

    def __pow__(self, other):
        return NotImplemented


class Euro(Money):
    """Its reflected method comes first where the left operand is Money."""

    def __radd__(self, other):
        if isinstance(other, Money):
            return Euro(self.cents + other.cents + 1)
        return NotImplemented


class Tally:
    """It knows how to be added to Money, which does not know how to add it."""

    def __init__(self, count):
        self.count = count

    def __radd__(self, other):
        if isinstance(other, Money):
            return Money(other.cents + 100 * self.count)
        return NotImplemented

    def __gt__(self, other):
        return NotImplemented


def attempt(action):
    try:
        value = action()
    except TypeError as error:
        return str(error)
    return value.cents if isinstance(value, Money) else value


def run(n):
    coins = [Money(i) for i in range(n)]
    found = [sum(coins).cents]
    for i in range(n):
        point, version, money = Point(i, 2), Version(1, i), Money(i)
        found.append((point == (i, 2), point != None, point == Point(3, 2), point < Point(3, 3)))
        found.append((version == "1", version != i, version >= Version(1, 3), version > Version(1, 5)))
        found.append((money == i, money != i, i == money, money == coins[0], money != coins[0]))
        found.append((money in coins, 3 in coins, coins.count(i)))
        money += 5
        money += Money(3)
        found.append(money.cents)
        found += [
            attempt(lambda: point < 3),
            attempt(lambda: version < 2),
            attempt(lambda: money + "x"),
            attempt(lambda: "x" + money),
            attempt(lambda: money + Tally(i)),
            attempt(lambda: "x" + Tally(i)),
            attempt(lambda: money**2),
            attempt(lambda: 2 * money * 1.5),
            attempt(lambda: money * money),
            attempt(lambda: money * "x"),
            attempt(lambda: [1] * money),
            attempt(lambda: money + Euro(i)),
            attempt(lambda: Euro(i) + money),
            attempt(lambda: Euro(i) + 1),
            attempt(lambda: Tally(i) > Tally(i)),
        ]
    return found


ARGS = (12,)
QUICK_ARGS = (4,)
