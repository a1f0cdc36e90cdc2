"""`deque`, `defaultdict` and `Counter`."""

import collections
from collections import Counter, defaultdict, deque


def search(width, height, walls):
    """How many steps lead from a corner of a grid to the other one."""
    queue = deque([(0, 0)])
    steps = {(0, 0): 0}
    while queue:
        x, y = queue.popleft()
        if (x, y) == (width - 1, height - 1):
            return steps[x, y]
        for place in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= place[0] < width and 0 <= place[1] < height and place not in walls and place not in steps:
                steps[place] = steps[x, y] + 1
                queue.append(place)
    return -1


def means(numbers, size):
    window, total, found = deque(maxlen=size), 0, []
    for number in numbers:
        if len(window) == size:
            total -= window[0]
        window.append(number)
        total += number
        found.append(total // len(window))
    return found


def josephus(n, step):
    circle = deque(range(n))
    order = []
    while circle:
        circle.rotate(1 - step)
        order.append(circle.popleft())
    return order


def deques(n):
    d = deque("abc")
    d.extend(["x", "y"])
    d.extendleft([1, 2])
    d.appendleft(None)
    d[1] = 5
    del d[2]
    d.insert(2, "in")
    d.remove("x")
    found = [list(d), d.index("b"), d.count("a"), len(d), bool(d), "y" in d, 7 in d, d[-1], d.pop()]
    d.reverse()
    found += [str(d), f"{deque([1, deque([2])])}", deque() == deque(), deque([1]) < deque([1, 2]), deque([1]) == [1]]
    other = d.copy() + deque([n])
    other += (1, 2)
    d.clear()
    found += [list(other), sum(deque(range(n))), sorted(deque([3, 1])), [*enumerate(deque("ab"))], not d]
    bounded = deque(range(n), 3)
    bounded.appendleft(0)
    found += [list(bounded), list(deque(x * x for x in range(4))), tuple(map(str, deque([1, 2])))]
    for change in (deque().pop, deque().popleft):
        try:
            change()
        except IndexError as error:
            found.append(str(error))
    try:
        for x in bounded:
            bounded.append(x)
    except RuntimeError as error:
        found.append(str(error))
    try:
        deque([1])[3]
    except IndexError as error:
        found.append(str(error))
    loop = deque()
    loop.append(loop)
    return found


def groups(words):
    by_length, counts, seen = defaultdict(list), defaultdict(int), collections.defaultdict(set)
    nested = defaultdict(dict)
    for word in words:
        by_length[len(word)].append(word)
        counts[word[0]] += 1
        seen[word[-1]].add(word)
        nested[word[0]][word] = len(word)
    found = [sorted(by_length.items()), dict(counts), {key: sorted(value) for key, value in seen.items()}, dict(nested)]
    found += [len(counts), "a" in counts, counts.get("?"), counts["?"], "?" in counts, sum(counts.values())]
    found += [counts == dict(counts), counts.pop("?"), sorted(counts), list(counts.items())[:2], max(counts, key=counts.get)]
    plain = defaultdict(None, {"a": 1})
    try:
        plain["b"]
    except KeyError as error:
        found.append(error.args)
    del plain["a"]
    plain.update(counts)
    found += [len(plain), isinstance(plain, dict), bool(defaultdict(float)), defaultdict(str)[1], type(plain) is dict]
    queues = defaultdict(deque)
    queues["q"].append(1)
    found += [list(queues["q"]), {**counts} == counts, dict(**counts) == counts]
    return found


def counts(n):
    words = ("the quick brown fox jumps over the lazy dog the end " * n).split()
    counter = Counter(words)
    counter["the"] += 1
    letters = Counter()
    for word in words:
        for letter in word:
            letters[letter] += 1
    counter.update(["the", "zebra"])
    counter.update(letters)
    rests = Counter(x % 3 for x in range(n))
    del rests[7]
    top = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    found = [counter.most_common(3), top, letters["?"], len(letters), "?" in letters, sum(counter.values())]
    found += [counter.total(), dict(rests), max(letters, key=letters.get), Counter("hello").most_common(), bool(Counter())]
    return found


def run(n):
    walls = {(x, y) for x in range(1, n) for y in range(1, n) if x * 7 % 5 == y % 3}
    words = [chr(97 + i * 7 % 11) * (i % 4 + 1) for i in range(n)]
    return [search(n, n, walls), means(range(n), 4), josephus(n, 3), deques(n), groups(words), counts(n)]


ARGS = (30,)
QUICK_ARGS = (8,)
