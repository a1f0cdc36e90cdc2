"""Queens on a board: a closure that calls itself and marks columns and diagonals in lists."""


def run(n):
    columns = [0] * n
    rising = [0] * (2 * n)
    falling = [0] * (2 * n)
    solutions = 0

    def place(row):
        nonlocal solutions
        if row == n:
            solutions += 1
            return
        for column in range(n):
            if columns[column] == 0:
                if rising[row + column] == 0 and falling[row - column + n] == 0:
                    columns[column] = 1
                    rising[row + column] = 1
                    falling[row - column + n] = 1
                    place(row + 1)
                    columns[column] = 0
                    rising[row + column] = 0
                    falling[row - column + n] = 0

    place(0)
    return solutions


ARGS = (9,)
QUICK_ARGS = (7,)
