"""Spectral norm of an infinite matrix: a small function called from a double loop."""

import math


def eval_a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(n, v, out):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += eval_a(i, j) * v[j]
        out[i] = total


def multiply_transposed(n, v, out):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += eval_a(j, i) * v[j]
        out[i] = total


def run(n, rounds):
    u = [1.0] * n
    v = [0.0] * n
    w = [0.0] * n
    for _ in range(rounds):
        multiply(n, u, w)
        multiply_transposed(n, w, v)
        multiply(n, v, w)
        multiply_transposed(n, w, u)
    uv = 0.0
    vv = 0.0
    for i in range(n):
        uv += u[i] * v[i]
        vv += v[i] * v[i]
    return math.sqrt(uv / vv)


ARGS = (50, 8)
QUICK_ARGS = (16, 8)
