"""Elementary cellular automata: rows in arrays of bytes, made one from the other by a generator."""

from array import array


def rows(rule, width):
    row = array("B", [0]) * width
    row[width // 2] = 1
    while True:
        yield row
        after = array("B", [0]) * width
        left, middle = row[-1], row[0]
        for place in range(width):
            right = row[place + 1 - width]
            after[place] = rule >> (4 * left + 2 * middle + right) & 1
            left, middle = middle, right
        row = after


def density(rule, width, height):
    alive = 0
    longest = 0
    number = 0
    for row in rows(rule, width):
        if number == height:
            break
        number += 1
        length = 0
        for cell in row:
            length = length + 1 if cell else 0
            if length > longest:
                longest = length
        alive += sum(row)
    return alive, longest


def run(width, height):
    found = []
    for rule in (30, 90, 110, 184):
        alive, longest = density(rule, width, height)
        found.append((rule, alive, longest))
    return found


ARGS = (64, 32)
QUICK_ARGS = (24, 8)
