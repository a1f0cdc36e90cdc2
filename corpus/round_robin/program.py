"""An event loop: tasks are generators that answer how long they want to sleep; some wait for others."""


class Clock:
    def __init__(self):
        self.now = 0


def ticker(clock, log, name, period, times):
    for i in range(times):
        log[name] = log.get(name, 0) + clock.now % 7
        yield period + i % 3


def worker(clock, log, name, parts):
    done = 0
    while done < parts:
        done += 1 + clock.now % 2
        log[name] = done
        yield 2 + done % 4


def chain(clock, log, name, tasks):
    for i in range(tasks):
        yield from worker(clock, log, name, 3 + i % 3)


def waiting(clock, log, name, other, least):
    while log.get(other, 0) < least:
        yield 4
    log[name] = clock.now


class Loop:
    def __init__(self, clock):
        self.clock = clock
        self.sleeping = []
        self.steps = 0

    def start(self, task):
        self.sleep(1, task)

    def sleep(self, delay, task):
        when = self.clock.now + delay
        place = len(self.sleeping)
        while place > 0 and self.sleeping[place - 1][0] < when:
            place -= 1
        self.sleeping.insert(place, (when, task))

    def run(self, until):
        while self.sleeping and self.sleeping[-1][0] <= until:
            self.clock.now, task = self.sleeping.pop()
            self.steps += 1
            delay = next(task, 0)
            if delay:
                self.sleep(delay, task)


def run(until):
    log = {}
    clock = Clock()
    loop = Loop(clock)
    for i in range(6):
        loop.start(ticker(clock, log, f"t{i}", 3 + i, 40 * (i + 1)))
        loop.start(chain(clock, log, f"w{i}", 10 + i))
        loop.start(waiting(clock, log, f"o{i}", f"t{i}", 20 * i))
    loop.run(until)
    return loop.steps, clock.now, sorted(log.items())


ARGS = (1200,)
QUICK_ARGS = (120,)
