"""A lexer for a small language: characters classified one by one, tokens as tuples."""

SOURCE = """let total = 0; let i = 10;
while i > 0 { total = total + i * (i - 1) / 2; i = i - 1; }
if total >= 120 { print total; } else { print 0; }
"""

KEYWORDS = ("let", "while", "if", "else", "print")


def tokens(text):
    found = []
    place = 0
    end = len(text)
    while place < end:
        char = text[place]
        if char.isspace():
            place += 1
        elif char.isalpha():
            start = place
            while place < end and text[place].isalnum():
                place += 1
            word = text[start:place]
            found.append(("keyword" if word in KEYWORDS else "name", word))
        elif char.isdigit():
            start = place
            while place < end and text[place].isdigit():
                place += 1
            found.append(("number", text[start:place]))
        else:
            two = text[place : place + 2]
            if two == ">=" or two == "<=" or two == "==":
                found.append(("operator", two))
                place += 2
            else:
                found.append(("operator", char))
                place += 1
    return found


def run(rounds):
    count = 0
    numbers = 0
    keywords = 0
    for _ in range(rounds):
        for kind, text in tokens(SOURCE):
            count += 1
            if kind == "number":
                numbers += int(text)
            elif kind == "keyword":
                keywords += len(text)
    return count, numbers, keywords


ARGS = (350,)
QUICK_ARGS = (35,)
