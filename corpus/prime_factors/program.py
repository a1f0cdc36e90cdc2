"""Factorisation by trial division: remainders and integer division."""


def factors(n):
    found = []
    divisor = 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            found.append(divisor)
            n //= divisor
        divisor += 1 if divisor == 2 else 2
    if n > 1:
        found.append(n)
    return found


def run(start, count):
    most = 0
    total = 0
    for n in range(start, start + count):
        found = factors(n)
        total += found[-1]
        if len(found) > most:
            most = len(found)
    return total, most


ARGS = (100_000, 1_500)
QUICK_ARGS = (100_000, 150)
