"""`next` of generators that end: the `args` of a `StopIteration` have what they returned."""


def counted(n, result):
    for i in range(n):
        yield i
    return result


def plain(n):
    for i in range(n):
        yield -i


def handled(n):
    seen = []
    for i in range(n):
        generator = counted(i % 3, [None, i, (i, -i), ()][i % 4])
        for _ in range(4):
            try:
                seen.append(next(generator))
            except StopIteration as error:
                seen.append(error.args)
    return seen


def total(generator):
    result = 0
    while True:
        try:
            result += next(generator)
        except StopIteration as error:
            return result, error.args


def handed_on(generator):
    return next(generator) + next(generator)


def outside(n):
    seen = []
    for i in range(n):
        try:
            seen.append(handed_on(plain(i % 4)))
        except StopIteration as error:
            seen.append(error.args)
        finally:
            seen.append(i)
    return seen


def first(n):
    yield next(plain(n))
    yield next(counted(n - 1, "end"))


def inside(n):
    seen = []
    for i in range(n):
        try:
            seen += list(first(i % 3))
        except RuntimeError as error:
            seen.append(str(error))
    return seen


def run(n):
    return handled(n), total(counted(n, "all")), total(plain(n)), outside(n), inside(n)


ARGS = (200,)
QUICK_ARGS = (12,)
