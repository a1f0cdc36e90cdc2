"""What all programs of a file by random_programs.py may use: its first part."""

HEAD = '''"""Random programs of seed {seed}."""

import math
from collections import deque, namedtuple

COUNT = 0
Spot = namedtuple("Spot", "x y")


class Point:
    scale = 3

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, by):
        return Point((self.x + by) % 1009, self.y)

    @property
    def norm(self):
        return abs(self.x) + self.scale

    @staticmethod
    def unit():
        return Point(1, "u")


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, by):
        self.x = (self.x - by) % 1013
        return self


class Derived(Point):
    scale = 5

    def moved(self, by):
        other = super().moved(by + 1)
        return Derived(other.x, self.y)


class Pair:
    def __init__(self, a, b):
        self.a = a % 1021
        self.b = b

    def __add__(self, other):
        return Pair(self.a + other.a, self.b ^ other.b)

    def __sub__(self, number):
        return Pair(self.a - number, self.b)

    def __rmul__(self, number):
        return Pair(self.a * (number % 31), self.b)

    def __iadd__(self, other):
        self.b = (self.b + other.a) % 509
        return self

    def __neg__(self):
        return Pair(-self.a, self.b)

    def __invert__(self):
        return self.a - self.b

    def __eq__(self, other):
        return self.a == other.a

    def __lt__(self, other):
        return self.a < other.a

    def __bool__(self):
        return self.a > self.b

    def __getitem__(self, index):
        return self.b if index else self.a

    def __setitem__(self, index, value):
        if index:
            self.b = value % 503
        else:
            self.a = value % 509

    def __contains__(self, value):
        return self.a <= value or self.b == value

    def __iter__(self):
        yield self.a
        yield self.b

    def __str__(self):
        return f"{{self.a}}&{{self.b}}"


class Reflected(Pair):
    def __radd__(self, other):
        return Reflected(other.a, self.a % 499)

    def __gt__(self, other):
        return self.b > other.b


def walk(n):
    while n > 0:
        yield n
        if n % 3 == 0:
            yield from walk(n // 2)
        n -= 1


class Fault(Exception):
    def __init__(self, code, *more):
        super().__init__(code, *more)
        self.code = code % 811


class Small(Fault, ValueError):
    pass


def fails(n):
    """Raises one of several errors, or returns."""
    if n == 0:
        return [1, 2][n + 2]
    if n == 1:
        return {{2: 3}}[n]
    if n == 2:
        raise Fault(n, "two")
    if n == 3:
        raise Small(n * 7)
    if n == 4:
        return n // (n - 4)
    if n == 5:
        assert n < 5, f"{{n}} is too large"
    if n == 6:
        return n + "6"
    if n == 7:
        try:
            return fails(1)
        except KeyError as error:
            raise Small(len(error.args)) from error
    if n == 8:
        del n
    return n % 13


def tried(n):
    """Handles some of these errors, and hands on the others."""
    total = n
    try:
        total += fails(n % 10)
    except (IndexError, KeyError) as error:
        total += len(str(error))
    except Fault as error:
        if error.code > 5:
            raise
        total -= error.code
    else:
        total *= 2
    finally:
        total += 1
    return total


def leaves(n):
    """Leaves `finally` and loops in all ways."""
    for turn in range(4):
        try:
            if turn == n:
                continue
            if fails(n % 9) > 5:
                return turn
        except ArithmeticError:
            break
        except Exception as error:
            n += len(error.args)
        finally:
            n += 1
    return -n


class Guard:
    """Ignores errors that are lookups."""

    entered = 0

    def __init__(self, level):
        self.level = level

    def __enter__(self):
        self.level += 1
        return self

    def __exit__(self, kind, error, trace):
        self.level += 10 if kind is None else 20
        return kind is not None and issubclass(kind, LookupError)


def risky(n):
    """A generator that fails in the middle."""
    for k in range(n):
        yield fails((n + k) % 11) if k > 1 else k


def echoes(n):
    """A generator that hands out what it is sent, and returns one of that."""
    given = None
    for k in range(n):
        given = yield k if given is None else given % 701
        if given == 5:
            return n
    return given and given % 7


def sent(generator, *values):
    """What a generator hands out that is sent values, and what it returns."""
    total = generator.send(None)
    try:
        for value in values:
            total += generator.send(value)
    except StopIteration as end:
        return total - (end.value or 1)
    return total


class Waiting:
    def __init__(self, asked):
        self.asked = asked

    def __await__(self):
        return (yield self.asked) or 0


async def awaited(n):
    """Awaits objects and other coroutines, of which some fail."""
    total = await Waiting(n)
    if n > 2:
        total += await awaited(n - 2)
    if n % 4 == 3:
        total += await secured(n)
    return total + fails(n % 9) if n % 5 == 4 else total % 2003


def driven(coroutine, value):
    """What a coroutine hands out, and what it returns if it does not fail."""
    total, given = 0, None
    try:
        while True:
            total += coroutine.send(given)
            given = value
    except StopIteration as end:
        return (total + end.value) % 3001
    except (ArithmeticError, LookupError, Fault) as error:
        return total % 3001 - len(error.args)


def helper(a, b=2, *, c=1):
    if a > b:
        return (a - b) % 997
    return a * c + b


def gathered(first, *rest, k=3, **others):
    for value in rest:
        first = (first * k + value) % 4003
    return first + len(others) - sum(others.values()) % 11


def forward(f, *args, **kwargs):
    return f(*args, **kwargs)


def bound(f, *first):
    def call(*rest, **named):
        return f(*first, *rest, **named)

    return call


class Scaled:
    def __init__(self, by, *more):
        self.by = by
        self.more = more

    def __call__(self, x, *others, plus=1):
        return (self.by * x + plus + len(others) + len(self)) % 2003

    def __len__(self):
        return len(self.more)

    def both(self, *values, **named):
        return (self.by + sum(values)) % 1009, len(named)


def kind(value):
    match value:
        case Pair(a=a):
            return a
        case 0 | 1:
            return 1
        case int(x) if x > 100:
            return x % 97
        case [first, *rest, last] if first != last:
            return first + len(rest)
        case [*items]:
            return -len(items)
        case {{1: one, **others}}:
            return one % 89 + len(others)
        case (int(x), str() as text, _):
            return x % 83 - len(text)
        case Point(x=x, y=str(y)):
            return x + len(y)
        case str() | float():
            return 7
    return -2


def unbound(n):
    """Errors of variables without a value."""
    if n % 3:
        value = n

    def inner():
        return value - 1

    def forget():
        nonlocal value
        del value

    total = 0
    for step in (inner, forget, inner):
        try:
            total += step() or 2
        except NameError as error:
            total += len(str(error))
    return total


class Lazy:
    """An iterator that counts how often it is asked."""

    def __init__(self, n):
        self.left = n
        self.asked = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.asked += 1
        if self.left <= 0:
            raise StopIteration
        self.left -= 1
        return self.left


def two(values):
    """Unpacks two values."""
    try:
        left, right = values
    except ValueError as error:
        return len(str(error)) % 50 + 1
    return (left * 7 + right) % 1009


def zipped(values, others):
    return sum(left * right for left, right in zip(values, others)) % 4001


def asked(n):
    lazy = Lazy(n)
    return two(lazy) + 1000 * lazy.asked


def recursive(n):
    return 1 if n < 2 else (recursive(n - 1) + recursive(n - 2)) % 10007


def adder(n):
    def add(x):
        return (x + n) % 5003

    return add


def counter(start):
    total = start

    def count(by, step=start):
        nonlocal total
        total = (total + by * step) % 4001
        return total

    def last():
        return total

    return count, last


def made(start):
    class Made:
        def __init__(self, x, y):
            self.x = (x + start) % 1019
            self.y = y

        def moved(self, by):
            return Made(self.x + by, self.y)

    return Made


ADDERS = [adder(3), adder(40), helper]
SCALED = [Scaled(2), Scaled(5, 1, 2), adder(9), bound(gathered, 4)]
COUNT_1, LAST_1 = counter(1)
COUNTERS = {{"one": (COUNT_1, LAST_1), "two": counter(7)}}
CLASSES = (Point, Derived, made(5), made(11))
KEPT = CLASSES[2](4, "kept")
KEPT_PAIR = Reflected(3, 4)
TABLE = {{helper: 2, Point: 5, "kept": KEPT}}
'''

