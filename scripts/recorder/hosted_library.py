"""What builtins do that call code of the program, in Python.

Each function stands for one form of a builtin's call, named after both. It may use builtins, and nothing else that is not
its own: a recording has a copy of it for each place where the program calls the builtin.
"""


def map_of_one(function, items, /):
    for item in items:
        yield function(item)


def map_of_two(function, first, second, /):
    others, end = iter(second), []
    for item in first:
        other = next(others, end)
        if other is end:
            return
        yield function(item, other)


def filter_by(function, items, /):
    for item in items:
        if function(item):
            yield item


def filter_true(_function, items, /):
    for item in items:
        if item:
            yield item


def reduce_all(function, items, /):
    is_first, result = True, None
    for item in items:
        if is_first:
            is_first, result = False, item
        else:
            result = function(result, item)
    if is_first:
        raise TypeError("reduce() of empty iterable with no initial value")
    return result


def reduce_from(function, items, result, /):
    for item in items:
        result = function(result, item)
    return result


def enumerate_all(items, start=0):
    for item in items:
        yield start, item
        start += 1


def zip_two(first, second, /):
    others, end = iter(second), []
    for item in first:
        other = next(others, end)
        if other is end:
            return
        yield item, other


def zip_three(first, second, third, /):
    seconds, thirds, end = iter(second), iter(third), []
    for item in first:
        other = next(seconds, end)
        if other is end:
            return
        last = next(thirds, end)
        if last is end:
            return
        yield item, other, last


def zip_all(*several, strict):
    iterators, end = [iter(items) for items in several], []
    while iterators:
        found = []
        for iterator in iterators:
            item = next(iterator, end)
            if item is end:
                return
            found.append(item)
        yield tuple(found)


def zip_strictly(*several, strict):
    iterators, end = [iter(items) for items in several], []
    while iterators:
        found = []
        for iterator in iterators:
            item = next(iterator, end)
            if item is end:
                break
            found.append(item)
        if len(found) < len(iterators):
            count, what = len(found), "shorter"
            if not found:
                what = "longer"
                for count in range(1, len(iterators)):
                    if next(iterators[count], end) is not end:
                        break
                else:
                    return
            others = f"argument {count}" if count == 1 else f"arguments 1-{count}"
            raise ValueError(f"zip() argument {count + 1} is {what} than {others}")
        yield tuple(found)


def sorted_by(items, /, *, key, reverse=False):
    found = list(items)
    keys = {}
    for item in found:
        keys[len(keys)] = key(item)
    return [found[place] for place in sorted(keys, key=keys.get, reverse=reverse)]


def sorted_all(items, /, *, reverse=False):
    found = list(items)
    found.sort(reverse=reverse)
    return found


def sort_by(items, /, *, key, reverse=False):
    keys = {}
    for item in items:
        keys[len(keys)] = key(item)
    items[:] = [items[place] for place in sorted(keys, key=keys.get, reverse=reverse)]


def sorted_objects(items, /, *, key=None, reverse=False):
    # Equal ones keep their order in either direction.
    found = [*reversed(list(items))] if reverse else list(items)
    keys = found if key is None else [key(item) for item in found]
    order, width = list(range(len(found))), 1
    while width < len(found):
        merged = []
        for start in range(0, len(found), 2 * width):
            left, middle = start, min(start + width, len(found))
            right, end = middle, min(middle + width, len(found))
            while left < middle and right < end:
                if keys[order[right]] < keys[order[left]]:
                    merged.append(order[right])
                    right += 1
                else:
                    merged.append(order[left])
                    left += 1
            merged.extend(order[left:middle])
            merged.extend(order[right:end])
        order, width = merged, 2 * width
    if reverse:
        order.reverse()
    return [found[place] for place in order]


def sort_objects(items, /, *, key=None, reverse=False):
    found = [*reversed(items)] if reverse else list(items)
    keys = found if key is None else [key(item) for item in found]
    order, width = list(range(len(found))), 1
    while width < len(found):
        merged = []
        for start in range(0, len(found), 2 * width):
            left, middle = start, min(start + width, len(found))
            right, end = middle, min(middle + width, len(found))
            while left < middle and right < end:
                if keys[order[right]] < keys[order[left]]:
                    merged.append(order[right])
                    right += 1
                else:
                    merged.append(order[left])
                    left += 1
            merged.extend(order[left:middle])
            merged.extend(order[right:end])
        order, width = merged, 2 * width
    if reverse:
        order.reverse()
    items[:] = [found[place] for place in order]


def min_by(items, /, *, key):
    is_first, best, least = True, None, None
    for item in items:
        weight = key(item)
        if is_first or weight < least:
            is_first, best, least = False, item, weight
    if is_first:
        raise ValueError("min() iterable argument is empty")
    return best


