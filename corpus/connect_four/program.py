"""Four in a row on boards of bits: both sides look some moves ahead, with alpha-beta and a table of positions."""

WIDTH = 7
HEIGHT = 6
ORDER = (3, 2, 4, 1, 5, 0, 6)
# A column has a bit more than it has cells, so that no row goes on in the next column.
STEP = HEIGHT + 1
DIRECTIONS = (1, STEP, STEP - 1, STEP + 1)


def has_won(stones):
    for direction in DIRECTIONS:
        pairs = stones & stones >> direction
        if pairs & pairs >> 2 * direction:
            return True
    return False


def threes(stones, free):
    """How many free cells would make four."""
    count = 0
    for direction in DIRECTIONS:
        triples = stones & stones >> direction & stones >> 2 * direction
        count += (triples >> direction & free).bit_count() + (triples << 3 * direction & free).bit_count()
    return count


class Game:
    def __init__(self):
        self.stones = [0, 0]
        self.heights = [column * STEP for column in range(WIDTH)]
        self.moves = []
        self.free = 0
        for column in range(WIDTH):
            self.free |= (1 << HEIGHT) - 1 << column * STEP

    def can_play(self, column):
        return self.heights[column] < column * STEP + HEIGHT

    def play(self, column):
        bit = 1 << self.heights[column]
        self.stones[len(self.moves) & 1] |= bit
        self.free ^= bit
        self.heights[column] += 1
        self.moves.append(column)

    def undo(self):
        column = self.moves.pop()
        self.heights[column] -= 1
        bit = 1 << self.heights[column]
        self.stones[len(self.moves) & 1] ^= bit
        self.free ^= bit

    def score(self, depth, low, high, known):
        """How good the position is for the side that moves."""
        side = len(self.moves) & 1
        if has_won(self.stones[1 - side]):
            return -1000 - depth
        if len(self.moves) == WIDTH * HEIGHT:
            return 0
        if depth == 0:
            return threes(self.stones[side], self.free) - threes(self.stones[1 - side], self.free)
        key = (self.stones[0], self.stones[1], depth)
        if key in known:
            return known[key]
        best = -10_000
        for column in ORDER:
            if not self.can_play(column):
                continue
            self.play(column)
            best = max(best, -self.score(depth - 1, -high, -low, known))
            self.undo()
            low = max(low, best)
            if low >= high:
                return best
        known[key] = best
        return best

    def choose(self, depth):
        known = {}
        choice, best = -1, -10_000
        for column in ORDER:
            if self.can_play(column):
                self.play(column)
                found = -self.score(depth - 1, -10_000, -best, known)
                self.undo()
                if found > best:
                    choice, best = column, found
        return choice


def run(games, depth):
    results = []
    for first in range(games):
        game = Game()
        game.play(first % WIDTH)
        while len(game.moves) < WIDTH * HEIGHT and not has_won(game.stones[1 - (len(game.moves) & 1)]):
            game.play(game.choose(1 + (depth + len(game.moves)) % depth))
        results.append("".join([str(column) for column in game.moves]))
    return results


ARGS = (2, 3)
QUICK_ARGS = (1, 2)
