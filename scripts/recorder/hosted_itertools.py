"""What the iterators of `itertools` do, in Python: generators. As in `hosted_library.py`, each is copied for each place."""


def count(start=0, step=1):
    while True:
        yield start
        start += step


def repeat_forever(item, /):
    while True:
        yield item


def repeat_times(item, times):
    for _ in range(times):
        yield item


def cycle(items, /):
    seen = []
    for item in items:
        yield item
        seen.append(item)
    while seen:
        for item in seen:
            yield item


def chain(*several):
    for items in several:
        for item in items:
            yield item


def chain_from(several, /):
    for items in several:
        for item in items:
            yield item


def islice_to(items, stop, /):
    if stop > 0:
        for item in items:
            yield item
            stop -= 1
            if stop == 0:
                return


def islice_from(items, start, stop, step=1, /):
    place = 0
    for item in items:
        if place == start:
            yield item
            start += step
        place += 1
        if place == stop:
            return


def starmap(function, items, /):
    for arguments in items:
        yield function(*arguments)


def takewhile(function, items, /):
    for item in items:
        if not function(item):
            return
        yield item


def dropwhile(function, items, /):
    drops = True
    for item in items:
        if drops:
            drops = function(item)
        if not drops:
            yield item


def accumulate_sums(items):
    is_first, total = True, None
    for item in items:
        is_first, total = False, item if is_first else total + item
        yield total


def accumulate_by(items, func):
    is_first, total = True, None
    for item in items:
        is_first, total = False, item if is_first else func(total, item)
        yield total


def accumulate_sums_from(items, *, initial):
    total = initial
    yield total
    for item in items:
        total = total + item
        yield total


def accumulate_by_from(items, func, *, initial):
    total = initial
    yield total
    for item in items:
        total = func(total, item)
        yield total


def pairwise(items, /):
    is_first, last = True, None
    for item in items:
        if not is_first:
            yield last, item
        is_first, last = False, item


def filterfalse_by(function, items, /):
    for item in items:
        if not function(item):
            yield item


def compress(data, selectors):
    chosen, end = iter(selectors), []
    for item in data:
        is_chosen = next(chosen, end)
        if is_chosen is end:
            return
        if is_chosen:
            yield item


def batched(iterable, n):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def zip_longest_two(first, second, /, fillvalue=None):
    firsts, seconds, end = iter(first), iter(second), []
    while True:
        one, other = next(firsts, end), next(seconds, end)
        if one is end:
            if other is end:
                return
            one = fillvalue
        elif other is end:
            other = fillvalue
        yield one, other


def groupby(iterable, key=None):
    # Each group is complete before it is handed out.
    group, last = [], None
    for item in iterable:
        found = item if key is None else key(item)
        if group and not found == last:
            yield last, iter(group)
            group = []
        last = found
        group.append(item)
    if group:
        yield last, iter(group)


def product(*several, repeat=1):
    pools = [tuple(items) for items in several] * repeat
    for pool in pools:
        if not pool:
            return
    places = [0] * len(pools)
    while True:
        yield tuple([pool[place] for pool, place in zip(pools, places)])
        at = len(pools) - 1
        while at >= 0:
            places[at] += 1
            if places[at] < len(pools[at]):
                break
            places[at] = 0
            at -= 1
        if at < 0:
            return


def permutations(iterable, r=None):
    pool = tuple(iterable)
    size = len(pool) if r is None else r
    if size > len(pool):
        return
    chosen = list(range(size))
    while True:
        yield tuple([pool[place] for place in chosen])
        at, place = size - 1, len(pool)
        while at >= 0:
            place = chosen[at] + 1
            while place < len(pool) and place in chosen[:at]:
                place += 1
            if place < len(pool):
                break
            at -= 1
        if at < 0:
            return
        chosen = chosen[:at]
        chosen.append(place)
        place = 0
        while len(chosen) < size:
            if place not in chosen:
                chosen.append(place)
            place += 1


def combinations(iterable, r):
    pool = tuple(iterable)
    if r > len(pool):
        return
    places = list(range(r))
    while True:
        yield tuple([pool[place] for place in places])
        at = r - 1
        while at >= 0 and places[at] == len(pool) - r + at:
            at -= 1
        if at < 0:
            return
        place = places[at]
        while at < r:
            place += 1
            places[at] = place
            at += 1
