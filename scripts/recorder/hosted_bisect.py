"""What the module `bisect` has, in Python: `<` asks the items, and `key` may be a function of the program."""


def hosted_bisect_right(a, x, lo=0, hi=None, *, key=None):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    if hi is None:
        hi = len(a)
    while lo < hi:
        middle = (lo + hi) // 2
        if x < (a[middle] if key is None else key(a[middle])):
            hi = middle
        else:
            lo = middle + 1
    return lo


def hosted_bisect_left(a, x, lo=0, hi=None, *, key=None):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    if hi is None:
        hi = len(a)
    while lo < hi:
        middle = (lo + hi) // 2
        if (a[middle] if key is None else key(a[middle])) < x:
            lo = middle + 1
        else:
            hi = middle
    return lo


def hosted_insort_right(a, x, lo=0, hi=None, *, key=None):
    a.insert(hosted_bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)


def hosted_insort_left(a, x, lo=0, hi=None, *, key=None):
    a.insert(hosted_bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)


hosted_bisect = hosted_bisect_right
hosted_insort = hosted_insort_right
