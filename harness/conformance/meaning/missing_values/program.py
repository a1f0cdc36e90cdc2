"""Attributes that some instances lack, and those that methods of classes find, set and delete."""

from dataclasses import FrozenInstanceError, dataclass, field, replace


class Part:
    kind = "part"

    def __init__(self, n):
        self.n = n
        if n % 3 == 0:
            self.extra = n * 2


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x = x
        if x % 2:
            self.y = x


class Limited:
    """A descriptor with a limit."""

    def __init__(self, limit):
        self.limit = limit

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, owner, kind):
        return self if owner is None else getattr(owner, self.name) + len(kind.__name__)

    def __set__(self, owner, value):
        if value > self.limit:
            raise ValueError(f"{self.name} > {self.limit}")
        setattr(owner, self.name, value)

    def __delete__(self, owner):
        setattr(owner, self.name, -1)


class Gauge:
    level = Limited(5)

    def __init__(self, level):
        self.level = level
        self.deleted = []

    @property
    def double(self):
        return self.level * 2

    def __delattr__(self, name):
        self.deleted.append(name)
        if name != "level":
            object.__delattr__(self, name)

    def __class_getitem__(cls, n):
        return cls(n)


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 2
    tags: tuple = field(default=(), repr=False)


def call(value, n):
    try:
        value.append(n)
        return len(value)
    except AttributeError as error:
        return str(error)


def described(error):
    return str(error), error.name, error.obj is None


def change(part, slotted, gauge, point, log):
    try:
        log.append(part.extra)
    except AttributeError as error:
        log.append(described(error))
    try:
        del part.extra
    except AttributeError as error:
        log.append(str(error))
    try:
        log.append(slotted.y)
        slotted.z = 1
    except AttributeError as error:
        log.append(described(error))
    try:
        gauge.double = 1
    except AttributeError as error:
        log.append(str(error))
    for value in (3, 9):
        try:
            gauge.level = value
        except ValueError as error:
            log.append(str(error))
    log.append((gauge.level, Gauge.level.limit, Gauge[2].double, hasattr(part, "extra"), getattr(part, "extra", -1)))
    del gauge.level
    del gauge.n
    log.append((gauge.deleted, gauge.level))
    try:
        point.x = 4
    except FrozenInstanceError as error:
        log.append(str(error))
    try:
        del point.y
    except AttributeError as error:
        log.append(str(error))
    log.append(repr(replace(point, y=part.n)))


def run(n):
    log = []
    for i in range(n):
        gauge = Gauge(1)
        gauge.n = i
        change(Part(i), Slotted(i), gauge, Point(i), log)
        for value in ([], {}, 5, None, "text", Part(i)):
            log.append(call(value, i))
        error = KeyError(i)
        if i % 2:
            error.code = i
        log.append(getattr(error, "code", None))
        try:
            Part.nothing
        except AttributeError as found:
            log.append((found.name, found.obj is Part))
    return log


ARGS = (9,)
QUICK_ARGS = (6,)
