"""Errors that pass through `yield from`, generators that are dropped in one, builtins over a generator that calls itself."""


class Wrong(Exception):
    pass


class Point:
    def __init__(self, x, y=2, z=3, *, w=4):
        self.x = x
        self.sum = x + y + z + w


def fails(n):
    if n % 5 == 3:
        raise Wrong(n)
    return n // (n % 7 - 4)


def numbers(n):
    for i in range(n, -1, -2):
        yield fails(i)


def handed_on(n):
    yield -1
    yield from numbers(n)
    yield -2


def careful(n):
    try:
        yield from handed_on(n)
    except (Wrong, ArithmeticError) as error:
        yield len(error.args)
    finally:
        yield -3


def walk(n):
    while n > 0:
        yield n
        if n % 3 == 0:
            yield from walk(n // 2)
        n -= 1


def caught(n):
    total = 0
    for i in range(n):
        try:
            total += sum(handed_on(i % 9))
        except Wrong as error:
            total += 10 * error.args[0]
        except ZeroDivisionError:
            total += 1000
    return total


def dropped(n):
    total = 0
    for i in range(n):
        for value in handed_on(2):
            if value == i % 3 - 1:
                break
        total += value
    return total


def run(n):
    total = 0
    for i in range(n):
        total += sum(walk(i % 12)) + max(walk(i % 7 + 1))
        total += Point(i).sum + Point(i, 5).sum
    return total, caught(n), dropped(n), [list(careful(i)) for i in range(n % 9)]


ARGS = (206,)
QUICK_ARGS = (20,)
