"""Makes instances without an argument that `__init__` has a value for."""


class Point:
    def __init__(self, x, y=1):
        self.x, self.y = x, y


def run(n):
    total = 0
    for i in range(n):
        total += Point(i).y
    return total


ARGS = (4000,)
QUICK_ARGS = (500,)
