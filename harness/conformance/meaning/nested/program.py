"""Lists nested 900 deep, compared and shown."""

def run(n):
    a = []
    b = []
    for _ in range(n):
        a = [a]
        b = [b]
    return a == b, a < b, len(repr(a)), [a] == [b], (a,) != (b,)


ARGS = (900,)
