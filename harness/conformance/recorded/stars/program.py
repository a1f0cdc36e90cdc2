"""Star arguments, match and calls of instances where exceptions are raised and handled."""


class Refusal(Exception):
    def __init__(self, code, *more, **named):
        super().__init__(code, *more)
        self.code = code
        self.named = len(named)


class Plain(Exception):
    pass


class Gate:
    def __init__(self, limit, *others):
        self.limit = limit
        self.others = others

    def __call__(self, x, *rest, step=1):
        if x > self.limit:
            raise Refusal(x, *rest, step=step)
        if not rest:
            raise ValueError(x)
        return x * step + len(rest)

    def __len__(self):
        if self.limit == 13:
            raise Plain("thirteen", self.limit)
        return len(self.others)


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Box:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log.append("in")
        return self

    def __exit__(self, *what):
        self.log.append(what[0] is None)
        return what[0] is not None and issubclass(what[0], Plain)


def forward(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Refusal as refusal:
        return refusal.code + refusal.named * 1000 + len(refusal.args)
    except (ValueError, TypeError, ZeroDivisionError):
        return -1


def divided(a, b, *rest):
    return a // b + sum(rest)


def parts(value):
    try:
        first, *middle, last = value
    except ValueError:
        return -len(value)
    return first + len(middle) * 10 + last


def kind(value):
    try:
        match value:
            case Point(x, y):
                return x // y
            case [0, *_]:
                raise Plain(0, *value)
            case [a, b]:
                return a // b
            case {"d": d}:
                return 100 // d
            case str():
                return int(value)
    except ZeroDivisionError:
        return -7
    except Plain as plain:
        return len(plain.args)
    except ValueError:
        return -9
    return -1


def raiser(*args, kind=Plain):
    raise kind(*args)


def run(n):
    gate = Gate(n // 2, 1, 2)
    gates = [gate, Gate(13), Gate(3, 4)]
    total = 0
    log = []
    for i in range(n):
        total += forward(gate, i, 1, step=2)
        total += forward(gate, i)
        total += forward(divided, i, i % 3, 2, 1)
        total += parts(list(range(i % 4)))
        total += kind(Point(i, i % 2))
        total += kind([i % 3, i % 5])
        total += kind({"d": i % 4})
        total += kind(str(i) if i % 2 else "x")
        try:
            total += len(gates[i % 3])
        except Plain as plain:
            total += plain.args[1]
        try:
            raiser(i, *log[:2], kind=ValueError if i % 3 else Plain)
        except (ValueError, Plain) as error:
            total += len(error.args)
        with Box(log):
            if i % 4 == 0:
                raiser(i)
            if i % 4 == 1:
                gates[2](1, 2)
        if len(log) > 6:
            log.clear()
        try:
            with Box(log):
                gates[0](*[i, 3], step=i % 2)
        except Refusal as refusal:
            total += refusal.args[0] + refusal.named
        try:
            forward(*(), f=len)
        except TypeError:
            total += 1
        finally:
            total %= 1000003
    return total


ARGS = (400,)
QUICK_ARGS = (60,)
