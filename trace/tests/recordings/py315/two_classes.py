"""A method that two classes inherit: CPython guards the class where the method is looked up, and no more in the
method's frame."""


class Shape:
    def area(self):
        return self.side * self.side


class Square(Shape):
    def __init__(self, side):
        self.side = side


class Cube(Shape):
    def __init__(self, side):
        self.side = side


def run(n):
    square, cube = Square(3), Cube(2)
    total = 0
    for _ in range(n):
        total += square.area()
    for _ in range(n):
        total += cube.area()
    for _ in range(n):
        total += square.area()
    return total


ARGS = (1_200,)
QUICK_ARGS = (600,)
