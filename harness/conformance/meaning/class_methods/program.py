"""Class methods that call those of the base class by `super()`, and functions and static methods that they find there."""


class Shape:
    made = 0
    sides = 0

    def __init__(self, size):
        self.size = size

    @classmethod
    def of(cls, size):
        cls.made += 1
        return cls(size)

    @classmethod
    def name(cls, mark):
        return f"{mark}{cls.sides}"

    @staticmethod
    def scaled(size, by):
        return size * by

    def area(self):
        return self.size

    def corners(self):
        return self.sides


class Square(Shape):
    made = 0
    sides = 4

    @classmethod
    def of(cls, size):
        found = super().of(super().scaled(size, 2))
        found.size += 1
        return found

    @classmethod
    def name(cls, mark):
        return "square " + super().name(mark=mark)

    def area(self):
        return super().area() ** 2

    @classmethod
    def area_of(cls, shape):
        plain = super().area
        return plain(shape) + super().area(shape) + super(Square, cls).corners(shape)


class Tile(Square):
    made = 0

    @classmethod
    def of(cls, size):
        make = super().of
        return make(size + 1)

    @classmethod
    def name(cls, mark):
        return "tile of " + super(Tile, cls).name(mark) + str(super().sides)


def run(n):
    total, names = 0, []
    for i in range(n):
        for cls in (Square, Tile):
            shape = cls.of(i)
            total += shape.area() + cls.area_of(shape) + shape.scaled(i, 3)
            names.append(cls.name("#"))
    return total, Shape.made, Square.made, Tile.made, sorted(set(names))


ARGS = (60,)
QUICK_ARGS = (10,)
