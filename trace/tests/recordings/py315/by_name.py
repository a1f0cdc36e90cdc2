"""Arguments by name, and a property: CPython's traces have uops for them that this project lacks."""


class Box:
    def __init__(self, side):
        self.side = side

    @property
    def area(self):
        return self.side * self.side


def weighed(value, by=2, more=0):
    return value * by + more


def run(n):
    box = Box(3)
    total = 0
    for number in range(n):
        total += weighed(number, more=5, by=1) + box.area
    return total


ARGS = (1_200,)
QUICK_ARGS = (600,)
