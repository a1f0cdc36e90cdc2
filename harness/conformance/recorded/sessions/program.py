"""A server's log goes through generators: lines that are no entries are set aside, visits are formed, and sums told."""


class Malformed(ValueError):
    pass


def log(count):
    pages = ["/", "/boats", "/boats/7", "/tides", "/login"]
    clock = 36_000
    seed = 4
    for i in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        clock += (seed >> 20) % 90
        time = f"{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
        status = (200, 200, 304, 404, 500)[(seed >> 9) % 5]
        if i % 23 == 22:
            time = time.replace(":", ".", 1)
        if i % 31 == 30:
            yield f"# {time} restarted"
            continue
        yield f"{time} user{(seed >> 12) % 7} {pages[(seed >> 15) % 5]} {status} {(seed >> 7) % 5000}"


class Entry:
    __slots__ = ("time", "user", "page", "status", "size")

    def __init__(self, line):
        try:
            time, self.user, self.page, status, size = line.split()
            hours, minutes, seconds = time.split(":")
        except ValueError:
            raise Malformed(line[:9]) from None
        self.time = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        self.status = int(status)
        self.size = int(size)


def entries(lines, aside):
    for line in lines:
        try:
            yield Entry(line)
        except Malformed as error:
            aside.append(error.args[0])


def only(rows, test):
    for row in rows:
        if test(row):
            yield row


def visits(rows, pause):
    """Lists of a user's entries between which no pause is longer."""
    open_visits = {}
    for row in rows:
        visit = open_visits.get(row.user)
        if visit is not None and row.time - visit[-1].time > pause:
            yield visit
            visit = None
        if visit is None:
            visit = open_visits[row.user] = []
        visit.append(row)
    yield from open_visits.values()


def summaries(groups):
    for group in groups:
        first, last = group[0], group[-1]
        size = sum(row.size for row in group)
        yield first.user, len(group), last.time - first.time, size, [row.page for row in group]


def pairs(lists):
    for pages in lists:
        yield from zip(pages, pages[1:])


def run(count):
    aside = []
    users = {}
    steps = {}
    paths = []
    good = only(entries(log(count), aside), lambda row: row.status < 400)
    for user, length, seconds, size, pages in summaries(visits(good, 600)):
        if length > 1:
            before = users.get(user, (0, 0))
            users[user] = (before[0] + seconds, before[1] + size)
            paths.append(pages)
    for pair in pairs(paths):
        steps[pair] = steps.get(pair, 0) + 1
    most = sorted([(times, start, end) for (start, end), times in steps.items()], reverse=True)
    return sorted(users.items()), most[:3], len(aside), aside[:2]


ARGS = (600,)
QUICK_ARGS = (60,)
