"""Coroutines that `send` drives: they await each other, and objects that wait."""


class Signal:
    """What waits: it hands out a name, and goes on with what it is sent."""

    def __init__(self, name):
        self.name = name

    def __await__(self):
        given = yield self.name
        return given


class Ready:
    """What does not wait."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        return iter(self.value)


async def fibonacci(n):
    if n <= 1:
        return n
    return await fibonacci(n - 1) + await fibonacci(n - 2)


async def ask(name, times=2):
    total = 0
    for i in range(times):
        given = await Signal(f"{name}{i}")
        if given is None:
            break
        total += given
    return total


async def both(a, b, *, factor=1):
    return factor * (await ask(a) + await ask(b, 1))


async def guarded(n):
    try:
        return 100 // await Signal("divisor") + n
    except ZeroDivisionError:
        return await ask("instead", 1)
    finally:
        await Signal("finally")


async def failing(n):
    await Signal("first")
    raise LookupError(n)


async def caught(n):
    try:
        await failing(n)
    except LookupError as error:
        return -error.args[0]


async def kept():
    return await Ready(["a", "b", None])


async def again(coroutine):
    return await coroutine, await coroutine


async def wrong(what):
    return await what


async def itself(box):
    return await box[0]


class Clock:
    def __init__(self, start):
        self.value = start

    async def step(self, by):
        self.value += by
        return await Signal(self.value)

    async def steps(self, n):
        return [await self.step(i) for i in range(n)]


def driven(coroutine, values):
    """What it has handed out, and what it has returned or raised."""
    found = []
    given = None
    try:
        for value in values:
            found.append(coroutine.send(given))
            given = value
    except StopIteration as end:
        found.append(end.value)
    except (LookupError, RuntimeError, ValueError) as error:
        found.append(str(error))
    except TypeError as error:
        # CPython 3.14 has another message than 3.13.
        found.append(("int" in str(error), "can't be" in str(error)))
    return found


def doubled(n):
    async def add(m):
        return n + await Signal(m)

    return add


def result(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as end:
        return end.value


def run(n):
    found = []
    for i in range(n):
        waiting = ask("w", 3)
        found = [
            driven(fibonacci(i % 7), [1]),
            driven(ask("a"), [1, i, None, 3]),
            driven(both("a", "b", factor=i), [i, 2.5, 4, 7]),
            driven(guarded(i), [i % 3, 5, 7, 9]),
            driven(failing(i), [1, 2, 3]),
            driven(caught(i), [1, 2, 3]),
            driven(kept(), [None, None, None, None]),
            driven(again(ask("b", 1)), [1, 2, 3, 4]),
            driven(wrong(i), [1]),
            driven(wrong(Clock(i)), [1]),
            driven(wrong(Signal("s")), [1, i]),
            driven(doubled(i)(2), [i, 1]),
            waiting.send(None),
            driven(wrong(waiting), [1]),
            driven(Clock(i).steps(3), [i, 2, 4, 6]),
        ]
        box = []
        box.append(itself(box))
        found.append(driven(box[0], [1]))
        found.append(driven(box[0], [1]))
    return result(fibonacci(n // 3)), found


ARGS = (36,)
QUICK_ARGS = (8,)
