"""Conway's game of life on a torus: nested lists of bools, comprehensions, modulo indices."""


def neighbours(grid, x, y, width, height):
    count = 0
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if (dx or dy) and grid[(y + dy) % height][(x + dx) % width]:
                count += 1
    return count


def step(grid, width, height):
    following = []
    for y in range(height):
        row = []
        for x in range(width):
            count = neighbours(grid, x, y, width, height)
            row.append(count == 3 or (count == 2 and grid[y][x]))
        following.append(row)
    return following


def run(width, height, generations):
    grid = [[(x * y + x) % 3 == 0 for x in range(width)] for y in range(height)]
    population = 0
    for _ in range(generations):
        grid = step(grid, width, height)
        for row in grid:
            for alive in row:
                if alive:
                    population += 1
    return population


ARGS = (24, 20, 15)
QUICK_ARGS = (12, 10, 6)
