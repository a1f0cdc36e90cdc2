"""Noughts and crosses, played out by both sides with minimax, alpha-beta pruning and a table of known boards."""

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(board):
    for a, b, c in LINES:
        if board[a] != "." and board[a] == board[b] == board[c]:
            return board[a]
    return ""


def score(board, player, low, high, known):
    if board in known:
        return known[board]
    won = winner(board)
    if won:
        return 1 if won == "x" else -1
    if "." not in board:
        return 0
    best = -2 if player == "x" else 2
    other = "o" if player == "x" else "x"
    for place in range(9):
        if board[place] != ".":
            continue
        found = score(board[:place] + player + board[place + 1 :], other, low, high, known)
        if player == "x":
            best = max(best, found)
            low = max(low, best)
        else:
            best = min(best, found)
            high = min(high, best)
        if low >= high:
            return best
    known[board] = best
    return best


def play(board, player, known):
    moves = ""
    while not winner(board) and "." in board:
        other = "o" if player == "x" else "x"
        choice, best = -1, -2
        for place in range(9):
            if board[place] == ".":
                found = score(board[:place] + player + board[place + 1 :], other, -2, 2, known)
                if player == "o":
                    found = -found
                if found > best:
                    choice, best = place, found
        board = board[:choice] + player + board[choice + 1 :]
        moves += str(choice)
        player = other
    return moves, winner(board)


def run(games):
    known = {}
    result = []
    for first in range(games):
        board = "." * (first % 9) + "x" + "." * (8 - first % 9)
        if first % 9 == first:
            known = {}
        moves, won = play(board, "o", known)
        result.append(moves + (won or "-"))
    return result[:9], len(known)


ARGS = (9,)
QUICK_ARGS = (2,)
