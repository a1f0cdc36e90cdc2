"""Polynomials over a prime field as a class with operators: remainders, common divisors, powers, irreducible ones."""

PRIME = 5
INVERSES = [0] + [pow(number, PRIME - 2, PRIME) for number in range(1, PRIME)]


class Polynomial:
    """Coefficients of rising powers, the last of which is not 0."""

    def __init__(self, coefficients):
        while coefficients and coefficients[-1] == 0:
            coefficients = coefficients[:-1]
        self.coefficients = coefficients

    def __len__(self):
        return len(self.coefficients)

    def __getitem__(self, power):
        return self.coefficients[power] if power < len(self.coefficients) else 0

    def __eq__(self, other):
        return self.coefficients == other.coefficients

    def __add__(self, other):
        return Polynomial([(self[i] + other[i]) % PRIME for i in range(max(len(self), len(other)))])

    def __neg__(self):
        return Polynomial([-c % PRIME for c in self.coefficients])

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        if isinstance(other, int):
            return Polynomial([c * other % PRIME for c in self.coefficients])
        made = [0] * (len(self) + len(other))
        for i, left in enumerate(self.coefficients):
            for j, right in enumerate(other.coefficients):
                made[i + j] = (made[i + j] + left * right) % PRIME
        return Polynomial(made)

    def __mod__(self, other):
        rest = self.coefficients[:]
        try:
            factor = INVERSES[other.coefficients[-1]]
        except IndexError:
            raise ZeroDivisionError("remainder of the polynomial 0") from None
        while len(rest) >= len(other):
            by = rest.pop() * factor % PRIME
            shift = len(rest) - len(other) + 1
            for i in range(len(other) - 1):
                rest[shift + i] = (rest[shift + i] - by * other.coefficients[i]) % PRIME
        return Polynomial(rest)

    def __call__(self, x):
        value = 0
        for coefficient in reversed(self.coefficients):
            value = (value * x + coefficient) % PRIME
        return value

    def __str__(self):
        parts = [f"{c}x^{i}" for i, c in enumerate(self.coefficients) if c]
        return " + ".join(parts) or "0"


X = Polynomial([0, 1])


def power(base, exponent, modulus):
    found = Polynomial([1])
    while exponent:
        if exponent & 1:
            found = found * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return found


def divisor(left, right):
    while True:
        try:
            left, right = right, left % right
        except ZeroDivisionError:
            return left * INVERSES[left[len(left) - 1]]


def is_irreducible(polynomial):
    """No factor has at most half of the degree."""
    turned = X
    for _ in range((len(polynomial) - 1) // 2):
        turned = power(turned, PRIME, polynomial)
        if len(divisor(polynomial, turned - X)) != 1:
            return False
    return True


def run(count):
    found = 0
    last = X
    roots = 0
    together = Polynomial([1])
    for number in range(count):
        coefficients = [number % 5, number // 5 % 5, (number * 3 + 1) % 5, number // 25 % 5, 1]
        polynomial = Polynomial(coefficients)
        if is_irreducible(polynomial):
            found += 1
            last = polynomial
            together = together * polynomial % Polynomial([2, 3, 0, 1, 4, 0, 1])
        else:
            roots += sum([polynomial(x) == 0 for x in range(PRIME)])
    return found, roots, f"{last}", f"{together}", divisor(last, together) == last


ARGS = (60,)
QUICK_ARGS = (8,)
