"""Exceptions of all kinds that a program handles: of instructions, its own, from calls, generators and `finally`."""

class AppError(Exception):
    pass

class NotFound(AppError):
    def __init__(self, key):
        self.key = key

class Limit(AppError):
    def __init__(self, limit, *, hint=None):
        super().__init__("limit", limit)
        self.limit = limit
        self.hint = hint

    def __str__(self):
        return f"limit {self.limit} ({self.hint})"

def find(table, key):
    try:
        return table[key]
    except KeyError:
        raise NotFound(key) from None

def parse(text):
    try:
        return int(text)
    except ValueError as error:
        return len(str(error))
    else:
        return -1

def deep(n):
    if n == 0:
        raise Limit(n, hint="deep")
    try:
        return deep(n - 1)
    finally:
        n += 1

def cleanup(log, n):
    try:
        log.append(n)
        if n % 4 == 0:
            return 1
        if n % 4 == 1:
            raise IndexError("one")
        return 2
    except IndexError:
        log.append(-n)
        raise
    finally:
        log.append(0)

def gen(n):
    for i in range(n):
        try:
            yield 10 // (i - 3)
        except ZeroDivisionError:
            yield 77

def bad_gen(n):
    yield n
    raise LookupError(n)

def loops(n):
    found = []
    for i in range(n):
        for j in [1, 2, 0, 4]:
            try:
                if j == 4:
                    break
                found.append(i // j)
            except ZeroDivisionError:
                continue
            else:
                found.append(j)
    return sum(found)

def rethrow(n):
    try:
        try:
            raise ValueError(n)
        except ValueError as e:
            raise KeyError(e.args[0]) from e
    except KeyError as e:
        return e.args[0]

def check(n):
    assert n % 5, f"five {n}"
    assert n != 7
    return n

def recurse(n):
    return recurse(n + 1) + 1

def run(n):
    total = 0
    log = []
    table = {i: i * i for i in range(0, n, 2)}
    for i in range(n):
        try:
            total += find(table, i)
        except NotFound as error:
            total += error.key
        total += parse(str(i) if i % 3 else "x" * (i % 7))
        try:
            deep(i % 9)
        except AppError as error:
            total += len(f"{error}") + error.limit
        try:
            total += cleanup(log, i)
        except (KeyError, IndexError) as error:
            total += len(str(error))
        for value in gen(i % 6):
            total += value
        try:
            for value in bad_gen(i):
                total += value
        except LookupError as e:
            total += e.args[0]
        total += loops(3) + rethrow(i)
        try:
            total += check(i)
        except AssertionError as e:
            total += len(e.args) + len(str(e))
    try:
        recurse(0)
    except RecursionError as e:
        total += len(str(e))
    messages = []
    for thing in [1, "a", None, [1], (1,), {}, 2.5]:
        try:
            messages.append(thing[5])
        except Exception as e:
            messages.append(f"{type(e) is TypeError} {e}")
        try:
            messages.append(thing.nothing)
        except AttributeError as e:
            messages.append(str(e))
        try:
            messages.append(thing + 1)
        except TypeError as e:
            messages.append(repr(e))
    return total, len(log), sum(log), messages

ARGS = (120,)
QUICK_ARGS = (30,)
