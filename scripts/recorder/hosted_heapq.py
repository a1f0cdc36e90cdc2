"""What the module `heapq` has, in Python: `<` asks the items of a heap, and `key` may be a function of the program.

Items are compared in the order of CPython's C code, so that a heap has its items where it has them there.
"""


def hosted_sift_down(heap, first, place):
    """Moves the item at a place up to where it belongs, as far as an index."""
    item = heap[place]
    while place > first:
        parent = (place - 1) >> 1
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def hosted_sift_up(heap, place):
    """Moves the lesser children of a place up, down to a leaf, and its item up from there."""
    end, first, item = len(heap), place, heap[place]
    child = 2 * place + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    hosted_sift_down(heap, first, place)


def hosted_heappush(heap, item, /):
    heap.append(item)
    hosted_sift_down(heap, 0, len(heap) - 1)


def hosted_heappop(heap, /):
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if not heap:
        return last
    least, heap[0] = heap[0], last
    hosted_sift_up(heap, 0)
    return least


def hosted_heapreplace(heap, item, /):
    if not heap:
        raise IndexError("index out of range")
    least, heap[0] = heap[0], item
    hosted_sift_up(heap, 0)
    return least


def hosted_heappushpop(heap, item, /):
    return hosted_heapreplace(heap, item) if heap and heap[0] < item else item


def hosted_heapify(heap, /):
    for place in reversed(range(len(heap) // 2)):
        hosted_sift_up(heap, place)


class hosted_Waiting:
    """An item with what decides its place: as CPython's lists and tuples, which compare the keys, then the orders."""

    __slots__ = ("item", "items", "key", "order", "reverse")

    def __init__(self, key, order, item, reverse, items=None):
        self.key = key
        self.order = order
        self.item = item
        self.reverse = reverse
        self.items = items

    def __lt__(self, other):
        if self.reverse:
            self, other = other, self
        if self.key is other.key or self.key == other.key:
            return self.order < other.order
        return self.key < other.key


def hosted_chosen(n, iterable, key, is_least):
    """The first items of all in their order, of which there are more than one."""
    items, found, order = iter(iterable), [], 0
    while order < n:
        for item in items:
            found.append(hosted_Waiting(item if key is None else key(item), order if is_least else -order, item, is_least))
            break
        else:
            break
        order += 1
    if not found:
        return []
    hosted_heapify(found)
    for item in items:
        weight, last = item if key is None else key(item), found[0].key
        if weight < last if is_least else last < weight:
            hosted_heapreplace(found, hosted_Waiting(weight, order if is_least else -order, item, is_least))
            order += 1
    # Those that come first are the least now.
    for each in found:
        each.reverse = not is_least
    return [each.item for each in sorted(found)]


def hosted_nsmallest(n, iterable, key=None):
    if n == 1:
        end = []
        found = min(iter(iterable), default=end, key=key)
        return [] if found is end else [found]
    try:
        size = len(iterable)
    except TypeError:
        size = n + 1
    return sorted(iterable, key=key)[:n] if n >= size else hosted_chosen(n, iterable, key, True)


def hosted_nlargest(n, iterable, key=None):
    if n == 1:
        end = []
        found = max(iter(iterable), default=end, key=key)
        return [] if found is end else [found]
    try:
        size = len(iterable)
    except TypeError:
        size = n + 1
    return sorted(iterable, key=key, reverse=True)[:n] if n >= size else hosted_chosen(n, iterable, key, False)


def hosted_merge(*iterables, key=None, reverse=False):
    waiting, order, end = [], 0, []
    for items in iterables:
        items = iter(items)
        item = next(items, end)
        if item is not end:
            known = item if key is None else key(item)
            waiting.append(hosted_Waiting(known, -order if reverse else order, item, reverse, items))
        order += 1
    hosted_heapify(waiting)
    while waiting:
        first = waiting[0]
        yield first.item
        item = next(first.items, end)
        if item is end:
            hosted_heappop(waiting)
        else:
            first.key, first.item = item if key is None else key(item), item
            hosted_heapreplace(waiting, first)
