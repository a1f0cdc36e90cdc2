"""Matrices as a class with operators: products and inverses by elimination; a singular one is changed a little."""


class Singular(ArithmeticError):
    def __init__(self, column):
        super().__init__(column)
        self.column = column


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def identity(cls, size):
        return cls([[1.0 if x == y else 0.0 for x in range(size)] for y in range(size)])

    def __getitem__(self, place):
        y, x = place
        return self.rows[y][x]

    def __setitem__(self, place, value):
        y, x = place
        self.rows[y][x] = value

    def __add__(self, other):
        return Matrix([[a + b for a, b in zip(left, right)] for left, right in zip(self.rows, other.rows)])

    def __sub__(self, other):
        return Matrix([[a - b for a, b in zip(left, right)] for left, right in zip(self.rows, other.rows)])

    def __mul__(self, factor):
        return Matrix([[value * factor for value in row] for row in self.rows])

    def __rmul__(self, factor):
        return self * factor

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([[sum([a * b for a, b in zip(row, column)]) for column in columns] for row in self.rows])

    def __abs__(self):
        return max([abs(value) for row in self.rows for value in row])

    def __invert__(self):
        """The inverse, by elimination of all but the diagonal."""
        size = len(self.rows)
        left = Matrix([row[:] for row in self.rows])
        right = Matrix.identity(size)
        for column in range(size):
            _, pivot = max([(abs(left[row, column]), row) for row in range(column, size)])
            if abs(left[pivot, column]) < 1e-9:
                raise Singular(column)
            factor = left[pivot, column]
            for rows in (left.rows, right.rows):
                rows[column], rows[pivot] = rows[pivot], rows[column]
                rows[column] = [value / factor for value in rows[column]]
            for row in range(size):
                if row != column and left[row, column]:
                    factor = left[row, column]
                    for rows in (left.rows, right.rows):
                        rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column])]
        return right


def made(size, seed):
    rows = []
    for _ in range(size):
        row = []
        for _ in range(size):
            seed = (seed * 1103515245 + 12345) % 2147483648
            row.append(float((seed >> 16) % 3))
        rows.append(row)
    return Matrix(rows)


def inverse(matrix):
    """The inverse, and at how many places the matrix had to be changed for it."""
    changes = 0
    while True:
        try:
            return ~matrix, changes
        except Singular as error:
            matrix[error.column, error.column] += 0.5
            changes += 1


def run(rounds, size):
    largest = error = 0.0
    changes = 0
    one = Matrix.identity(size)
    for i in range(rounds):
        matrix = made(size, i) - (i % 2) * one
        found, changed = inverse(matrix)
        changes += changed
        error = max(error, abs(matrix @ found - one))
        largest = max(largest, abs(found @ found + 0.5 * matrix))
    return changes, round(largest, 6), error < 1e-9


ARGS = (30, 5)
QUICK_ARGS = (4, 3)
