"""`async for` and `async with` over objects of the program, and asynchronous generators, driven by `send`."""


class Pause:
    def __init__(self, name):
        self.name = name

    def __await__(self):
        return (yield self.name)


class Countdown:
    """Every second step waits."""

    def __init__(self, start):
        self.left = start

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        if self.left % 2:
            return self.left * await Pause(f"step {self.left}")
        return self.left


class Steps:
    """An object that makes what is iterated over."""

    def __init__(self, count):
        self.count = count

    def __aiter__(self):
        return Countdown(self.count)


class Lock:
    def __init__(self, log, ignored=()):
        self.log = log
        self.ignored = ignored
        self.holders = 0

    async def __aenter__(self):
        while self.holders:
            await Pause("locked")
        self.holders += 1
        self.log.append("in")
        return self

    async def __aexit__(self, kind, error, trace):
        self.holders -= 1
        self.log.append("out" if kind is None else error.args)
        await Pause("left")
        return kind in self.ignored


async def total(steps):
    found = 0
    async for value in steps:
        found += value
    else:
        found += 1000
    return found


async def first(steps, least):
    async for value in steps:
        if value < least:
            break
    else:
        return None
    return value


async def collected(steps):
    return [value async for value in steps if value % 3]


async def guarded(lock, n):
    async with lock as held:
        if n % 3 == 1:
            raise KeyError(n)
        if n % 3 == 2:
            return await Pause("inside")
        held.log.append(n)
    return -n


async def both(log, n):
    async with Lock(log), Lock(log, (ValueError,)) as second:
        second.log.append(await total(Countdown(n % 5)))
        raise ValueError(n)
    return log


async def squares(n):
    for i in range(n):
        yield i * i


async def odd(steps):
    async for value in steps:
        if value % 2:
            yield value


class Tree:
    def __init__(self, first, last):
        middle = (first + last) // 2
        self.value = middle
        self.left = Tree(first, middle) if first < middle else None
        self.right = Tree(middle + 1, last) if middle + 1 < last else None

    async def __aiter__(self):
        if self.left:
            async for value in self.left:
                yield value
        yield self.value
        if self.right:
            async for value in self.right:
                yield value


async def added(steps, most):
    found = 0
    async for value in steps:
        if found + value > most:
            return found
        found += value
    return -found


async def generated(n):
    found = [await added(odd(squares(n)), 99), await added(squares(n), 20)]
    async with Lock(found):
        return found, [value * n async for value in Tree(0, n)]


def driven(coroutine, value):
    """What it has handed out, and what it has returned or raised."""
    found = []
    given = None
    try:
        while True:
            found.append(coroutine.send(given))
            given = value
    except StopIteration as end:
        found.append(end.value)
    except LookupError as error:
        found.append(error.args)
    return found


def run(n):
    found = []
    for i in range(n):
        log = []
        lock = Lock(log, (KeyError,))
        found = [
            driven(total(Countdown(i % 7)), i),
            driven(total(Steps(i % 5)), 2),
            driven(first(Countdown(9), i % 7), 1),
            driven(collected(Steps(i % 11)), i),
            driven(guarded(lock, i), 5),
            driven(guarded(Lock(log), i), 6),
            driven(both([], i), i),
            driven(generated(i % 12), i),
            log,
        ]
    return found


ARGS = (45,)
QUICK_ARGS = (9,)
