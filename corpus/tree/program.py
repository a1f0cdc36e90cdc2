"""A binary search tree of objects with slots: insertion in a loop, recursion over children."""


class Node:
    __slots__ = ("key", "left", "right")

    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None


def insert(root, key):
    node = root
    while True:
        if key == node.key:
            return False
        if key < node.key:
            if node.left is None:
                node.left = Node(key)
                return True
            node = node.left
        else:
            if node.right is None:
                node.right = Node(key)
                return True
            node = node.right


def height(node):
    if node is None:
        return 0
    left = height(node.left)
    right = height(node.right)
    return 1 + (left if left > right else right)


def total(node):
    if node is None:
        return 0
    return total(node.left) + node.key + total(node.right)


def run(n):
    root = Node(500_000)
    inserted = 1
    key = 1
    for _ in range(n):
        key = (key * 48271) % 2147483647
        if insert(root, key % 1_000_000):
            inserted += 1
    return inserted, height(root), total(root)


ARGS = (4_500,)
QUICK_ARGS = (600,)
