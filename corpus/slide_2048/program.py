"""The game 2048: a player without a plan slides the tiles of a board until none moves."""

SIZE = 4


def transposed(rows):
    return [[row[x] for row in rows] for x in range(SIZE)]


class Board:
    def __init__(self, seed):
        self.cells = [[0] * SIZE for _ in range(SIZE)]
        self.seed = seed
        self.points = 0
        self.add_tile()
        self.add_tile()

    def random(self, below):
        self.seed = (self.seed * 1103515245 + 12345) % 2147483648
        return (self.seed >> 12) % below

    def add_tile(self):
        free = [(y, x) for y in range(SIZE) for x in range(SIZE) if self.cells[y][x] == 0]
        if free:
            y, x = free[self.random(len(free))]
            self.cells[y][x] = 4 if self.random(10) == 0 else 2

    def merged(self, row):
        tiles = [tile for tile in row if tile]
        found = []
        place = 0
        while place < len(tiles):
            if place + 1 < len(tiles) and tiles[place] == tiles[place + 1]:
                found.append(2 * tiles[place])
                self.points += 2 * tiles[place]
                place += 2
            else:
                found.append(tiles[place])
                place += 1
        return found + [0] * (SIZE - len(found))

    def slide(self, direction):
        turned = direction >= 2
        before = self.cells
        rows = transposed(before) if turned else before
        if direction % 2:
            rows = [self.merged(row[::-1])[::-1] for row in rows]
        else:
            rows = [self.merged(row) for row in rows]
        self.cells = transposed(rows) if turned else rows
        return self.cells != before


def play(seed):
    board = Board(seed)
    moves = 0
    while True:
        moved = False
        for direction in (0, 2, 1, 3):
            if board.slide(direction):
                moved = True
                break
        if not moved:
            break
        moves += 1
        board.add_tile()
    return moves, board.points, max([max(row) for row in board.cells])


def run(games):
    moves = points = highest = 0
    for seed in range(games):
        more, gained, tile = play(seed * 7919 + 1)
        moves += more
        points += gained
        highest = max(highest, tile)
    return moves, points, highest


ARGS = (8,)
QUICK_ARGS = (1,)
