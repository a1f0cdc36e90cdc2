"""Tasks in the order of what they depend on: dicts of lists with string keys."""


def make_tasks(n):
    tasks = {}
    for i in range(n):
        needs = []
        for k in (2, 3, 7):
            if i >= k and i % k == 1:
                needs.append("task" + str(i // k))
        tasks["task" + str(i)] = needs
    return tasks


def order(tasks):
    missing = {}
    users = {}
    for name, needs in tasks.items():
        missing[name] = len(needs)
        for need in needs:
            users.setdefault(need, []).append(name)
    ready = [name for name, count in missing.items() if count == 0]
    done = []
    while ready:
        name = ready.pop()
        done.append(name)
        for user in users.get(name, []):
            missing[user] -= 1
            if missing[user] == 0:
                ready.append(user)
    return done


def run(n):
    done = order(make_tasks(n))
    checksum = 0
    for i, name in enumerate(done):
        checksum = (checksum * 7 + i * len(name)) % 999983
    return len(done), done[-1], checksum


ARGS = (6_000,)
QUICK_ARGS = (600,)
