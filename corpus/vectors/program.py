"""Balls in a box: vectors with operators, a hierarchy of bodies, and a step that treats all alike."""

import math


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    @property
    def length(self):
        return math.sqrt(self.dot(self))


class Body:
    mass = 1.0

    def __init__(self, place, speed):
        self.place = place
        self.speed = speed

    def step(self, seconds):
        self.speed = self.speed + self.force() * (seconds / self.mass)
        self.place = self.place + self.speed * seconds
        self.bounce()

    def force(self):
        return Vector(0.0, -9.8 * self.mass)

    def bounce(self):
        if self.place.y < 0.0:
            self.place = Vector(self.place.x, -self.place.y)
            self.speed = Vector(self.speed.x, -self.speed.y) * 0.9
        if self.place.x < 0.0 or self.place.x > 10.0:
            self.speed = Vector(-self.speed.x, self.speed.y)
            self.place = Vector(min(max(self.place.x, 0.0), 10.0), self.place.y)

    @property
    def energy(self):
        return 0.5 * self.mass * self.speed.dot(self.speed) + 9.8 * self.mass * self.place.y


class Balloon(Body):
    mass = 0.5

    def force(self):
        return super().force() * 0.2 - self.speed * 0.4


class Pendulum(Body):
    mass = 2.0
    anchor = Vector(5.0, 6.0)

    def bounce(self):
        string = self.place - self.anchor
        if string.length > 3.0:
            along = string * (1.0 / string.length)
            self.place = self.anchor + along * 3.0
            self.speed = self.speed + -along * self.speed.dot(along)


def run(steps):
    bodies = [
        Body(Vector(1.0, 5.0), Vector(2.0, 0.0)),
        Balloon(Vector(3.0, 1.0), Vector(0.5, 4.0)),
        Pendulum(Vector(8.0, 6.0), Vector(0.0, -1.0)),
        Body(Vector(9.0, 2.0), Vector(-3.0, 1.0)),
    ]
    for _ in range(steps):
        for body in bodies:
            body.step(0.01)
    return [(round(body.place.x, 6), round(body.place.y, 6), round(body.energy, 6)) for body in bodies]


ARGS = (600,)
QUICK_ARGS = (60,)
