"""A cache that drops what was used longest ago: a dict in insertion order, pop and reinsert."""


class Cache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = {}
        self.hits = 0
        self.misses = 0

    def get(self, key):
        if key in self.items:
            value = self.items.pop(key)
            self.items[key] = value
            self.hits += 1
            return value
        self.misses += 1
        return None

    def put(self, key, value):
        if len(self.items) >= self.capacity:
            oldest = None
            for oldest in self.items:
                break
            del self.items[oldest]
        self.items[key] = value


def run(n):
    cache = Cache(64)
    key = 1
    total = 0
    for i in range(n):
        key = (key * 5 + i) % 211
        wanted = key % 97
        value = cache.get(wanted)
        if value is None:
            value = wanted * wanted
            cache.put(wanted, value)
        total += value
    return cache.hits, cache.misses, total


ARGS = (20_000,)
QUICK_ARGS = (2_000,)
