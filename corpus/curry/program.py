"""Functions that take any number of arguments: partial application, decorators, pipelines, events with options."""


def partial(function, *first, **options):
    def applied(*rest, **more):
        return function(*first, *rest, **{**options, **more})

    return applied


def counted(calls):
    def decorate(function):
        def wrapper(*args, **kwargs):
            calls[0] += 1
            return function(*args, **kwargs)

        return wrapper

    return decorate


def pipe(*functions):
    def piped(value):
        for function in functions:
            value = function(value)
        return value

    return piped


def total(*values, start=0):
    for value in values:
        start += value
    return start


def scale(value, by=1, *, plus=0):
    return value * by + plus


class Event:
    def __init__(self, name, *values, **options):
        self.name = name
        self.values = values
        self.weight = options.get("weight", 1)

    def fire(self, *extra):
        first, *others = self.values + extra
        return self.weight * (first + len(others)) + total(*others)


def run(rounds):
    calls = [0]
    count = counted(calls)
    add = count(total)
    double = partial(scale, by=2)
    shifted = partial(scale, plus=5)
    step = pipe(double, shifted, partial(total, 1, 2), lambda x: x % 1_000)
    result = 0
    for i in range(rounds):
        result += add(i, 1, 2)
        result += add(*range(i % 4), start=i)
        result += step(i)
        event = Event("tick", i, *(1, 2), weight=i % 3)
        result += event.fire(4)
        low, *_, high = (i, 7, 9, i + 1)
        result += max(*event.values, low) - high
    return result % 1_000_003, calls[0]


ARGS = (1_500,)
QUICK_ARGS = (150,)
