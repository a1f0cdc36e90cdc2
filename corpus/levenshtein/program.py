"""Edit distance of words by rows: str subscripts, list appends, branches that vary."""

WORDS = ["kitten", "sitting", "saturday", "sunday", "intention", "execution", "flaw", "lawn"]


def distance(a, b):
    previous = list(range(len(b) + 1))
    for i in range(len(a)):
        current = [i + 1]
        for j in range(len(b)):
            cost = 0 if a[i] == b[j] else 1
            best = previous[j] + cost
            if previous[j + 1] + 1 < best:
                best = previous[j + 1] + 1
            if current[j] + 1 < best:
                best = current[j] + 1
            current.append(best)
        previous = current
    return previous[len(b)]


def run(rounds):
    total = 0
    for k in range(rounds):
        for a in WORDS:
            for b in WORDS:
                total = (total * 3 + distance(a, b) + k) % 1_000_003
    return total


ARGS = (20,)
QUICK_ARGS = (2,)
