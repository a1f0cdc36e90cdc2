"""Globals that disappear, appear again, and uncover the builtin of their name."""

X = 1
GONE = [1, 2]
STEADY = "steady"


def max(a, b):
    return "mine"


def read():
    return X


def largest(a, b):
    return max(a, b)


def length(items):
    return len(items)


def count():
    global STEADY
    STEADY += "!"
    return STEADY


def come_and_go(n):
    global X, FRESH
    out = []
    for i in range(n):
        out.append(read())
        del X
        X = i * 2.5 if i % 3 else [i]
        FRESH = i
        out.append(FRESH)
        if i % 2:
            del FRESH
            FRESH = str(i)
        out.append(FRESH)
        del FRESH
    return out


def uncover(n):
    global max
    out = []
    for i in range(n):
        out.append(largest(i, 5))
        if i == n // 2:
            del max
        if i == n // 2 + 2:
            max = length
            max = pair
        if i == n // 2 + 4:
            del max
    return out


def pair(a, b):
    return (a, b)


def hide(n):
    global len, min
    out = []
    for i in range(n):
        out.append(length("abc"))
        if i % 3 == 1:
            len = pair_of
        if i % 3 == 2:
            del len
        # The builtin itself, as a global.
        min = min
        out.append(min(i, 2))
        del min
    return out


def pair_of(items):
    return items, items


def last_reference():
    global GONE
    kept = GONE
    del GONE
    kept.append(3)
    GONE = kept
    size = len(GONE)
    kept.pop()
    return size


def run(n):
    out = [come_and_go(n), uncover(n), hide(n), last_reference(), count(), count()]
    out.append(largest(1, 2))
    return out


ARGS = (12,)
QUICK_ARGS = (7,)
