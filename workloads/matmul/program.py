"""A matrix product: comprehensions, calls of `float`, lists of lists of floats."""


def matmul(n):
    a = [[float(i * j % 7) for j in range(n)] for i in range(n)]
    b = [[float(i + j) for j in range(n)] for i in range(n)]
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        ai, ci = a[i], c[i]
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += ai[k] * b[k][j]
            ci[j] = total
    return c[1][n - 1] + c[n - 1][1]


run = matmul
ARGS = (40,)
QUICK_ARGS = (18,)
