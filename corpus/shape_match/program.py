"""Shapes taken apart by `match`: class, sequence and mapping patterns, captures with a star, guards."""


class Circle:
    __match_args__ = ("radius",)

    def __init__(self, radius):
        self.radius = radius


class Rectangle:
    __match_args__ = ("width", "height")

    def __init__(self, width, height):
        self.width = width
        self.height = height


class Group:
    __match_args__ = ("parts",)

    def __init__(self, parts):
        self.parts = parts


def area(shape):
    match shape:
        case Circle(0):
            return 0
        case Circle(radius):
            return 3 * radius * radius
        case Rectangle(width=w, height=h) if w == h:
            return w * w
        case Rectangle(width, height):
            return width * height
        case Group([]):
            return 0
        case Group([first, *rest]):
            return area(first) + area(Group(rest))
    return -1


def parse(command):
    match command:
        case ["circle", radius]:
            return Circle(radius)
        case ["square", side]:
            return Rectangle(side, side)
        case ["rectangle", width, height]:
            return Rectangle(width, height)
        case {"group": parts}:
            return Group([parse(part) for part in parts])
        case {"kind": "twice", "of": part, **others}:
            found = parse(part)
            return Group([found, found] + [parse(other) for other in others.values()])
        case [*_, "circle" | "square"] | []:
            return Circle(0)
    return Group([])


def run(rounds):
    total = 0
    for i in range(rounds):
        side = i % 7
        commands = (
            ["circle", side],
            ["square", side + 1],
            ["rectangle", 2, side],
            {"group": [["circle", 1], ["square", side], ["rectangle", side, 3]]},
            {"kind": "twice", "of": ["square", 2], "more": ["circle", side]},
            [side, "square"],
            "nothing",
        )
        for command in commands:
            total += area(parse(command))
    return total


ARGS = (500,)
QUICK_ARGS = (50,)
