"""Iterators that are opaque or of the program's classes, in generator expressions and in CPython's own traces."""

import itertools
import re

WORDS = re.compile("[a-z]+")


class Steps:
    def __init__(self, end):
        self.end = end

    def __iter__(self):
        for i in range(self.end):
            yield i


class Pair:
    def __init__(self, first):
        self.items = [first, first + 1]

    def __iter__(self):
        return iter(self.items)


def letters(text):
    return sum(len(found.group()) for found in WORDS.finditer(text))


def numbered(n):
    # The module is opaque, and so is the class in it, which CPython's traces have as a constant.
    return sum(a * b for a, b in zip(range(n), itertools.count(1)))


def longest(words):
    # A method that is called as an attribute of its class.
    return max(len(word) for word in map(str.upper, words))


def run(n):
    total = 0
    for i in range(n):
        total += letters("ab c def") + numbered(5)
        total += longest(["a", "bcd", "ef"])
        total += sum(step for step in Steps(i % 5))
        total += max(left + right for left in Pair(i) for right in Pair(1))
        for first, second in itertools.combinations(range(3), 2):
            total += first * second
    return total


ARGS = (300,)
QUICK_ARGS = (20,)
