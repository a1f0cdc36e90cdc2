"""Functions, cells and classes that exist before the run: one object each, wherever it is referred to."""


def double(x):
    return 2 * x


def half(x):
    return x // 2


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Pair:
    def __init__(self, first, second=7):
        self.first = first
        self.second = second

    def area(self):
        return self.first * self.second


STEPS = [double, half, double]
NAMED = {"double": double, "half": half, "none": None}
NESTED = (STEPS, (half, [double]))
BY_FUNCTION = {double: 3, half: 5}
SHAPES = [Square, Pair]
BY_CLASS = {Square: "square", Pair: "pair", int: "int"}


class Machine:
    def __init__(self, step, shape):
        self.step = step
        self.shape = shape

    def apply(self, x):
        step = self.step
        return step(x)


MACHINE = Machine(half, Pair)


def in_containers(x):
    found = [step(x) for step in STEPS]
    found.append(NAMED["half"](x))
    found.append((STEPS[0] is double, NAMED["half"] is NESTED[1][0], NESTED[0] is STEPS))
    found.append((BY_FUNCTION[STEPS[1]], BY_CLASS[SHAPES[1]], SHAPES[0] is Square))
    found.append(SHAPES[0](x).area() + SHAPES[1](x).area())
    found.append(MACHINE.apply(x) + MACHINE.shape(x, x).area())
    return found


def changed_containers(x):
    STEPS.append(half)
    NAMED["none"] = double
    SHAPES[0], SHAPES[1] = SHAPES[1], SHAPES[0]
    MACHINE.step = double
    return len(STEPS), NAMED["none"](x), SHAPES[0](x).area(), MACHINE.apply(x)


def make_adder(n):
    def add(x):
        return x + n
    return add


ADD_TWO = make_adder(2)
ADD_FIVE = make_adder(5)
ADDERS = [make_adder(10), ADD_TWO, make_adder(100)]


def made_more_than_once(x):
    total = ADD_TWO(x) * 1000 + ADD_FIVE(x)
    for add in ADDERS:
        total += add(x)
    return total, ADD_TWO is ADDERS[1], ADD_TWO is ADD_FIVE


def make_counter():
    count = 0

    def increase(by):
        nonlocal count
        count += by
        return count

    def current():
        return count

    def clear():
        nonlocal count
        count = 0

    return increase, current, clear


INCREASE, CURRENT, CLEAR = make_counter()
COUNTERS = [make_counter(), make_counter()]


def shared_cells(x):
    INCREASE(x)
    INCREASE(x)
    first = CURRENT()
    CLEAR()
    increase, current, clear = COUNTERS[1]
    increase(x)
    found = first, CURRENT(), current(), COUNTERS[0][1]()
    return found


def make_tally():
    seen = []
    last = None

    def note(x):
        nonlocal last
        before = last
        last = x
        seen.append(x)
        return before, len(seen)

    return note


NOTE = make_tally()
NOTES = {"a": make_tally(), "b": make_tally()}


def changed_cells(x):
    return NOTE(x), NOTE(x + 1), NOTES["b"](x), NOTES["b"](x), NOTES["a"](x)


def make_factorial(base):
    def factorial(n):
        return base if n < 2 else n * factorial(n - 1)
    return factorial


FACTORIALS = [make_factorial(1), make_factorial(2), make_factorial(3)]


def make_parity(even_text):
    def is_even(n):
        return even_text if n == 0 else is_odd(n - 1)

    def is_odd(n):
        return "odd" if n == 0 else is_even(n - 1)

    return is_even


PARITIES = make_parity("even"), make_parity("straight")


def recursive(x):
    return [f(x) for f in FACTORIALS], [f(x) for f in PARITIES]


SCALES = [lambda x, by=by: x * by for by in (2, 3, 5)]
OFFSETS = [lambda x, /, *, to: x + to for _ in range(2)]


def defaults(x):
    return [scale(x) for scale in SCALES], [scale(x, x) for scale in SCALES], [f(x, to=1) for f in OFFSETS]


def make_class(start):
    class Made:
        level = start

        def __init__(self, x):
            self.x = x

        def value(self):
            return self.x + start

        @property
        def doubled(self):
            return 2 * self.x + start

        @staticmethod
        def fixed(x):
            return x - start

        @classmethod
        def of(cls, x):
            return cls(x + start)

    return Made


LOW = make_class(1)
HIGH = make_class(50)
MADE = [LOW, HIGH]


def made_classes(x):
    found = []
    for made in MADE:
        instance = made(x)
        found.append(made.fixed(x) + made.level)
    low = LOW(x)
    high = HIGH(x)
    found.append((low.value(), high.value(), low.doubled, high.doubled))
    found.append((LOW.of(x).value(), HIGH.of(x).value(), instance.value()))
    return found


def run(n):
    total = []
    for x in range(n):
        total.append((in_containers(x), made_more_than_once(x), shared_cells(x)))
        total.append((changed_cells(x), recursive(x), defaults(x), made_classes(x)))
    total.append(changed_containers(n))
    return total


ARGS = (9,)
QUICK_ARGS = (4,)
