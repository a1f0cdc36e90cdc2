"""A sparse matrix as a class over a dict: subscripts, membership, products, and a walk over its graph."""


class Sparse:
    def __init__(self, size):
        self.size = size
        self.rows = {}
        self.count = 0

    def __getitem__(self, place):
        y, x = place
        row = self.rows.get(y)
        return row.get(x, 0) if row is not None else 0

    def __setitem__(self, place, value):
        y, x = place
        if y not in self.rows:
            self.rows[y] = {}
        if x not in self.rows[y]:
            self.count += 1
        self.rows[y][x] = value

    def __contains__(self, place):
        y, x = place
        return y in self.rows and x in self.rows[y]

    def __matmul__(self, other):
        made = Sparse(self.size)
        for y, row in self.rows.items():
            for middle, left in row.items():
                for x, right in other.rows.get(middle, {}).items():
                    made[y, x] = (made[y, x] + left * right) % 1009
        return made


def reached(matrix, start):
    seen = {start: 0}
    queue = [start]
    for node in queue:
        for other in matrix.rows.get(node, {}):
            if other not in seen:
                seen[other] = seen[node] + 1
                queue.append(other)
    return seen


def run(size, rounds):
    matrix = Sparse(size)
    for i in range(size):
        matrix[i, (i * 7 + 3) % size] = i + 1
        matrix[i, (i * 3 + 1) % size] = 2 * i + 1
    hits = 0
    power = matrix
    for i in range(rounds):
        power = power @ matrix if i % 3 else matrix @ matrix
        hits += (i % size, (i * 5) % size) in power
    distances = reached(matrix, 1)
    total = 0
    for row in power.rows.values():
        total += sum(row.values())
    return power.count, hits, total, max(distances.values())


ARGS = (24, 30)
QUICK_ARGS = (12, 6)
