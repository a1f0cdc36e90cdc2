"""Run-length coding to text and back: f-strings, characters, int of a slice."""


def encode(text):
    out = []
    place = 0
    while place < len(text):
        char = text[place]
        end = place + 1
        while end < len(text) and text[end] == char:
            end += 1
        out.append(f"{end - place}{char}")
        place = end
    return "".join(out)


def decode(text):
    out = []
    start = 0
    for place in range(len(text)):
        if not text[place].isdigit():
            out.append(text[place] * int(text[start:place]))
            start = place + 1
    return "".join(out)


def run(rounds):
    text = "aaabccccccddddeffffffffffffgghijjjjjk" * 2
    same = 0
    length = 0
    for i in range(rounds):
        coded = encode(text)
        length += len(coded)
        if decode(coded) == text:
            same += 1
        text = text[1:] + text[0]
    return same, length, encode(text)


ARGS = (700,)
QUICK_ARGS = (70,)
