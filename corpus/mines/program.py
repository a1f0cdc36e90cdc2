"""Minesweeper: a board opens by a flood, a player draws conclusions from numbers, and guesses where none is left."""


class Exploded(Exception):
    pass


class Board:
    def __init__(self, width, height, mines, seed):
        self.width = width
        self.height = height
        self.mines = [False] * (width * height)
        self.shown = [-1] * (width * height)
        self.left = width * height - mines
        while mines:
            seed = (seed * 1103515245 + 12345) % 2147483648
            place = (seed >> 12) % (width * height)
            if place and not self.mines[place]:
                self.mines[place] = True
                mines -= 1

    def around(self, place):
        y, x = divmod(place, self.width)
        for near_y in range(max(y - 1, 0), min(y + 2, self.height)):
            for near_x in range(max(x - 1, 0), min(x + 2, self.width)):
                near = near_y * self.width + near_x
                if near != place:
                    yield near

    def open(self, place):
        if self.mines[place]:
            raise Exploded(place)
        waiting = [place]
        while waiting:
            place = waiting.pop()
            if self.shown[place] >= 0:
                continue
            self.shown[place] = sum(self.mines[near] for near in self.around(place))
            self.left -= 1
            if self.shown[place] == 0:
                waiting.extend(self.around(place))


class Player:
    def __init__(self, board):
        self.board = board
        self.flags = [False] * len(board.mines)
        self.guesses = 0

    def unknown(self, place):
        return [near for near in self.board.around(place) if self.board.shown[near] < 0 and not self.flags[near]]

    def conclude(self):
        """Flags what has to be a mine, opens what can be none; whether there was either."""
        found = False
        for place, number in enumerate(self.board.shown):
            if number <= 0:
                continue
            unknown = self.unknown(place)
            if not unknown:
                continue
            flagged = sum([self.flags[near] for near in self.board.around(place)])
            if flagged == number:
                for near in unknown:
                    self.board.open(near)
                found = True
            elif flagged + len(unknown) == number:
                for near in unknown:
                    self.flags[near] = True
                found = True
        return found

    def risk(self, place):
        """Of 1000, how likely the numbers around say that a place has a mine."""
        highest = 150
        for near in self.board.around(place):
            number = self.board.shown[near]
            if number > 0:
                flagged = sum([self.flags[other] for other in self.board.around(near)])
                highest = max(highest, 1000 * (number - flagged) // len(self.unknown(near)))
        return highest

    def guess(self):
        self.guesses += 1
        closed = [place for place, number in enumerate(self.board.shown) if number < 0 and not self.flags[place]]
        _, place = min([(self.risk(place), place) for place in closed])
        self.board.open(place)

    def play(self):
        self.board.open(0)
        while self.board.left:
            if not self.conclude():
                self.guess()


def run(games, size):
    won = guesses = 0
    lost = []
    for game in range(games):
        player = Player(Board(size + 2, size, size * size // 6, game + 3))
        try:
            player.play()
        except Exploded as error:
            lost.append((game, error.args[0], player.board.left))
        else:
            won += 1
        finally:
            guesses += player.guesses
    return won, guesses, lost


ARGS = (5, 8)
QUICK_ARGS = (3, 5)
