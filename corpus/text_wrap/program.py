"""Words packed into lines of a given width, and lines filled up with blanks."""

TEXT = """It was a bright cold day in the harbour and all the boats lay on the sand waiting
for a tide that would not come before noon so the men sat on the wall and talked about fish"""


def wrap(words, width):
    lines = []
    line = []
    length = 0
    for word in words:
        if line and length + len(line) + len(word) > width:
            lines.append(justify(line, length, width))
            line = []
            length = 0
        line.append(word)
        length += len(word)
    if line:
        lines.append(" ".join(line))
    return lines


def justify(line, length, width):
    gaps = len(line) - 1
    if gaps == 0:
        return line[0]
    blanks, extra = divmod(width - length, gaps)
    text = line[0]
    for i in range(gaps):
        text += " " * (blanks + (1 if i < extra else 0)) + line[i + 1]
    return text


def run(rounds):
    words = TEXT.split()
    count = 0
    letters = 0
    last = ""
    for i in range(rounds):
        for text in wrap(words, 20 + i % 23):
            count += 1
            letters += len(text)
            last = text
    return count, letters, last


ARGS = (600,)
QUICK_ARGS = (60,)
