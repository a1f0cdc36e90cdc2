"""Exceptions that tell from which others they were raised, and while which were handled; names of variables that have no
value in the messages of others; and arguments of errors for keys."""

BOUND = 1


class Low(Exception):
    pass


class Coded(Low):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


def chain(error):
    """The classes of what an exception was raised from, and its contexts."""
    causes, contexts, one = [], [], error
    while one is not None:
        causes.append((type(one).__name__, one.__suppress_context__))
        one = one.__cause__
    one = error
    while one is not None:
        contexts.append([type(one).__name__, one.args])
        one = one.__context__
    return causes, contexts


def pick(i, j):
    try:
        return (i, 5)[j]
    except IndexError as error:
        raise Coded(i) from error


def look_up(table, key):
    try:
        return table[key]
    except KeyError:
        raise LookupError(key) from None


def nested(i):
    try:
        try:
            raise KeyError(i)
        except KeyError:
            [][i]
    except IndexError as error:
        found = error
    try:
        raise found
    except IndexError as error:
        return chain(error)


def again(i):
    first = ValueError(i)
    try:
        try:
            raise first
        except ValueError as error:
            try:
                raise Low(i) from error
            except Low:
                raise first
    except ValueError as error:
        return chain(error)


def bare(i):
    try:
        try:
            raise KeyError(i)
        except KeyError:
            try:
                raise Low
            except Low:
                pass
            raise
    except KeyError as error:
        return chain(error)


def of_class(i):
    try:
        raise Low(i) from ValueError
    except Low as error:
        return chain(error)


def wrong(i):
    try:
        raise Low(i) from i
    except TypeError as error:
        return chain(error), str(error)


def items(n):
    for i in range(n):
        yield i
    raise StopIteration(n)


def of_generator(n):
    try:
        return [*items(n)]
    except RuntimeError as error:
        return chain(error)


def pairs(n):
    found = []
    try:
        raise KeyError(n)
    except KeyError as error:
        for i in range(n):
            try:
                found.append("ab"[i])
            except IndexError as other:
                found.append(chain(other))
        found.append(chain(error))
    return found


def finally_raised(i):
    try:
        try:
            raise KeyError(i)
        finally:
            int("x" * (i + 1))
    except ValueError as error:
        return chain(error)


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        if error is not None:
            raise Coded(error.args[0])
        return False


def managed(i):
    try:
        with Manager():
            raise KeyError(i)
    except Low as error:
        return chain(error)


def unbound(i):
    if i > 5:
        value = i
    try:
        return value
    except UnboundLocalError as error:
        return str(error)


def deleted(i):
    value = i
    del value
    try:
        del value
    except UnboundLocalError as error:
        return error.args


def shared(i):
    if i % 2:
        total = i

    def add():
        return total + i

    def forget():
        nonlocal total
        del total

    found = []
    for step in (add, forget, add, forget):
        try:
            found.append(step())
        except NameError as error:
            found.append((type(error).__name__, str(error)))
    try:
        found.append(total)
    except NameError as error:
        found.append((type(error).__name__, str(error)))
    try:
        del total
    except NameError as error:
        found.append((type(error).__name__, str(error)))
    return found


def misspelt(i):
    try:
        return bounds + i
    except NameError as error:
        return str(error)


def of_globals(i):
    global BOUND
    found = []
    for _ in range(2):
        try:
            found.append(BOUND)
            del BOUND
        except NameError as error:
            found.append(str(error))
    try:
        del BOUND
    except NameError as error:
        found.append(str(error))
    BOUND = i
    return found


def noted(i):
    found = []
    for _ in range(i % 3):
        try:
            try:
                [][i]
            except IndexError as error:
                error.add_note(f"at {i}")
                if i % 2:
                    error.add_note("odd")
                raise
        except IndexError as error:
            found.append(error.__notes__)
    try:
        ValueError(i).add_note(i)
    except TypeError as error:
        found.append("must be" in str(error) and "str, not" in str(error))
    try:
        found.append(ValueError(i).__notes__)
    except AttributeError as error:
        found.append(str(error))
    return found


def keys(i):
    found = []
    for change in (lambda: {}.popitem(), lambda: set().pop(), lambda: {}.pop("a"), lambda: set().remove(str(i))):
        try:
            change()
        except KeyError as error:
            found += [error.args, str(error), repr(error)]
    return found


def run(n):
    found = []
    fresh = Low("fresh")
    found.append((fresh.__cause__ is None, fresh.__context__ is None, Coded(3).__cause__))
    for i in range(n):
        for call, args in ((pick, (i, i % 3)), (look_up, ({1: 2}, i))):
            try:
                found.append(call(*args))
            except (Low, LookupError) as error:
                found.append(chain(error))
        found += [nested(i), again(i), bare(i), of_class(i), wrong(i), of_generator(i), finally_raised(i), managed(i)]
        found.append(pairs(i % 4))
        found += [unbound(i), deleted(i), shared(i), misspelt(i), of_globals(i), noted(i), keys(i)]
    return found


ARGS = (20,)
QUICK_ARGS = (3,)
