"""Numbers written as Roman numerals and read back: tuples, string building, dict lookups."""

NUMERALS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)
DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def write(n):
    text = ""
    for value, numeral in NUMERALS:
        while n >= value:
            text += numeral
            n -= value
    return text


def read(text):
    total = 0
    previous = 0
    for char in text:
        value = DIGITS[char]
        if value > previous:
            total += value - 2 * previous
        else:
            total += value
        previous = value
    return total


def run(n, rounds):
    letters = 0
    wrong = 0
    for _ in range(rounds):
        for i in range(1, n + 1):
            text = write(i)
            letters += len(text)
            if read(text) != i:
                wrong += 1
    return letters, wrong, write(n)


ARGS = (3_999, 2)
QUICK_ARGS = (399, 2)
