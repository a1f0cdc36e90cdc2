"""A random generator of shifts and exclusive ors on 64 bits, and a chi-square of its bytes."""

MASK = (1 << 64) - 1


def run(n):
    state = 88172645463325252
    buckets = [0] * 256
    for _ in range(n):
        state ^= (state << 13) & MASK
        state ^= state >> 7
        state ^= (state << 17) & MASK
        buckets[state & 255] += 1
    expected = n / 256
    chi = 0.0
    for count in buckets:
        difference = count - expected
        chi += difference * difference / expected
    return state, chi


ARGS = (25_000,)
QUICK_ARGS = (2_500,)
