"""Enumerations, abstract classes and protocols."""

import enum
from abc import ABC, abstractmethod
from enum import Enum, IntEnum
from typing import Protocol


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = "b"
    CRIMSON = 1

    @property
    def is_warm(self):
        return self is Color.RED

    def mixed(self, other):
        return Color.BLUE if self is not other else self


class Level(IntEnum):
    LOW = enum.auto()
    MIDDLE = enum.auto()
    HIGH = 10


class Planet(Enum):
    EARTH = (5.5, 6)
    MARS = (0.6, 3)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    def density(self):
        return self.mass / self.radius


class Sized(Protocol):
    def size(self) -> int: ...


class Shape(ABC):
    @abstractmethod
    def area(self):
        raise NotImplementedError

    def twice(self):
        return 2 * self.area()


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side

    def size(self):
        return self.side


WEIGHTS = {Color.RED: 1, Color.GREEN: 10, Color.BLUE: 100}


def weight(thing: Sized):
    return thing.size()


def named(color):
    match color:
        case Color.RED:
            return "warm"
        case Color.GREEN:
            return "fresh"
    return "cold"


def run(n):
    total, texts = 0, []
    for i in range(n):
        color = Color(i % 2 + 1)
        total += WEIGHTS[color] + color.is_warm
        texts.append(f"{color} {color!r} {color.name} {named(color)}")
        total += sum([planet.density() for planet in Planet])
        for level in Level:
            total += level.value if level > Level.LOW and level != 10 else level + 1
        total += Square(i).twice() + weight(Square(2))
        counts = {}
        for other in Color:
            mixed = color.mixed(other)
            counts[mixed] = counts.get(mixed, 0) + 1
        total += counts[Color.BLUE] * len(counts)
        try:
            Color("none")
        except ValueError as error:
            texts.append(str(error))
    known = [Color["GREEN"] is Color.GREEN, Color.CRIMSON is Color.RED, Color.RED in Color, isinstance(Color.RED, Enum)]
    return total, texts[-2:], known, [color.value for color in list(Color)], len(Color) + len(Planet), str(Level.HIGH), isinstance(Square(1), Shape)


ARGS = (300,)
QUICK_ARGS = (3,)
