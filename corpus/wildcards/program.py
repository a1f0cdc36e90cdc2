"""File names are matched with patterns that have *, ? and sets of characters: backtracking over a list of parts."""

NAMES = [
    f"{stem}{number}.{end}"
    for stem in ("harbour", "boat", "crane", "tide-", "log_")
    for number in (1, 22, 307)
    for end in ("txt", "tar.gz", "c")
]
PATTERNS = ["*.txt", "b*t?.*", "[hl]*", "*-???.t*", "*[0-9][0-9].c", "*a*r*", "[!a-c]*.tar.gz", "*2*"]


class Any:
    def accepts(self, char):
        return True


class One:
    def __init__(self, char):
        self.char = char

    def accepts(self, char):
        return char == self.char


class OneOf:
    def __init__(self, ranges, inverted):
        self.ranges = ranges
        self.inverted = inverted

    def accepts(self, char):
        return any(low <= char <= high for low, high in self.ranges) != self.inverted


def parts(pattern):
    """Pairs of what a part accepts, and whether it may come any number of times."""
    place = 0
    while place < len(pattern):
        char = pattern[place]
        place += 1
        if char == "*":
            yield Any(), True
        elif char == "?":
            yield Any(), False
        elif char == "[":
            end = pattern.find("]", place)
            body = pattern[place:end]
            place = end + 1
            inverted = body.startswith("!")
            body = body[1:] if inverted else body
            ranges = []
            at = 0
            while at < len(body):
                if body[at + 1 : at + 2] == "-":
                    ranges.append((body[at], body[at + 2]))
                    at += 3
                else:
                    ranges.append((body[at], body[at]))
                    at += 1
            yield OneOf(ranges, inverted), False
        else:
            yield One(char), False


def matches(name, found):
    at = part = 0
    star, kept = -1, 0
    while at < len(name):
        if part < len(found) and found[part][1]:
            star, kept = part, at
            part += 1
        elif part < len(found) and found[part][0].accepts(name[at]):
            at += 1
            part += 1
        elif star >= 0:
            kept += 1
            at, part = kept, star + 1
        else:
            return False
    return all(repeated for _, repeated in found[part:])


def run(rounds):
    hits = 0
    for i in range(rounds):
        pattern = list(parts(PATTERNS[i % len(PATTERNS)]))
        for name in NAMES:
            hits += matches(name, pattern)
    return hits


ARGS = (48,)
QUICK_ARGS = (8,)
