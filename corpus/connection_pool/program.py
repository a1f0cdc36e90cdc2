"""Connections are lent by a pool inside of `with`: broken ones are thrown away, and what failed is tried again."""


class ServiceError(Exception):
    pass


class Exhausted(ServiceError):
    pass


class Broken(ServiceError):
    def __init__(self, number, after):
        super().__init__(number, after)
        self.number = number
        self.after = after


class Refused(ServiceError):
    pass


class Connection:
    def __init__(self, number, lifetime):
        self.number = number
        self.left = lifetime
        self.used = 0

    def ask(self, question):
        self.used += 1
        if self.used > self.left:
            raise Broken(self.number, self.used)
        if question % 11 == 0:
            raise Refused(question)
        return question * 7 % 13 + self.number % 2


class Lease:
    def __init__(self, pool):
        self.pool = pool
        self.connection = None

    def __enter__(self):
        self.connection = self.pool.take()
        return self.connection

    def __exit__(self, kind, error, trace):
        self.pool.give_back(self.connection, kind is Broken)
        # Refusals are of no interest: what asked goes on without an answer.
        return kind is Refused


class Pool:
    def __init__(self, limit):
        self.limit = limit
        self.idle = []
        self.lent = 0
        self.made = 0
        self.broken = 0

    def lease(self):
        return Lease(self)

    def take(self):
        if self.idle:
            self.lent += 1
            return self.idle.pop()
        if self.lent >= self.limit:
            raise Exhausted(self.limit)
        self.made += 1
        self.lent += 1
        return Connection(self.made, 5 + self.made * 5 % 17)

    def give_back(self, connection, is_broken):
        self.lent -= 1
        if is_broken:
            self.broken += 1
        else:
            self.idle.append(connection)


def answer(pool, question, attempts):
    """The answer to a question, for which it may be divided into others."""
    last = None
    for attempt in range(attempts):
        try:
            with pool.lease() as connection:
                found = connection.ask(question)
                if found > 9:
                    found += answer(pool, question // 3 + attempt, attempts)
                return found
            return -1
        except Broken as error:
            last = error
    raise ServiceError(f"connection {last.number} broke at question {last.after}")


def run(questions):
    pool = Pool(4)
    total = given_up = 0
    said = ""
    for question in range(1, questions):
        try:
            total += answer(pool, question * 5, 2)
        except Exhausted as error:
            given_up += error.args[0]
        except ServiceError as error:
            given_up += 1
            said = str(error)
        finally:
            total += pool.lent
    return total, given_up, pool.made, pool.broken, len(pool.idle), said


ARGS = (1200,)
QUICK_ARGS = (120,)
