"""A linked list of nodes with slots: built, reversed in place, and summed."""


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, following):
        self.value = value
        self.next = following


def build(n):
    head = None
    for i in range(n):
        head = Node(i, head)
    return head


def reverse(head):
    previous = None
    while head is not None:
        following = head.next
        head.next = previous
        previous = head
        head = following
    return previous


def weigh(head):
    total = 0
    place = 1
    while head is not None:
        total += head.value * place
        place += 1
        head = head.next
    return total


def run(n, rounds):
    head = build(n)
    total = 0
    for _ in range(rounds):
        head = reverse(head)
        total += weigh(head)
    return total


ARGS = (2_000, 60)
QUICK_ARGS = (500, 24)
