"""Floats in the middle of two shortest decimals."""


def run(n):
    shown = []
    for k in range(n):
        value = k + 0.12693023681640625
        shown.append(repr(value))
        shown.append(f"{value} {value!r}")
        shown.append(str(2.0 ** -k + 1234567.0))
        shown.append(f"{k / 8:.0f} {k / 8:.1f} {k / 8:.2f} {k / 3}")
    return shown


ARGS = (20,)
QUICK_ARGS = (3,)
