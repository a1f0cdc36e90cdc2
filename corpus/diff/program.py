"""Two texts are compared by lines: the shortest list of changes after Myers, its hunks, and the patch applied."""

LINES = [
    "the crane lifts", "a boat leaves", "tide at six", "ropes are wet", "gulls", "the quay is long",
    "nobody sleeps", "fog", "lamps burn", "a bell rings", "the pilot waits", "mud",
]  # fmt: skip


class Change:
    def __init__(self, kind, old, new, line):
        self.kind = kind
        self.old = old
        self.new = new
        self.line = line

    def __repr__(self):
        return self.kind + self.line


def shortest(old, new):
    """How far each diagonal gets with each number of changes, until the end is reached."""
    history = []
    reach = {1: 0}
    for changes in range(len(old) + len(new) + 1):
        history.append(dict(reach))
        for diagonal in range(-changes, changes + 1, 2):
            down = diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1])
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x += 1
                y += 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return history
    return history


def backwards(old, new, history):
    """The changes from the last to the first, with the lines that stay."""
    x, y = len(old), len(new)
    for changes in range(len(history) - 1, -1, -1):
        reach = history[changes]
        diagonal = x - y
        down = diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        from_x = reach[before]
        from_y = from_x - before
        while x > from_x and y > from_y:
            x -= 1
            y -= 1
            yield Change(" ", x, y, old[x])
        if changes:
            if down:
                y -= 1
                yield Change("+", x, y, new[y])
            else:
                x -= 1
                yield Change("-", x, y, old[x])


def hunks(changes, context):
    """Changes that are near each other, with some lines around."""
    held = []
    quiet = 0
    for change in changes:
        held.append(change)
        quiet = quiet + 1 if change.kind == " " else 0
        if quiet == len(held):
            held = held[-context:]
            quiet = len(held)
        elif quiet > 2 * context:
            yield held[: context - quiet]
            held = held[-context:]
            quiet = context
    if quiet < len(held):
        yield held[: len(held) - max(0, quiet - context)]


def patched(old, changes):
    made = []
    for change in changes:
        if change.kind != "+" and old[change.old] != change.line:
            raise ValueError(change.line)
        if change.kind != "-":
            made.append(change.line)
    return made


def edited(lines, seed):
    made = []
    for line in lines:
        seed = (seed * 1103515245 + 12345) % 2147483648
        choice = (seed >> 12) % 9
        if choice == 0:
            continue
        made.append(LINES[(seed >> 8) % len(LINES)] if choice == 1 else line)
        if choice == 2:
            made.append(f"{line}, too")
    return made


def run(rounds, size):
    changed = shown = 0
    text = ""
    for i in range(rounds):
        old = [LINES[(j * 7 + j // 5) % len(LINES)] for j in range(size)]
        new = edited(old, i + 5)
        changes = list(backwards(old, new, shortest(old, new)))
        changes.reverse()
        if patched(old, changes) != new:
            raise ValueError("the patch does not apply")
        for hunk in hunks(changes, 2):
            first = hunk[0]
            text = f"@ {first.old} {first.new} " + "|".join([repr(change) for change in hunk])
            shown += len(text)
        changed += sum([change.kind != " " for change in changes])
    return changed, shown, text[:60]


ARGS = (12, 48)
QUICK_ARGS = (4, 30)
