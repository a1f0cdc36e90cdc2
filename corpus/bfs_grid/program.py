"""Breadth-first search through a maze: a list used as a queue, tuples, tests of bounds."""


def make_maze(width, height):
    maze = []
    for y in range(height):
        row = []
        for x in range(width):
            row.append((x * 7 + y * 13 + x * y) % 5 == 0)
        maze.append(row)
    maze[0][0] = False
    maze[height - 1][width - 1] = False
    return maze


def search(maze, width, height):
    steps = [[-1] * width for _ in range(height)]
    steps[0][0] = 0
    queue = [(0, 0)]
    head = 0
    while head < len(queue):
        x, y = queue[head]
        head += 1
        following = steps[y][x] + 1
        for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            nx = x + dx
            ny = y + dy
            if 0 <= nx < width and 0 <= ny < height and not maze[ny][nx]:
                if steps[ny][nx] < 0:
                    steps[ny][nx] = following
                    queue.append((nx, ny))
    return steps, len(queue)


def run(width, height):
    steps, reached = search(make_maze(width, height), width, height)
    total = 0
    for row in steps:
        for value in row:
            total += value
    return reached, total, steps[height - 1][width - 1]


ARGS = (110, 80)
QUICK_ARGS = (30, 20)
