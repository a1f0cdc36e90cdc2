"""Disjoint sets as an object that holds two lists: methods called in a loop."""


class UnionFind:
    def __init__(self, n):
        self.parent = list(range(n))
        self.size = [1] * n
        self.count = n

    def find(self, x):
        parent = self.parent
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    def union(self, a, b):
        a = self.find(a)
        b = self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        self.count -= 1
        return True


def run(n, pairs):
    sets = UnionFind(n)
    seed = 99
    merged = 0
    for _ in range(pairs):
        seed = (seed * 1664525 + 1013904223) % 4294967296
        a = seed % n
        b = (seed >> 12) % n
        if sets.union(a, b):
            merged += 1
    return sets.count, merged, sets.size[sets.find(0)]


ARGS = (4_000, 12_000)
QUICK_ARGS = (400, 1_200)
