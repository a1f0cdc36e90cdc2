"""The cheapest way over a field with mud and walls by A*, with a heap; where there is none, walls are broken."""


class NoWay(Exception):
    def __init__(self, reached):
        super().__init__(reached)
        self.reached = reached


class Queue:
    """A heap of ints and what they stand for, the least first."""

    def __init__(self):
        self.heap = []

    def __bool__(self):
        return len(self.heap) > 0

    def push(self, cost, cell):
        heap = self.heap
        place = len(heap)
        heap.append((cost, cell))
        while place and heap[(place - 1) >> 1][0] > cost:
            heap[place] = heap[(place - 1) >> 1]
            place = (place - 1) >> 1
        heap[place] = (cost, cell)

    def pop(self):
        heap = self.heap
        last = heap.pop()
        if not heap:
            return last
        first = heap[0]
        place = 0
        while (child := 2 * place + 1) < len(heap):
            if child + 1 < len(heap) and heap[child + 1][0] < heap[child][0]:
                child += 1
            if heap[child][0] >= last[0]:
                break
            heap[place] = heap[child]
            place = child
        heap[place] = last
        return first


class Field:
    def __init__(self, width, height, seed):
        self.width = width
        self.height = height
        self.rows = []
        for _ in range(height):
            row = []
            for _ in range(width):
                seed = (seed * 1103515245 + 12345) % 2147483648
                row.append("#~.#..~.#."[(seed >> 16) % 10])
            self.rows.append(row)
        self.rows[0][0] = self.rows[-1][-1] = "."

    def neighbours(self, cell):
        x, y = cell
        for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            if 0 <= x + dx < self.width and 0 <= y + dy < self.height:
                kind = self.rows[y + dy][x + dx]
                if kind != "#":
                    yield (x + dx, y + dy), 5 if kind == "~" else 1

    def way(self, start, goal):
        costs = {start: 0}
        came = {}
        queue = Queue()
        queue.push(0, start)
        while queue:
            guess, cell = queue.pop()
            if cell == goal:
                return costs[goal], self.back(came, goal)
            left = abs(goal[0] - cell[0]) + abs(goal[1] - cell[1])
            if guess > costs[cell] + left:
                continue
            for other, step in self.neighbours(cell):
                cost = costs[cell] + step
                if other not in costs or cost < costs[other]:
                    costs[other] = cost
                    came[other] = cell
                    queue.push(cost + abs(goal[0] - other[0]) + abs(goal[1] - other[1]), other)
        raise NoWay(max([x + y for x, y in costs]))

    def back(self, came, cell):
        found = [cell]
        while cell in came:
            cell = came[cell]
            found.append(cell)
        found.reverse()
        return found

    def break_wall(self, distance):
        """Breaks the walls on a diagonal."""
        for y in range(self.height):
            x = distance - y
            if 0 <= x < self.width and self.rows[y][x] == "#":
                self.rows[y][x] = "~"


def run(fields, size):
    total = broken = steps = 0
    for i in range(fields):
        field = Field(size + i % 3, size, i * 7 + 1)
        while True:
            try:
                cost, cells = field.way((0, 0), (field.width - 1, field.height - 1))
                break
            except NoWay as error:
                field.break_wall(error.reached + 1)
                broken += 1
        total += cost
        steps += len(cells)
        for x, y in cells:
            field.rows[y][x] = "*"
    return total, steps, broken, "".join(field.rows[0])


ARGS = (5, 12)
QUICK_ARGS = (2, 7)
