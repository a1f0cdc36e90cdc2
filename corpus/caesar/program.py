"""Letters shifted along the alphabet: ord, chr, list of characters, join."""

TEXT = "Pack my box with five dozen liquor jugs. How vexingly quick daft zebras jump!"


def shift(text, by):
    out = []
    for char in text:
        code = ord(char)
        if 65 <= code <= 90:
            out.append(chr((code - 65 + by) % 26 + 65))
        elif 97 <= code <= 122:
            out.append(chr((code - 97 + by) % 26 + 97))
        else:
            out.append(char)
    return "".join(out)


def run(rounds):
    text = TEXT
    for i in range(rounds):
        text = shift(text, i % 26)
    return text


ARGS = (900,)
QUICK_ARGS = (90,)
