"""Functions made of functions: lambdas, a pipeline in a list, calls of locals."""


def compose(f, g):
    return lambda x: f(g(x))


def adder(n):
    return lambda x: x + n


def multiplier(n):
    return lambda x: x * n


def modulo(n):
    return lambda x: x % n


def apply_all(functions, value):
    for function in functions:
        value = function(value)
    return value


def run(n):
    step = compose(modulo(1_000_003), compose(adder(17), multiplier(31)))
    pipeline = [adder(3), multiplier(5), step, modulo(9_973), adder(1)]
    value = 1
    for _ in range(n):
        value = step(value)
        value += apply_all(pipeline, value)
    return value


ARGS = (9_000,)
QUICK_ARGS = (900,)
