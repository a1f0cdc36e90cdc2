"""Complex numbers: arithmetic with others, attributes, texts, keys of dicts, and errors."""

import cmath
from cmath import exp, pi, rect

# The runs change it; each begins with these.
SHARED = {1j: "unit", 2: "two"}
TURN = 0.6 - 0.8j


class Body:
    def __init__(self, place, speed):
        self.place = place
        self.speed = speed

    def move(self, time):
        self.place += self.speed * time
        self.speed *= TURN
        return abs(self.place)


def without_signs(value):
    """The parts, and no sign of a zero, which 3.14 keeps and 3.13 does not."""
    return value.real + 0.0, value.imag + 0.0


def arithmetic(values):
    found = []
    for x in values:
        for y in values:
            found += [without_signs(x + y), without_signs(x - y), without_signs(x * y), x == y, x != y]
            if y:
                found.append(without_signs(x / y))
    return found


def powers(n):
    z = 1.5 - 0.5j
    found = [z**k for k in range(-4, 8)]
    found += [z**0.5, z**-1.25, z ** (1 + 2j), 2 ** (1j), 0j**2, 0j**0, (-8) ** (1 / 3), (-2.0) ** 0.5, pow(z, n), pow(-n, 0.5)]
    z **= 2
    return [(round(value.real, 9), round(value.imag, 9)) for value in [*found, z, -z, +z]]


def parts(values):
    found = []
    for value in values:
        found += [value.real, value.imag, abs(value), bool(value), not value]
    return found


def made():
    texts = ["1+2j", " ( -3.5e1-J ) ", "j", "-.5j", "7", "inf-nanj", "1_0j"]
    found = [complex(text) for text in texts]
    found += [complex(), complex(2), complex(1.5, -2), complex(True, 2**60), complex(1j), complex(1 + 1j, 1j), complex(0.5, 2 - 1j)]
    return found


def shown(z):
    found = [str(z), repr(z), f"{z}", f"{z!r:>12}", f"{z:.2f}", f"{z:+.3e}", f"{z:>20}", f"{z:*^18.3g}", "%s" % z, "%r|" % (z,)]
    return found + [format(z, ",.1f"), repr([z, (z,), {z: z}]), str(-0j), str(complex(-0.0, 2)), str(complex(1e300, -1e-7))]


def turned(n):
    """A fast transform of Fourier, by halves."""

    def transform(values):
        if len(values) == 1:
            return values
        even, odd = transform(values[::2]), transform(values[1::2])
        half = len(even)
        found = [0j] * len(values)
        for k in range(half):
            twist = exp(-2j * pi * k / len(values)) * odd[k]
            found[k], found[k + half] = even[k] + twist, even[k] - twist
        return found

    values = transform([complex(k % 5, -k % 3) for k in range(2**n)])
    return [complex(round(value.real, 9), round(value.imag, 9)) for value in values]


def polar():
    points = [rect(2, 0.5), rect(1.5, 0), cmath.sqrt(-4), cmath.sqrt(3 - 4j), cmath.sqrt(0), cmath.exp(1 + 1j), cmath.exp(2)]
    return points + [cmath.phase(-1), cmath.polar(3 + 4j), cmath.polar(-2.5), cmath.phase(1j), cmath.tau]


def keys(n):
    SHARED[n * 1j] = n
    SHARED[complex(2, 0)] = "second"
    counts = {}
    for value in (1, 1.0, 1 + 0j, True, 1j, -1j, 0.5 + 0j, 0.5):
        counts[value] = counts.get(value, 0) + 1
    return counts, SHARED, 2 + 0j in SHARED, 3j in {3j}, [1j, 2].index(2 + 0j), (1j, 1).count(1j)


def tried(function, x, y):
    try:
        return function(x, y)
    except ZeroDivisionError:
        return "by zero"
    except (OverflowError, TypeError, ValueError) as error:
        return str(error)


def less(x, y):
    return x < y


def divided(x, y):
    return x / y


def raised(x, y):
    return x**y


def rest(x, y):
    return x % y


def read(x, _):
    return complex(x)


def wrong():
    found = [tried(less, 1j, 2), tried(divided, 1j, 0), tried(divided, 1, 0j), tried(raised, 0j, -1), tried(raised, 1e300 + 1j, 2)]
    found += [tried(rest, 1j, 2), tried(read, "1+", 0), tried(read, "x", 0), tried(divided, 1j, "a")]
    return found


def run(n):
    bodies = [Body(complex(k, -k), 1j**k) for k in range(n)]
    far = [body.move(0.5) for _ in range(n) for body in bodies]
    values = [1 + 2j, -0.5j, 3, -1.25, True, 2**70, 1e-3 + 1e3j]
    found = [arithmetic(values), powers(n), parts([3 - 4j, 0j, complex(0, -0.0), 2.5, -7, True]), made()]
    found += [shown(1.5 - 2j), shown(2j), turned(n % 4 + 1), polar(), keys(n), wrong(), max(far), [body.place for body in bodies]]
    first, second = [z.conjugate() for z in (1j, 2 - 1j)]
    match second:
        case complex(real=x, imag=y):
            found.append((x, y))
    return found, sum([1j, 2]), isinstance(first, complex), type(second) is complex, round(abs(first * second), 9)


ARGS = (12,)
QUICK_ARGS = (3,)
