"""Methods that are bound before the program runs, and while it runs."""


class Counter:
    def __init__(self, start):
        self.total = start
        self.seen = []

    def add(self, n, times=1):
        self.total += n * times
        self.seen.append(n)
        return self.total

    @classmethod
    def of(cls, n):
        return cls(n)

    @staticmethod
    def twice(n):
        return 2 * n


COUNTER = Counter(10)
OTHER = Counter(100)
ADD = COUNTER.add
MAKE = Counter.of
NUMBERS = [1, 2]
APPEND = NUMBERS.append
HANDLERS = {"add": COUNTER.add, "other": OTHER.add, "get": {"a": 1}.get}


class Shared:
    add = OTHER.add
    make = staticmethod(Counter.of)


class Button:
    def __init__(self, action):
        self.action = action

    def press(self, n):
        return self.action(n)


BUTTON = Button(COUNTER.add)


def apply(function, *args, **kwargs):
    return function(*args, **kwargs)


def run(n):
    found = []
    for i in range(n):
        found.append(ADD(i))
        found.append(HANDLERS["add"](i, times=2))
        found.append(HANDLERS["other"](i))
        found.append(BUTTON.press(i))
        found.append(Shared.add(1) + Shared().add(2))
        local = COUNTER.add
        found.append(local(i) + apply(local, i, times=3))
        found.append(MAKE(i).total + Shared.make(i).total)
        APPEND(i)
    functions = [COUNTER.add, OTHER.add, Counter.twice]
    found += [function(1) for function in functions]
    found += list(map(OTHER.add, NUMBERS))
    button = Button(OTHER.add)
    found.append(button.press(5))
    found.append((ADD is HANDLERS["add"], ADD == COUNTER.add, ADD == OTHER.add, HANDLERS["get"]("a")))
    found.append({ADD: 1}[COUNTER.add])
    return found[-20:], sum(found[:-5]), COUNTER.total, OTHER.seen[-9:], NUMBERS[-3:]


ARGS = (400,)
QUICK_ARGS = (3,)
