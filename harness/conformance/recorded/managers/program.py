"""`with` statements over objects of a class of the program, left in all ways."""

class Timer:
    def __init__(self, log):
        self.log = log
        self.depth = 0

    def __enter__(self):
        self.depth += 1
        self.log.append(self.depth)
        return self

    def __exit__(self, kind, error, trace):
        self.depth -= 1
        if kind is None:
            self.log.append(100)
            return False
        self.log.append(len(str(error)))
        return kind is KeyError

def use(timer, n):
    with timer as t:
        if n % 3 == 0:
            return t.depth
        if n % 3 == 1:
            raise KeyError(n)
        with Timer(t.log):
            if n % 2:
                raise ValueError("odd")
            t.log.append(n)
    return -1

def run(n):
    log = []
    timer = Timer(log)
    total = 0
    for i in range(n):
        try:
            total += use(timer, i)
        except ValueError as e:
            total += len(e.args[0])
    return total, len(log), sum(log)

ARGS = (120,)
QUICK_ARGS = (30,)
