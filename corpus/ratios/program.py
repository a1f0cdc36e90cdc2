"""Fractions as a class with operators: partial sums, continued fractions and Egyptian fractions."""

import math


class Ratio:
    def __init__(self, top, bottom):
        shared = math.gcd(top, bottom)
        self.top = top // shared
        self.bottom = bottom // shared

    def __add__(self, other):
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other):
        return Ratio(self.top * other.bottom - other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other):
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other):
        return Ratio(self.top * other.bottom, self.bottom * other.top)

    def __eq__(self, other):
        return self.top == other.top and self.bottom == other.bottom

    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom

    def __bool__(self):
        return self.top != 0

    def __str__(self):
        return f"{self.top}/{self.bottom}"


def harmonic(n):
    total = Ratio(0, 1)
    for i in range(1, n + 1):
        total = total + Ratio(1, i)
    return total


def continued(terms):
    value = Ratio(terms[-1], 1)
    for term in terms[-2::-1]:
        value = Ratio(term, 1) + Ratio(1, 1) / value
    return value


def egyptian(value):
    found = []
    while value:
        bottom = -(-value.bottom // value.top)
        part = Ratio(1, bottom)
        found.append(bottom)
        value = value - part
    return found


def run(n):
    largest = Ratio(0, 1)
    lengths = 0
    for i in range(2, n):
        parts = egyptian(Ratio(i % 7 + 1, i % 7 + i % 5 + 3))
        lengths += len(parts)
        value = continued([1, i % 3 + 1, i % 4 + 2, 2])
        square = value * value
        if largest < square:
            largest = square
        elif largest == square:
            lengths += 1
    return lengths, f"{largest}", f"{harmonic(n // 20 + 2)}"


ARGS = (260,)
QUICK_ARGS = (26,)
