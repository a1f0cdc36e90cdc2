"""Functions that are made while the program runs: default values of keyword-only parameters, and calls that leave them."""


def make(i):
    def plain(a, b=i, *, c=10, d=i + 1):
        return a, b, c, d

    def only(*, c=i):
        return c

    def rest(a, b=i, *others, k=5, **named):
        return a, b, others, k, sorted(named.items())

    return plain, only, rest


def apply(function, *args, **kwargs):
    return function(*args, **kwargs)


class Scale:
    def __init__(self, i):
        def scaled(x, *, by=i, offset=0):
            return x * by + offset

        self.scaled = scaled


def methods(i):
    class Made:
        def call(self, a, *, b=i, c=2):
            return a, b, c

        def __init__(self, a=i, *, b=3):
            self.a, self.b = a, b

    made = Made()
    other = Made(1, b=2)
    return made.call(1), made.call(2, c=5), made.call(a=3), (made.a, made.b), (other.a, other.b)


def run(n):
    found = []
    for i in range(n):
        plain, only, rest = make(i)
        found.append([plain(1), plain(1, 2), plain(1, c=3), plain(a=1, d=4), plain(1, d=2, b=7), plain(1, 2, c=3, d=4)])
        found.append([only(), only(c=1)])
        found.append([rest(1), rest(1, 2, 3), rest(1, k=2), rest(1, 2, 3, k=4, z=5), rest(a=1, y=2)])
        found.append([apply(plain, 1, c=2), apply(only), apply(rest, 1, 2, 3, w=1)])
        scale = Scale(i)
        found.append([scale.scaled(2), scale.scaled(2, by=3), scale.scaled(2, offset=1), scale.scaled(x=1)])
        found.append([(lambda x, *, y=i: (x, y))(1), (lambda x=i, *, y=3: (x, y))(y=2)])
        found.append(methods(i))
        last = None
        for step in (1, 2):
            def added(a, b=step, *, c=last):
                return a, b, c

            found.append([added(1), added(1, c=2), added(b=1, a=2)])
            last = step
    return found[:30], len(repr(found))


ARGS = (10,)
QUICK_ARGS = (3,)
