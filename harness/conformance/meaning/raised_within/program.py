"""Generators that raise what is handled around the `next` that resumes them."""


def broken(n):
    if n % 3:
        raise LookupError(n)
    yield n


def first(generator):
    try:
        return next(generator)
    except LookupError as error:
        return -error.args[0]


def total(numbers):
    try:
        return sum(next(broken(number)) for number in numbers)
    except LookupError as error:
        return -error.args[0]


def run(n):
    result = 0
    for i in range(n):
        result += first(broken(i)) + total([0, 3, i])
    return result


ARGS = (40,)
QUICK_ARGS = (8,)
