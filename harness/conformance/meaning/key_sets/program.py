"""Sets and dicts that are made of keys of which the program says what they equal, all at once, and what is made of two."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    row: int
    column: int

    def near(self):
        return {Cell(self.row + 1, self.column), Cell(self.row, self.column + 1), self}


class Word:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return len(self.text)

    def __eq__(self, other):
        return self.text.lower() == other.text.lower()


def words(text):
    return [Word(part) for part in text.split()]


def made(n):
    """Displays, comprehensions and calls."""
    cells = {Cell(i % 4, i % 3) for i in range(n)}
    places = {Cell(i % 5, 0): i for i in range(n)}
    start = {Cell(0, 0): "start", Cell(1, n): "end"}
    seen = set(words("the cat The dog CAT"))
    frozen = frozenset([Cell(0, 0), Cell(0, 0), Cell(1, 0)])
    pairs = dict([(Word("a"), 1), (Word("A"), 2), (Word("b"), 3)])
    keys = dict.fromkeys(words("x y X"), 0)
    counts = Counter(words("a b A c B a"))
    counts.update(words("a d"))
    walked = [(cell.row, cell.column) for cell in cells]
    found = [(word.text, count) for word, count in counts.items()]
    return (
        sorted(walked), [*places.values()], start[Cell(1, n)], len(seen), len(frozen), [*pairs.values()], len(keys), found,
        len(Cell(n, n).near()),
    )  # fmt: skip


def combined(n):
    """Operators and methods of two sets or dicts."""
    left, right = set(words("a b c d")), set(words("C D E"))
    cells = {Cell(i, 0) for i in range(n)}
    more = {Cell(i + 2, 0) for i in range(n)}
    found = [
        sorted(word.text for word in result)
        for result in (left | right, left & right, left - right, left ^ right, left.union(right), left.difference(right))
    ]
    found += [len(cells | more), len(cells & more), len(cells - more), len(cells ^ more)]
    found += [cells <= cells | more, more >= cells, cells == {Cell(i, 0) for i in range(n)}, cells != more]
    cells |= more
    cells -= {Cell(0, 0), Cell(3, 0)}
    left.update(right)
    left.update(words("f F g"))
    found += [len(cells), len(left), {Cell(1, 1)}.issubset(cells), cells.issuperset(more)]
    one, two = {Word("a"): 1, Word("b"): 2}, {Word("B"): 2, Word("A"): 1}
    found += [one == two, one != {Word("a"): 1}]
    one.update({Word("B"): 5, Word("c"): 6})
    one.update([(Word("C"), 7)])
    found += [[(word.text, value) for word, value in one.items()], [Word("a"), 1] == [Word("A"), 1]]
    texts = words("x y z Y")
    found += [Word("Y") in texts, Word("q") in texts, texts.count(Word("y")), texts.index(Word("Z"))]
    texts.remove(Word("Y"))
    return found, [word.text for word in texts]


def walk(n):
    """A search over cells that were seen."""
    seen, order = {Cell(0, 0)}, [Cell(0, 0)]
    for cell in order:
        for other in sorted(cell.near(), key=lambda it: (it.row, it.column)):
            if other not in seen and other.row + other.column < n:
                seen.add(other)
                order.append(other)
    return len(seen), [(cell.row, cell.column) for cell in order]


def run(n):
    return made(n), combined(n), walk(n)


ARGS = (9,)
QUICK_ARGS = (5,)
