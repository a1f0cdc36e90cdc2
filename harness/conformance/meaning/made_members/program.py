"""Properties, static methods and class methods of classes that are made while the program runs."""


class Base:
    @property
    def twice(self):
        return self.size * 2


def make(n):
    class Box(Base):
        made = 0

        def __init__(self, size):
            self._size = size

        @property
        def size(self):
            return self._size + n

        @size.setter
        def size(self, value):
            self._size = value - n

        @staticmethod
        def area(a, b=2):
            return a * b * n

        @classmethod
        def square(cls, side):
            cls.made += 1
            return cls(side)

        def _name(self):
            return f"box {self._size}"

        name = property(_name)

    class Bigger(Box):
        @property
        def size(self):
            return self._size * 10 + n

        @staticmethod
        def area(a, b=3):
            return Box.area(a) + b

    return Box, Bigger


def run(n):
    found = []
    for i in range(n):
        box_class, bigger_class = make(i)
        box, bigger = box_class(i), bigger_class.square(i + 1)
        found.append((box.size, box.twice, bigger.size, bigger.twice, box.name, bigger.name))
        box.size = 100
        box.size += 1
        found.append((box.size, box._size, box.area(3), bigger.area(3), box_class.area(4, b=1), bigger_class.made, box_class.made))
        found.append((box.square(2).size, type(bigger.square(1)) is bigger_class, bigger_class.made))
    return found


ARGS = (30,)
QUICK_ARGS = (4,)
