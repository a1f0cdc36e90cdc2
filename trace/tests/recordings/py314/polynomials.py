"""Polynomials as objects: sums, products, derivatives, and roots by Newton's method."""


class Polynomial:
    def __init__(self, terms):
        while len(terms) > 1 and terms[-1] == 0:
            terms.pop()
        self.terms = terms

    def __getitem__(self, power):
        return self.terms[power] if power < len(self.terms) else 0

    def __iter__(self):
        return iter(self.terms)

    def __add__(self, other):
        longest = max(len(self.terms), len(other.terms))
        return Polynomial([self[i] + other[i] for i in range(longest)])

    def __mul__(self, other):
        made = [0] * (len(self.terms) + len(other.terms) - 1)
        start = 0
        for left in self:
            place = start
            for right in other:
                made[place] += left * right
                place += 1
            start += 1
        return Polynomial(made)

    def __eq__(self, other):
        return self.terms == other.terms

    def at(self, x):
        total = 0
        for term in reversed(self.terms):
            total = total * x + term
        return total

    def derived(self):
        return Polynomial([power * term for power, term in enumerate(self.terms)][1:])


def root(polynomial, x):
    slope = polynomial.derived()
    for _ in range(20):
        down = slope.at(x)
        if down == 0:
            break
        x -= polynomial.at(x) / down
    return x


def run(n):
    product = Polynomial([1])
    total = Polynomial([0])
    same = 0
    for i in range(1, n + 1):
        factor = Polynomial([-(i % 9) - 1, 1])
        product = product * factor if i % 6 else Polynomial([1])
        total = total + product
        same += factor * product == product * factor
    found = [round(root(Polynomial([-i, 0, 1]), 1.0 + i), 9) for i in range(1, n // 8 + 2)]
    return same, total.terms, found[-1], round(sum(found), 6)


ARGS = (160,)
QUICK_ARGS = (16,)
