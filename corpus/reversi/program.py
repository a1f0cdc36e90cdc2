"""Reversi on a list of squares: both sides take the move that turns the most discs."""

STEPS = (-11, -10, -9, -1, 1, 9, 10, 11)
EDGE = 3


def start():
    board = [0] * 100
    for i in range(10):
        board[i] = board[90 + i] = board[10 * i] = board[10 * i + 9] = EDGE
    board[44] = board[55] = 2
    board[45] = board[54] = 1
    return board


def turned(board, place, player):
    """The discs that a move turns."""
    found = []
    if board[place]:
        return found
    other = 3 - player
    for step in STEPS:
        line = []
        at = place + step
        while board[at] == other:
            line.append(at)
            at += step
        if line and board[at] == player:
            found += line
    return found


def moves(board, player):
    for place in range(11, 89):
        discs = turned(board, place, player)
        if discs:
            yield len(discs), place, discs


def best(board, player, seed):
    choice = None
    most = -1
    for count, place, discs in moves(board, player):
        value = 8 * count + (place * seed) % 7
        if place in (11, 18, 81, 88):
            value += 100
        if value > most:
            choice, most = (place, discs), value
    return choice


def play(seed):
    board = start()
    player = 1
    passed = 0
    while passed < 2:
        move = best(board, player, seed)
        if move is None:
            passed += 1
        else:
            passed = 0
            place, discs = move
            board[place] = player
            for disc in discs:
                board[disc] = player
        player = 3 - player
    return board.count(1), board.count(2)


def run(games):
    wins = [0, 0, 0]
    ahead = 0
    for seed in range(games):
        first, second = play(seed + 3)
        ahead += first - second
        wins[0 if first > second else 1 if second > first else 2] += 1
    return wins, ahead


ARGS = (4,)
QUICK_ARGS = (1,)
