"""Classes of the program that are iterators, or have some, in loops and under builtins."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Bag:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


class Squares:
    """Each loop has an iterator of its own, which may fail."""

    def __init__(self, n, bad=-1):
        self.n = n
        self.bad = bad

    def __iter__(self):
        return SquaresIterator(self)


class SquaresIterator:
    def __init__(self, squares):
        self.squares = squares
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.at == self.squares.n:
            raise StopIteration()
        if self.at == self.squares.bad:
            raise KeyError(self.at)
        self.at += 1
        return self.at * self.at


def pairs(n):
    total = 0
    squares = Squares(n)
    for x in squares:
        for y in squares:
            if y > x:
                break
            total += x * y
    return total


def failing(n):
    seen = []
    try:
        for x in Squares(n, 3):
            seen.append(x)
    except KeyError as error:
        seen.append(error.args[0])
    return seen


def continued():
    """A loop goes on where another one has stopped."""
    countdown = Countdown(6)
    for x in countdown:
        if x == 3:
            break
    rest = [x * 10 for x in countdown]
    return rest


def steps():
    countdown = Countdown(3)
    found = [next(countdown), next(countdown, -1), next(countdown), next(countdown, -1)]
    try:
        next(countdown)
    except StopIteration:
        found.append("end")
    return found


def collected(n):
    found = [list(Countdown(n)), tuple(Bag([3, 1])), sorted(Bag([9, 1])), sum(Bag([3, 4, 5]))]
    found += [max(Bag([2, 7])), min(Countdown(n)), any(Countdown(1)), all(Countdown(2)), "-".join(Bag(["a", "b"]))]
    found.append([x + y for x, y in zip(Countdown(n), Bag([5, 6, 7]))])
    found.append([i * x for i, x in enumerate(Countdown(4))])
    found.append(list(map(str, Countdown(3))))
    more = [1]
    more.extend(Countdown(2))
    found.append(more)
    return found


def run(n):
    return [pairs(n), failing(n), continued(), steps(), collected(n), len({x for x in Countdown(n)})]


ARGS = (30,)
QUICK_ARGS = (6,)
