"""`fractions.Fraction` in Python, as `hosted_standard.py` has other parts of the standard library."""

from math import gcd as hosted_gcd


class hosted_Fraction:
    def __init__(self, numerator=0, denominator=None, *, is_reduced=False):
        if is_reduced:
            self.numerator = numerator
            self.denominator = denominator
            return
        if denominator is None:
            if isinstance(numerator, float):
                numerator, denominator = hosted_ratio(numerator)
            elif isinstance(numerator, hosted_Fraction):
                numerator, denominator = numerator.numerator, numerator.denominator
            elif isinstance(numerator, int):
                denominator = 1
            else:
                raise NotImplementedError("Fraction of a text")
            self.numerator = numerator
            self.denominator = denominator
            return
        if isinstance(numerator, hosted_Fraction) or isinstance(denominator, hosted_Fraction):
            one, other = hosted_Fraction(numerator), hosted_Fraction(denominator)
            numerator = one.numerator * other.denominator
            denominator = one.denominator * other.numerator
        if denominator == 0:
            raise ZeroDivisionError(f"Fraction({numerator}, 0)")
        divisor = hosted_gcd(numerator, denominator)
        if denominator < 0:
            divisor = -divisor
        self.numerator = numerator // divisor
        self.denominator = denominator // divisor

    def as_integer_ratio(self):
        return self.numerator, self.denominator

    def is_integer(self):
        return self.denominator == 1

    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self.denominator <= max_denominator:
            return hosted_Fraction(self)
        # Convergents of the continued fraction: the last whose denominator is small enough, and the one before it.
        before_top, before_bottom, near_top, near_bottom = 0, 1, 1, 0
        top, bottom = self.numerator, self.denominator
        while True:
            whole, rest = divmod(top, bottom)
            next_bottom = before_bottom + whole * near_bottom
            if next_bottom > max_denominator:
                break
            next_top = before_top + whole * near_top
            before_top, before_bottom, near_top, near_bottom = near_top, near_bottom, next_top, next_bottom
            top, bottom = bottom, rest
        # Between the one before and the convergent that is too large lies the best one on the other side.
        steps = (max_denominator - before_bottom) // near_bottom
        near = hosted_Fraction(near_top, near_bottom)
        other = hosted_Fraction(before_top + steps * near_top, before_bottom + steps * near_bottom)
        return near if abs(near - self) <= abs(other - self) else other

    def __repr__(self):
        return f"Fraction({self.numerator}, {self.denominator})"

    def __str__(self):
        if self.denominator == 1:
            return str(self.numerator)
        return f"{self.numerator}/{self.denominator}"

    def __float__(self):
        return self.numerator / self.denominator

    def __int__(self):
        if self.numerator < 0:
            return -(-self.numerator // self.denominator)
        return self.numerator // self.denominator

    def __bool__(self):
        return self.numerator != 0

    def __hash__(self):
        modulus = (1 << 61) - 1
        if self.denominator % modulus == 0:
            found = 314159
        else:
            found = abs(self.numerator) % modulus * pow(self.denominator, -1, modulus) % modulus
        if self.numerator < 0:
            found = -found
        return -2 if found == -1 else found

    def __neg__(self):
        return hosted_Fraction(-self.numerator, self.denominator, is_reduced=True)

    def __abs__(self):
        return hosted_Fraction(abs(self.numerator), self.denominator, is_reduced=True)

    def __round__(self):
        floor, rest = divmod(self.numerator, self.denominator)
        if rest * 2 < self.denominator or rest * 2 == self.denominator and floor % 2 == 0:
            return floor
        return floor + 1

    def __add__(self, other):
        if isinstance(other, hosted_Fraction):
            return hosted_sum(self.numerator, self.denominator, other.numerator, other.denominator)
        if isinstance(other, int):
            return hosted_Fraction(self.numerator + other * self.denominator, self.denominator, is_reduced=True)
        return self.numerator / self.denominator + other

    def __radd__(self, other):
        if isinstance(other, int):
            return hosted_Fraction(self.numerator + other * self.denominator, self.denominator, is_reduced=True)
        return other + self.numerator / self.denominator

    def __sub__(self, other):
        if isinstance(other, hosted_Fraction):
            return hosted_sum(self.numerator, self.denominator, -other.numerator, other.denominator)
        if isinstance(other, int):
            return hosted_Fraction(self.numerator - other * self.denominator, self.denominator, is_reduced=True)
        return self.numerator / self.denominator - other

    def __rsub__(self, other):
        if isinstance(other, int):
            return hosted_Fraction(other * self.denominator - self.numerator, self.denominator, is_reduced=True)
        return other - self.numerator / self.denominator

    def __mul__(self, other):
        if isinstance(other, hosted_Fraction):
            return hosted_product(self.numerator, self.denominator, other.numerator, other.denominator)
        if isinstance(other, int):
            return hosted_product(self.numerator, self.denominator, other, 1)
        return self.numerator / self.denominator * other

    def __rmul__(self, other):
        if isinstance(other, int):
            return hosted_product(self.numerator, self.denominator, other, 1)
        return other * (self.numerator / self.denominator)

    def __truediv__(self, other):
        if isinstance(other, hosted_Fraction):
            return hosted_quotient(self.numerator, self.denominator, other.numerator, other.denominator)
        if isinstance(other, int):
            return hosted_quotient(self.numerator, self.denominator, other, 1)
        return self.numerator / self.denominator / other

    def __rtruediv__(self, other):
        if isinstance(other, int):
            return hosted_quotient(other, 1, self.numerator, self.denominator)
        return other / (self.numerator / self.denominator)

    def __floordiv__(self, other):
        if isinstance(other, float):
            return self.numerator / self.denominator // other
        other = hosted_Fraction(other)
        return self.numerator * other.denominator // (self.denominator * other.numerator)

    def __mod__(self, other):
        if isinstance(other, float):
            return self.numerator / self.denominator % other
        other = hosted_Fraction(other)
        rest = self.numerator * other.denominator % (other.numerator * self.denominator)
        return hosted_Fraction(rest, self.denominator * other.denominator)

    def __pow__(self, power):
        if not isinstance(power, int):
            return (self.numerator / self.denominator) ** power
        if power >= 0:
            return hosted_Fraction(self.numerator**power, self.denominator**power, is_reduced=True)
        if self.numerator == 0:
            raise ZeroDivisionError(f"Fraction({self.denominator ** -power}, 0)")
        sign = -1 if self.numerator < 0 else 1
        numerator, denominator = (sign * self.denominator) ** -power, (sign * self.numerator) ** -power
        return hosted_Fraction(numerator, denominator, is_reduced=True)

    def __eq__(self, other):
        if isinstance(other, int):
            return self.numerator == other and self.denominator == 1
        if isinstance(other, hosted_Fraction):
            return self.numerator == other.numerator and self.denominator == other.denominator
        if isinstance(other, float) and other - other == 0:
            return (self.numerator, self.denominator) == hosted_ratio(other)
        return False

    def __lt__(self, other):
        numerator, denominator = hosted_compared(other)
        return self.numerator * denominator < numerator * self.denominator

    def __le__(self, other):
        numerator, denominator = hosted_compared(other)
        return self.numerator * denominator <= numerator * self.denominator

    def __gt__(self, other):
        numerator, denominator = hosted_compared(other)
        return self.numerator * denominator > numerator * self.denominator

    def __ge__(self, other):
        numerator, denominator = hosted_compared(other)
        return self.numerator * denominator >= numerator * self.denominator


def hosted_ratio(value):
    """Numerator and denominator of a float."""
    if value - value != 0:
        kind, what = (ValueError, "NaN") if value != value else (OverflowError, "Infinity")
        raise kind(f"cannot convert {what} to integer ratio")
    denominator = 1
    while value % 1 != 0:
        value *= 2
        denominator *= 2
    return int(value), denominator


def hosted_compared(other):
    """Numerator and denominator of a number that is compared with a fraction."""
    if isinstance(other, int):
        return other, 1
    if isinstance(other, hosted_Fraction):
        return other.numerator, other.denominator
    if isinstance(other, float):
        return hosted_ratio(other)
    raise NotImplementedError("a comparison of a Fraction")


def hosted_sum(one_top, one_bottom, other_top, other_bottom):
    return hosted_Fraction(one_top * other_bottom + other_top * one_bottom, one_bottom * other_bottom)


def hosted_product(one_top, one_bottom, other_top, other_bottom):
    return hosted_Fraction(one_top * other_top, one_bottom * other_bottom)


def hosted_quotient(one_top, one_bottom, other_top, other_bottom):
    if other_top == 0:
        raise ZeroDivisionError(f"Fraction({other_bottom}, 0)")
    return hosted_Fraction(one_top * other_bottom, one_bottom * other_top)
