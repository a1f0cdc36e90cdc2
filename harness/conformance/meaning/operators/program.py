"""Special methods of classes: operators with their reflected and in-place forms, comparisons, subscripts, truth,
iteration and texts."""


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __iadd__(self, other):
        self.x += other.x
        return self

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __rmul__(self, factor):
        return Vector(factor * self.x, factor * self.y)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __pow__(self, exponent):
        return self.x**exponent

    def __truediv__(self, divisor, scale=10):
        return self.x * scale / divisor

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __invert__(self):
        return (self.y, self.x)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return self.x < other.x

    def __le__(self, other):
        # No bool.
        return self.x + other.x

    def __bool__(self):
        return self.x > 0

    def __getitem__(self, index):
        return self.y if index else self.x

    def __setitem__(self, index, value):
        if index:
            self.y = value
        else:
            self.x = value

    def __delitem__(self, index):
        self[index] = 0

    def __contains__(self, value):
        return self.x == value or self.y == value

    def __iter__(self):
        yield self.x
        yield self.y

    def __str__(self):
        return f"<{self.x}, {self.y}>"

    def __repr__(self):
        return "Vector"


class Shifted(Vector):
    """It comes first on the right of a vector."""

    def __radd__(self, other):
        return "reflected"

    def __gt__(self, other):
        return "greater"


class Named:
    def __init__(self, name):
        self.name = name

    def __ne__(self, other):
        return "unequal"

    def __rsub__(self, other):
        return [other, self.name]

    def __len__(self):
        return len(self.name)

    def __repr__(self):
        return self.name


class Loud(Named):
    """Only its own text differs."""

    def __str__(self):
        return self.name.upper()


class Table:
    """A subscript that calls further ones."""

    def __init__(self, rows, columns):
        self.columns = columns
        self.cells = [0] * (rows * columns)

    def __getitem__(self, place):
        row, column = place
        return self.cells[row * self.columns + column]

    def __setitem__(self, place, value):
        row, column = place
        self.cells[row * self.columns + column] = value


class Plain:
    pass


def arithmetic(n):
    total, step = Vector(0, 0), Vector(1, 2)
    for i in range(n):
        total = total + step * i
        total += step
        total = total - 2 * step
    return total.x, total.y, step @ total, step**3, step / 4, (-step).y, ~step


def in_turn(n):
    """Which operand comes first."""
    plain, shifted, named = Vector(n, 1), Shifted(n, 2), Named("named")
    found = [plain + shifted, (shifted + plain).x, (shifted + shifted).y, n - named, "a" - named]
    for left in (plain, shifted):
        for right in (plain, shifted):
            found.append([left < right, left > right, left == right, left != right, left <= right])
            found.append("less" if left < right else "not less")
            found.append("some" if left <= right else "none")
    return found + [named != named, named == named, named != 3, 3 != named, plain != Vector(n, 1)]


def truth(n):
    found = []
    for thing in (Vector(n, 0), Vector(0, n), Named(""), Named("a"), Plain(), 0, n, "", [0], None):
        found.append("true" if thing else "false")
        found.append([not thing, 1 and thing == 0 if isinstance(thing, int) else bool(n)])
        while thing:
            found.append("once")
            break
    return found


def subscripts(n):
    vector, table = Vector(1, 2), Table(3, 4)
    for row in range(3):
        for column in range(4):
            table[row, column] = row * n + column
            table[row, column] += vector[column & 1]
    vector[0] += 5
    vector[1] = table[2, 3]
    found = [table.cells, vector[0], vector[1]]
    del vector[1]
    return found + [vector.y, 0 in vector, 7 in vector, 0 not in vector, 7 not in vector]


def walked(n):
    found = []
    for pair in (Vector(n, 1), [1, 2], Shifted(3, n), (4,)):
        for item in pair:
            found.append(item)
        found.append([item for item in pair if item])
    return found


def texts(n):
    found = []
    for thing in (Vector(n, 1), Named("n"), Loud("l"), n, "s", 2.5):
        found.append(f"{thing} {thing!s} {thing!r}")
    return found


def mixed(n):
    """One instruction for builtin operands and for those of classes."""
    found = []
    for left, right in ((1, 2), (Vector(1, 2), 3), (2.5, 2), (3, Vector(3, 4)), ("ab", 2), (Vector(n, n), n)):
        product = left * right
        found.append(product if not isinstance(product, Vector) else [product.x, product.y])
    for left, right in ((1, 1), (Vector(1, 2), Vector(1, 2)), ("a", "b"), (Vector(1, 2), Vector(2, 1)), (2, 2.0)):
        found.append(left == right)
        found.append("equal" if left == right else "different")
    for holder in ([3, 4], Vector(5, 6), "ab", Vector(7, 8), {0: "zero"}):
        found.append(holder[0])
        found.append(5 in holder if not isinstance(holder, str) else "5" in holder)
    return found


def run(n):
    return arithmetic(n), in_turn(n), truth(n), subscripts(n), walked(n), texts(n), mixed(n)


ARGS = (40,)
QUICK_ARGS = (3,)
