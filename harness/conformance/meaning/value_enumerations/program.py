"""Members of enumerations that are ints or texts, too."""

import enum
from enum import Enum, IntEnum, StrEnum


class Level(IntEnum):
    LOW = 1
    MIDDLE = 2
    HIGH = 5

    def raised(self):
        return Level(min(self + 1, 2)) if self < 2 else Level.HIGH


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"


class Mode(StrEnum):
    READ = enum.auto()
    WRITE = "w"


def run(count):
    total = 0
    names = ["a", "b", "c"]
    for i in range(count):
        level = Level(1 + i % 2)
        total += level + Level.HIGH * 2
        total += (level < Level.HIGH) + (level == 1)
        total += len(names[level])
    return [
        total, str(Level.LOW), repr(Level.LOW), f"{Level.HIGH}", f"{Level.HIGH:03d}", isinstance(Level.LOW, int), Level.LOW + 1, range(Level.MIDDLE)[1], sorted([Level.HIGH, Level.LOW])[0].name,
        max(Level).name, sum(Level), {Level.LOW: 1}[1], Level.LOW.raised().name, Level.HIGH.value, [1, 2, 3][Level.LOW], Level["LOW"] is Level.LOW, 5 in Level.__members__.values(),
        Color.RED == "red", Color.RED.upper(), str(Color.RED), f"{Color.RED}", repr(Color.BLUE), Color("blue").name, Color.RED + "!", len(Color.RED), {"red": 2}[Color.RED], "-".join(Color),
        str(Mode.WRITE), f"{Mode.READ}", Mode("w").name, Mode.READ == "read", -Level.LOW, Level.HIGH // 2, 7 % Level.HIGH, float(Level.LOW), "%d" % Level.HIGH,
        Mode.READ.value,
    ]


ARGS = (300,)
QUICK_ARGS = (5,)