def min_by_or(items, /, *, key, default):
    is_first, best, least = True, default, None
    for item in items:
        weight = key(item)
        if is_first or weight < least:
            is_first, best, least = False, item, weight
    return best


def min_of_by(*items, key):
    is_first, best, least = True, None, None
    for item in items:
        weight = key(item)
        if is_first or weight < least:
            is_first, best, least = False, item, weight
    return best


def min_all(items, /):
    is_first, best = True, None
    for item in items:
        if is_first or item < best:
            is_first, best = False, item
    if is_first:
        raise ValueError("min() iterable argument is empty")
    return best


def min_all_or(items, /, *, default):
    is_first, best = True, default
    for item in items:
        if is_first or item < best:
            is_first, best = False, item
    return best


def min_of(*items):
    is_first, best = True, None
    for item in items:
        if is_first or item < best:
            is_first, best = False, item
    return best


def max_by(items, /, *, key):
    is_first, best, most = True, None, None
    for item in items:
        weight = key(item)
        if is_first or weight > most:
            is_first, best, most = False, item, weight
    if is_first:
        raise ValueError("max() iterable argument is empty")
    return best


def max_by_or(items, /, *, key, default):
    is_first, best, most = True, default, None
    for item in items:
        weight = key(item)
        if is_first or weight > most:
            is_first, best, most = False, item, weight
    return best


def max_of_by(*items, key):
    is_first, best, most = True, None, None
    for item in items:
        weight = key(item)
        if is_first or weight > most:
            is_first, best, most = False, item, weight
    return best


def max_all(items, /):
    is_first, best = True, None
    for item in items:
        if is_first or item > best:
            is_first, best = False, item
    if is_first:
        raise ValueError("max() iterable argument is empty")
    return best


def max_all_or(items, /, *, default):
    is_first, best = True, default
    for item in items:
        if is_first or item > best:
            is_first, best = False, item
    return best


def max_of(*items):
    is_first, best = True, None
    for item in items:
        if is_first or item > best:
            is_first, best = False, item
    return best


def sum_all(items, /, start=0):
    for item in items:
        start = start + item
    return start


def list_all(items, /):
    return [item for item in items]


def tuple_all(items, /):
    return tuple([item for item in items])


def set_all(items, /):
    return {item for item in items}


def join_all(separator, items, /):
    return separator.join([item for item in items])


def extend_all(found, items, /):
    for item in items:
        found.append(item)


def isinstance_any(value, classes, /):
    if type(classes) is not tuple:
        return isinstance(value, classes)
    for cls in classes:
        if isinstance(value, cls):
            return True
    return False


def issubclass_any(value, classes, /):
    if type(classes) is not tuple:
        return issubclass(value, classes)
    for cls in classes:
        if issubclass(value, cls):
            return True
    return False


def dict_of(items, /):
    if hasattr(items, "keys"):
        return {key: items[key] for key in items.keys()}
    return {key: value for key, value in items}


def update_from(found, items, /):
    if hasattr(items, "keys"):
        for key in items.keys():
            found[key] = items[key]
    else:
        for key, value in items:
            found[key] = value


def any_all(items, /):
    for item in items:
        if item:
            return True
    return False


def all_all(items, /):
    for item in items:
        if not item:
            return False
    return True


def next_or(iterator, default, /):
    try:
        return iterator.__next__()
    except StopIteration:
        return default


def iterate(items):
    iterator = items.__iter__()
    while True:
        try:
            item = iterator.__next__()
        except StopIteration:
            return
        yield item


def iterate_items(items, /):
    place = 0
    while True:
        try:
            item = items[place]
        except (IndexError, StopIteration):
            return
        yield item
        place += 1


def reversed_items(items, /):
    place = len(items) - 1
    while place >= 0:
        try:
            item = items[place]
        except (IndexError, StopIteration):
            return
        yield item
        place -= 1


def iterate_until(function, sentinel, /):
    while True:
        try:
            value = function()
        except StopIteration:
            return
        if sentinel is value or sentinel == value:
            return
        yield value


def round_to(number, ndigits):
    return number.__round__(ndigits)


def values_of(items):
    for item in items:
        yield item


def format_plainly(value, /):
    return f"{value}"


def format_with(value, spec, /):
    return f"{value:{spec}}"


def itemgetter_one(item, /):
    def get(value):
        return value[item]

    return get


def itemgetter_several(*items):
    def get(value):
        return tuple([value[item] for item in items])

    return get


def partial(function, /, *given):
    def call(*rest):
        return function(*given, *rest)

    return call


def call_of_class(argument, owner, call):
    # A class whose metaclass has a `__call__`; these are values by default.
    return call(owner, argument)


def replace_fields(value, /, **changes):
    return value.__replace__(**changes)
