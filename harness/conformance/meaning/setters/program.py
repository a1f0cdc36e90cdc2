"""Properties with setters: some refuse a value, some are inherited, some set another property."""


class Tank:
    def __init__(self, size):
        self.size = size
        self.changes = 0
        self.level = 0

    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, level):
        if level > self.size:
            raise ValueError(f"{level} of {self.size}")
        self.changes += 1
        self._level = max(level, 0)

    @property
    def part(self):
        return self.level / self.size

    @part.setter
    def part(self, part):
        self.level = round(part * self.size)


class Leaky(Tank):
    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, level):
        self._level = level - level // 10


class Plain:
    def __init__(self):
        self.level = 3


class Slotted:
    __slots__ = ("_x",)

    def __init__(self, x):
        self.x = x

    @property
    def x(self):
        return self._x * 2

    @x.setter
    def x(self, x):
        self._x = x + 1


def fill(tank, amount):
    tank.level += amount


def put(objects, level):
    for each in objects:
        each.level = level


def run(n):
    log = []
    tank, leaky = Tank(n), Leaky(2 * n)
    for i in range(n):
        leaky.part = i / n
        try:
            fill(tank, i % 5)
            fill(tank, i)
        except ValueError as error:
            log.append(str(error))
            tank.part = 0.25
        slotted = Slotted(i)
        slotted.x -= 3
        log.append(slotted.x)
    plain = Plain()
    put([tank, leaky, plain, tank], 7)
    return log, tank.level, tank.changes, leaky.level, leaky.changes, plain.level


ARGS = (60,)
QUICK_ARGS = (12,)
