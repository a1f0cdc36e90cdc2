"""What the module `bisect` has, in Python: `<` asks the items, and `key` may be a function of the program."""

# What CPython's functions say of a negative `lo` depends on its version.
try:
    __import__("bisect").bisect_left([], 0, -1)
except ValueError as hosted_error:
    hosted_lo_is_negative = str(hosted_error)


def hosted_sought(a, lo, hi):
    """The part of a list that is searched."""
    if lo < 0:
        raise ValueError(hosted_lo_is_negative)
    return lo, len(a) if hi is None else hi


def hosted_bisect_right(a, x, lo=0, hi=None, *, key=None):
    first, end = hosted_sought(a, lo, hi)
    while first < end:
        middle = (first + end) >> 1
        item = a[middle] if key is None else key(a[middle])
        first, end = (first, middle) if x < item else (middle + 1, end)
    return first


def hosted_bisect_left(a, x, lo=0, hi=None, *, key=None):
    first, end = hosted_sought(a, lo, hi)
    while first < end:
        middle = (first + end) >> 1
        item = a[middle] if key is None else key(a[middle])
        first, end = (middle + 1, end) if item < x else (first, middle)
    return first


def hosted_insort_right(a, x, lo=0, hi=None, *, key=None):
    a.insert(hosted_bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)


def hosted_insort_left(a, x, lo=0, hi=None, *, key=None):
    a.insert(hosted_bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)


hosted_bisect = hosted_bisect_right
hosted_insort = hosted_insort_right
