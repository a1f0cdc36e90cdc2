"""Attributes of functions: those that a program gives them, their names, and default values that it changes."""


def counted(function):
    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)

    wrapper.calls = 0
    wrapper.wrapped = function
    return wrapper


@counted
def square(x):
    return x * x


def cached(x):
    if x not in cached.known:
        cached.known[x] = x * 3
        cached.misses += 1
    return cached.known[x]


cached.known = {0: 0}
cached.misses = 0


def scaled(x, by=2, *, offset=1):
    return x * by + offset


def collects(x, seen=None):
    return x, seen


def names(i):
    def inner(x):
        return x

    first = inner.__name__, inner.__qualname__, scaled.__name__, (lambda: 0).__name__
    inner.__name__ = f"inner{i}"
    return first, inner.__name__, hasattr(inner, "label"), getattr(scaled, "__name__")


def changed(i):
    found = [scaled(i), scaled.__defaults__, collects.__defaults__, names.__defaults__]
    scaled.__defaults__ = (i + 5,)
    found += [scaled(i), scaled(i, offset=3), scaled(x=i), scaled.__defaults__]
    scaled.__defaults__ = (i, 1)[:1]
    collects.__defaults__ = ([i],)
    found += [scaled(i), collects(1), collects.__defaults__]
    collects.__defaults__ = None
    try:
        collects(1)
    except TypeError:
        found.append("missing")
    found.append(collects.__defaults__)

    def own(a, b=i):
        return a, b

    found.append(own(1))
    own.__defaults__ = own.__defaults__ + (7,)
    found += [own(), own(2), own(b=3)]
    collects.__defaults__ = (None,)
    scaled.__defaults__ = (2,)
    return found


def misses(i):
    found = []
    for owner in (names, square):
        try:
            found.append(owner.nothing)
        except AttributeError as error:
            found.append(str(error))
    names.nothing = i
    found.append(names.nothing)
    del names.nothing
    found.append(hasattr(names, "nothing"))
    setattr(names, "by_name", i)
    found.append([getattr(names, "by_name"), getattr(names, "other", None)])
    try:
        del names.nothing
    except AttributeError as error:
        found.append(str(error))
    return found


def run(n):
    found = []
    for i in range(n):
        found.append([square(i), square.calls, square.wrapped(2), cached(i % 3), cached.misses, len(cached.known)])
        local = counted(lambda x: x + 1)
        found.append([local(1), local(2), local.calls])
        found.append(names(i))
        found.append(changed(i))
        found.append(misses(i))
    return found[:40], len(repr(found))


ARGS = (10,)
QUICK_ARGS = (3,)
