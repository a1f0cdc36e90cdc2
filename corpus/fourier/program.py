"""The fast Fourier transform over arrays of real and imaginary parts, used to multiply large numbers."""

import math
from array import array


def transform(real, imaginary, sign):
    n = len(real)
    other = 0
    for i in range(1, n):
        bit = n >> 1
        while other & bit:
            other ^= bit
            bit >>= 1
        other |= bit
        if i < other:
            real[i], real[other] = real[other], real[i]
            imaginary[i], imaginary[other] = imaginary[other], imaginary[i]
    length = 2
    while length <= n:
        angle = sign * 2.0 * math.pi / length
        step_real, step_imaginary = math.cos(angle), math.sin(angle)
        for start in range(0, n, length):
            turn_real, turn_imaginary = 1.0, 0.0
            for i in range(start, start + length // 2):
                j = i + length // 2
                x = real[j] * turn_real - imaginary[j] * turn_imaginary
                y = real[j] * turn_imaginary + imaginary[j] * turn_real
                real[j], imaginary[j] = real[i] - x, imaginary[i] - y
                real[i] += x
                imaginary[i] += y
                turn_real, turn_imaginary = (
                    turn_real * step_real - turn_imaginary * step_imaginary,
                    turn_real * step_imaginary + turn_imaginary * step_real,
                )
        length *= 2


def product(left, right, size):
    parts = []
    for digits in (left, right):
        real = array("d", digits) + array("d", [0.0]) * (size - len(digits))
        imaginary = array("d", [0.0]) * size
        transform(real, imaginary, 1.0)
        parts.append((real, imaginary))
    (a, b), (c, d) = parts
    real = array("d", [a[i] * c[i] - b[i] * d[i] for i in range(size)])
    imaginary = array("d", [a[i] * d[i] + b[i] * c[i] for i in range(size)])
    transform(real, imaginary, -1.0)
    found = []
    carry = 0
    for value in real:
        carry += int(value / size + 0.5)
        found.append(carry % 10)
        carry //= 10
    return found


def run(size, rounds):
    digits = [1, 7]
    for i in range(rounds):
        digits = product(digits[: size // 2], [3 + i % 7, i % 10, 1], size)
    return "".join([str(digit) for digit in reversed(digits)]).lstrip("0")


ARGS = (64, 16)
QUICK_ARGS = (16, 6)
