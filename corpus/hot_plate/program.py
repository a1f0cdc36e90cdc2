"""The temperatures of a plate with warm edges and a hole, in an array, by successive over-relaxation."""

import math
from array import array

EDGE = 1
HOLE = 2


def plate(width, height):
    """What each cell is, and how warm it is at first."""
    kinds = array("b", [0]) * (width * height)
    warmth = array("d", [0.0]) * (width * height)
    for x in range(width):
        kinds[x] = kinds[(height - 1) * width + x] = EDGE
        warmth[x] = 100.0 * math.sin(math.pi * x / (width - 1))
    for y in range(height):
        kinds[y * width] = kinds[y * width + width - 1] = EDGE
        warmth[y * width] = 40.0 * y / (height - 1)
    for y in range(height // 3, height // 2):
        for x in range(width // 3, width // 2):
            kinds[y * width + x] = HOLE
    return kinds, warmth


def sweep(kinds, warmth, width, height, factor):
    """One round over half of the cells, then over the others; the largest change."""
    largest = 0.0
    for colour in range(2):
        for y in range(1, height - 1):
            for place in range(y * width + 1 + (y + colour) % 2, y * width + width - 1, 2):
                if kinds[place]:
                    continue
                total = 0.0
                count = 0
                for near in (place - 1, place + 1, place - width, place + width):
                    # No heat goes through the wall of a hole.
                    if kinds[near] != HOLE:
                        total += warmth[near]
                        count += 1
                change = factor * (total / count - warmth[place])
                warmth[place] += change
                if abs(change) > largest:
                    largest = abs(change)
    return largest


def flow(warmth, width, height):
    """How much heat goes through the middle row, downwards."""
    middle = height // 2 * width
    return math.fabs(sum([warmth[middle + x] - warmth[middle + width + x] for x in range(width)]))


def run(width, height, limit):
    kinds, warmth = plate(width, height)
    factor = 2.0 / (1.0 + math.sin(math.pi / max(width, height)))
    rounds = 0
    while sweep(kinds, warmth, width, height, factor) > limit:
        rounds += 1
    coldest = min(warmth[width + 1 : 2 * width - 1])
    return rounds, round(sum(warmth) / len(warmth), 6), round(coldest, 6), round(flow(warmth, width, height), 6)


ARGS = (22, 16, 1e-3)
QUICK_ARGS = (10, 9, 1e-1)
