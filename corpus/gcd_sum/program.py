"""Sums of greatest common divisors, by Euclid's algorithm."""


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def run(n):
    total = 0
    coprime = 0
    for a in range(1, n):
        for b in range(1, a):
            divisor = gcd(a, b)
            total += divisor
            if divisor == 1:
                coprime += 1
    return total, coprime


ARGS = (300,)
QUICK_ARGS = (100,)
