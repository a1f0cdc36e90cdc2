"""Powers of a matrix of ints modulo a prime: comprehensions inside comprehensions."""

MODULUS = 1_000_000_007


def multiply(a, b):
    n = len(a)
    return [
        [sum([a[i][k] * b[k][j] for k in range(n)]) % MODULUS for j in range(n)] for i in range(n)
    ]


def identity(n):
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


def power(matrix, exponent):
    result = identity(len(matrix))
    while exponent > 0:
        if exponent & 1:
            result = multiply(result, matrix)
        matrix = multiply(matrix, matrix)
        exponent >>= 1
    return result


def run(n, exponent):
    matrix = [[(i * n + j * j + 1) % 10 for j in range(n)] for i in range(n)]
    result = power(matrix, exponent)
    trace = 0
    for i in range(n):
        trace = (trace + result[i][i]) % MODULUS
    return trace, result[0][n - 1]


ARGS = (10, 123_456_789_012)
QUICK_ARGS = (6, 123_456)