# What handles exceptions in generators and coroutines, which wait meanwhile.
WAITING = '''
def careful(n):
    """A generator that handles what fails in it."""
    for k in range(n):
        try:
            value = fails(k % 9)
        except LookupError:
            yield -1
        except Exception as error:
            yield len(error.args)
        else:
            yield value
        finally:
            n -= 1


def delegated(n):
    """A generator that hands on what another one raises."""
    try:
        yield from risky(n)
    except Fault as error:
        yield error.code
    yield n


async def secured(n):
    try:
        return fails(n % 11)
    except LookupError:
        return await Waiting(-n)
    except Fault as error:
        return error.code


def led(error):
    return len(error.args)
'''

# The same where they do not wait, and what asks which exceptions have led to another one.
LINKED = '''
def careful(n):
    """A generator that handles what fails in it."""
    for k in range(n):
        try:
            value = fails(k % 9)
        except LookupError as error:
            value = led(error)
        except Exception as error:
            value = len(error.args) + led(error)
        finally:
            n -= 1
        yield value


def delegated(n):
    """A generator that hands on what another one raises."""
    code = n
    try:
        yield from risky(n)
    except Fault as error:
        code = error.code + led(error)
    yield code


async def secured(n):
    try:
        return fails(n % 11)
    except LookupError:
        n = -n
    except Fault as error:
        return error.code + led(error)
    return await Waiting(n)


def led(error):
    """Which exceptions have led to one."""
    total = 0
    while error is not None:
        total = total * 3 + len(type(error).__name__) + (error.__cause__ is not None) + 2 * error.__suppress_context__
        error = error.__context__
    return total % 2003
'''
