"""Shapes of three classes behind one method name: calls that see more than one type."""

import math


class Circle:
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return math.pi * self.radius * self.radius

    def grow(self, factor):
        self.radius *= factor


class Rectangle:
    def __init__(self, width, height):
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height

    def grow(self, factor):
        self.width *= factor
        self.height *= factor


class Square(Rectangle):
    def __init__(self, side):
        super().__init__(side, side)


def run(rounds):
    shapes = [Circle(1.5), Rectangle(2.0, 3.5), Square(1.25), Circle(0.5), Rectangle(4.0, 0.75)]
    total = 0.0
    for i in range(rounds):
        factor = 1.01 if i % 2 == 0 else 0.99
        for shape in shapes:
            shape.grow(factor)
            total += shape.area()
    return total


ARGS = (12_000,)
QUICK_ARGS = (1_200,)
