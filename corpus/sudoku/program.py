"""A sudoku solved by backtracking: bit sets of digits in lists, methods that call each other."""

HARD = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
EASY = ".3467..1..72195.48198.42..78597614234...537.17139248569.15372.42..41.63..45.8.1.9"


class Sudoku:
    def __init__(self, puzzle):
        self.cells = [0] * 81
        self.rows = [0] * 9
        self.columns = [0] * 9
        self.boxes = [0] * 9
        self.tried = 0
        for place in range(81):
            if puzzle[place] != ".":
                self.put(place, int(puzzle[place]))

    def put(self, place, digit):
        bit = 1 << digit
        self.cells[place] = digit
        self.rows[place // 9] |= bit
        self.columns[place % 9] |= bit
        self.boxes[place // 27 * 3 + place % 9 // 3] |= bit

    def take(self, place, digit):
        bit = ~(1 << digit)
        self.cells[place] = 0
        self.rows[place // 9] &= bit
        self.columns[place % 9] &= bit
        self.boxes[place // 27 * 3 + place % 9 // 3] &= bit

    def solve(self, place):
        while place < 81 and self.cells[place]:
            place += 1
        if place == 81:
            return True
        used = self.rows[place // 9] | self.columns[place % 9]
        used |= self.boxes[place // 27 * 3 + place % 9 // 3]
        for digit in range(1, 10):
            if used >> digit & 1:
                continue
            self.tried += 1
            self.put(place, digit)
            if self.solve(place + 1):
                return True
            self.take(place, digit)
        return False


def run(start, turns):
    tried = 0
    digits = ""
    for turn in range(turns):
        # Digits renamed, so that every turn searches in another order.
        puzzle = ""
        for char in start:
            puzzle += char if char == "." else str((int(char) + turn - 1) % 9 + 1)
        game = Sudoku(puzzle)
        if game.solve(0):
            tried += game.tried
            digits = "".join([str(digit) for digit in game.cells])
    return tried, digits


ARGS = (HARD, 2)
QUICK_ARGS = (EASY, 12)
