"""Points with methods that make new points: instances, attributes, calls of a class."""


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def add(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def scaled(self, factor):
        return Point(self.x * factor, self.y * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y


def run(n):
    position = Point(0, 0)
    step = Point(1, 2)
    total = 0
    for i in range(n):
        position = position.add(step)
        if i % 16 == 0:
            total += position.scaled(3).dot(step)
    return position.x, position.y, total


ARGS = (30_000,)
QUICK_ARGS = (3_000,)
