"""Special methods that return what they may not, unpacking that takes no more than there are targets, and places that meet
lists, generators and objects of the program in turn."""


TYPES = ("bool", "int", "float", "str", "NoneType", "list")


class Whatever:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value

    def __len__(self):
        return self.value

    def __str__(self):
        return self.value

    def __repr__(self):
        return self.value

    def __format__(self, spec):
        return self.value

    def __iter__(self):
        return self.value

    def __int__(self):
        return self.value

    def __float__(self):
        return self.value


class Sized:
    def __init__(self, value):
        self.value = value

    def __len__(self):
        return self.value


class Shown:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return self.value


class Endless:
    """It counts how often it is asked."""

    def __init__(self):
        self.asked = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.asked += 1
        return self.asked


class Shared:
    def __init__(self, iterator):
        self.iterator = iterator

    def __iter__(self):
        return self.iterator


class Countdown:
    def __init__(self, left):
        self.left = left

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left


def truth(value):
    return "yes" if value else "no"


def loop(value):
    found = []
    for item in value:
        found.append(item)
    return found


def told(call, value):
    try:
        return call(value)
    except (TypeError, ValueError, OverflowError) as error:
        # Messages are other ones in newer versions.
        text = str(error)
        start = text.split(" (")[0] if "unpack" in text else ""
        return type(error).__name__, [name for name in TYPES if name in text], "return" in text, start


def asked_for_truth(value):
    return truth(Whatever(value))


def asked_for_bool(value):
    return bool(Whatever(value))


def is_sized(value):
    return truth(Sized(value)), bool(Sized(value))


def length(value):
    return len(Sized(value))


def text(value):
    return str(Whatever(value))


def shown(value):
    return repr(Whatever(value))


def shown_as_text(value):
    return str(Shown(value))


def in_text(value):
    return f"<{Whatever(value)}>"


def in_text_as_text(value):
    return f"<{Whatever(value)!s}>"


def in_text_shown(value):
    return f"<{Whatever(value)!r}>"


def shown_in_text(value):
    return f"<{Shown(value)}>"


def formatted(value):
    return f"{Whatever(value):>4}"


def as_int(value):
    return int(Whatever(value))


def as_float(value):
    return float(Whatever(value))


def iterator(value):
    return loop(Whatever(value))


def in_two(value):
    left, right = Whatever(value)
    return left, right


def spread(value):
    return [0, *Whatever(value)]


CALLS = (
    asked_for_truth, asked_for_bool, is_sized, length, text, shown, shown_as_text, in_text, in_text_as_text,
    in_text_shown, shown_in_text, formatted, as_int, as_float,
)  # fmt: skip


def pair(value):
    left, right = value
    return left, right


def other_pair(value):
    left, right = value
    return left, right


def numbers(log):
    i = 0
    while True:
        log.append(i)
        yield i
        i += 1


def few(log, n):
    for i in range(n):
        log.append(i)
        yield i
    log.append("end")


def unpacked(n):
    found = []
    endless, log = Endless(), []
    shared = Shared(iter([1, 2, 3, 4, 5]))
    for value in (endless, numbers(log), few(log, n % 4), few(log, 2), (1, 2), [1, 2, 3][: n % 4], "ab"):
        found.append(told(pair, value))
    for value in (shared, shared):
        found.append(told(other_pair, value))
    found.append((endless.asked, log))
    first, *rest = few(log, n % 3 + 1)
    found.append((first, rest, log[-1]))
    return found


def source(i):
    """A list or a generator."""
    return few([], i % 5) if i % 2 else list(range(i % 5))


def in_turn(i):
    found = [[*zip(source(i), "abc")], [*zip("abc", source(i))], [*zip(source(i), source(i + 1), "abcd")]]
    found += [[*map(str, source(i))], [*filter(None, source(i))], [*enumerate(source(i))]]
    found += [sum(source(i)), any(source(i)), all(source(i)), sorted(source(i)), tuple(source(i))]
    found += [max(source(i), default=i), next(iter(source(i)), None), [0, *source(i)], told(pair, source(i))]
    return found


def expressions(i):
    doubled = (2 * value for value in Countdown(i))
    found = [next(doubled, None), sum(doubled), [*(value + i for value in Countdown(3) if value != 1)]]
    found.append(max((left * right for left in Countdown(3) for right in Countdown(i % 3)), default=None))
    return found


def run(n):
    found = []
    for i in range(n):
        for value in (i % 2 == 0, i, -i - 1, 1.5, "text", None, [i], 1 << 70):
            found.append([told(call, value) for call in CALLS])
        for value in (iter([i, i + 1]), [i], None, iter([*"abc"[: i % 4]]), few([], 2)):
            found.append(told(iterator, value))
        for value in (iter([i, i + 1]), {i: 1}, iter([*"abc"[: i % 4]]), few([], 2)):
            found.append(told(in_two, value))
        for value in (iter([i, i + 1]), 5, few([], i % 3)):
            found.append(told(spread, value))
        found += [unpacked(i), in_turn(i), expressions(i)]
    return found


ARGS = (12,)
QUICK_ARGS = (2,)
