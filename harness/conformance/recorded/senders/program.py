"""Generators that are sent values, and that end: `send` and `next` raise `StopIteration` then."""


def mean():
    total = count = 0
    found = None
    while True:
        value = yield found
        if value is None:
            return
        total += value
        count += 1
        found = total / count


def echo(n):
    held = []
    for i in range(n):
        given = yield i + len(held)
        if given:
            held.append(given)


def relay(n):
    yield -1
    yield from echo(n)
    yield -2


def summed(n):
    """Returns a value, or nothing."""
    total = n
    while total < 10:
        given = yield total
        if given is None:
            return None
        total += given
    return total, n


def doubled(n):
    total = yield from summed(n)
    return total and total[0] * 2


def dividing(n):
    for _ in range(4):
        try:
            n = 100 // (yield n)
        except ZeroDivisionError:
            n = -1


def failing(n):
    given = yield n
    raise LookupError(given)


def broken(n):
    if n % 3:
        raise LookupError(n)
    yield n


def first(generator):
    try:
        return next(generator)
    except LookupError as error:
        return -error.args[0]


def shown(n):
    try:
        return any(x > 5 for x in broken(n)), sum(broken(n)), "-".join(str(x) for x in broken(n))
    except LookupError:
        return n


def itself(box):
    said = ""
    try:
        box[0].send(None)
    except ValueError as error:
        said = str(error)
    yield said


def drained(generator):
    total = 0
    while True:
        try:
            total += next(generator)
        except StopIteration as error:
            return total, error.args


def asked(generator, values):
    found = [generator.send(None)]
    try:
        for value in values:
            found.append(generator.send(value))
    except StopIteration as error:
        found.append(error.args)
        found.append(error.value)
    except LookupError as error:
        found.append(error.args[0])
    return found


def run(n):
    found = []
    for i in range(n):
        found = [
            asked(mean(), [1, i, 2.5, None, 3]),
            asked(echo(3), [None, "a", 0, i]),
            asked(relay(2), [i, "b", [i], None]),
            asked(summed(i % 4), [i % 3, 5, None, 2]),
            asked(summed(1), [i % 5, 4, 4, 4]),
            asked(doubled(i % 4), [i % 3, 5, [None, 7][i % 2], 2]),
            asked(dividing(i), [7, 0, i, 3]),
            asked(failing(i), [i, i]),
            drained(echo(i)),
            drained(relay(i % 4)),
            first(broken(i)),
            shown(i),
        ]
        ended = echo(1)
        found.append(asked(ended, [1]))
        try:
            ended.send(i)
        except StopIteration as error:
            found.append(len(error.args))
        found.append(drained(ended))
        box = []
        box.append(itself(box))
        found.append(box[0].send(None))
    return found


ARGS = (40,)
QUICK_ARGS = (8,)
