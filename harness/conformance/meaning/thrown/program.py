"""Generators that are closed, or thrown into, and exceptions whose classes have more than arguments."""


class Stop(Exception):
    pass


class ConfigError(OSError):
    pass


def plain():
    yield 1
    yield 2


def averages(log):
    total, count = 0, 0
    try:
        while True:
            try:
                total += yield total
                count += 1
            except ValueError as error:
                log.append(str(error))
                total = -1
            except Stop as error:
                return total, count, error.args
    finally:
        log.append("end")


def outer(log):
    result = yield from averages(log)
    yield result


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        return 7


def load(n):
    if n % 3 == 0:
        raise ConfigError("no file")
    if n % 3 == 1:
        raise SyntaxError("bad")
    return n


def closed(log):
    first = plain()
    log.append(next(first))
    log.append((first.close(), next(first, 3), list(first)))
    fresh = averages(log)
    fresh.close()
    waiting = stubborn()
    next(waiting)
    log.append((waiting.close(), waiting.close()))


def thrown(n, log):
    one = averages(log)
    next(one)
    log.append((one.send(n), one.throw(ValueError("v")), one.send(5)))
    try:
        one.throw(Stop("s", n))
    except StopIteration as end:
        log.append(end.value)
    try:
        one.throw(Stop)
    except Stop as error:
        log.append(repr(error))
    two = outer(log)
    next(two)
    two.send(n)
    log.append(two.throw(Stop(n)))
    two.close()
    three = plain()
    try:
        three.throw(KeyError(n))
    except KeyError as error:
        log.append(error.args)


def run(n):
    log = []
    for i in range(n):
        closed(log)
        thrown(i, log)
        try:
            log.append(load(i))
        except (OSError, SyntaxError) as error:
            log.append((type(error).__name__, str(error)))
    return log


ARGS = (9,)
QUICK_ARGS = (6,)
