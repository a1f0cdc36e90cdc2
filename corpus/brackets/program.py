"""Brackets that match: a stack of characters and a dict of pairs."""

PAIRS = {")": "(", "]": "[", "}": "{"}

SAMPLES = [
    "(a[b]{c}(d)[e{f}])",
    "([{}])([{}])([{}])",
    "(((((([[[[[[{{{{{{}}}}}}]]]]]]))))))",
    "(]",
    "{[()]}[",
    "no brackets at all in here",
]


def depth(text):
    stack = []
    deepest = 0
    for char in text:
        if char in "([{":
            stack.append(char)
            if len(stack) > deepest:
                deepest = len(stack)
        elif char in PAIRS:
            if not stack or stack.pop() != PAIRS[char]:
                return -1
    if stack:
        return -2
    return deepest


def run(rounds):
    total = 0
    for i in range(rounds):
        for text in SAMPLES:
            total += depth(text) * (i & 3)
    return total


ARGS = (900,)
QUICK_ARGS = (90,)
