"""Light markup becomes HTML: generators of blocks and of pieces of text, one fed by the other."""

PAGE = """# Harbour news

The *old* crane was **sold** to a museum. See `crane.txt`
for its papers.

- Ada: 31 feet
- Bea: *27* feet
- Cyd: `44` feet

## Tides

High water is at **six**, low water at *noon*.
"""

MARKS = (("**", "strong"), ("*", "em"), ("`", "code"))


def blocks(text):
    held = []
    for line in text.split("\n"):
        if not line:
            if held:
                yield held
            held = []
        elif line.startswith("#"):
            yield [line]
        else:
            held.append(line)
    if held:
        yield held


def pieces(text):
    place = 0
    while place < len(text):
        for mark, tag in MARKS:
            if text.startswith(mark, place):
                end = text.find(mark, place + len(mark))
                yield tag, text[place + len(mark) : end]
                place = end + len(mark)
                break
        else:
            end = place
            while end < len(text) and text[end] not in "*`":
                end += 1
            yield "", text[place:end]
            place = end


def inline(text):
    made = ""
    for tag, part in pieces(text):
        part = part.replace("&", "&amp;").replace("<", "&lt;")
        made += f"<{tag}>{part}</{tag}>" if tag else part
    return made


def page(text):
    for block in blocks(text):
        first = block[0]
        if first.startswith("#"):
            level = len(first) - len(first.lstrip("#"))
            yield f"<h{level}>{inline(first[level:].strip())}</h{level}>"
        elif first.startswith("- "):
            yield "<ul>"
            for line in block:
                yield f"<li>{inline(line[2:])}</li>"
            yield "</ul>"
        else:
            yield f"<p>{inline(' '.join(block))}</p>"


def run(rounds):
    length = 0
    last = ""
    for i in range(rounds):
        last = "\n".join(page(PAGE))
        length += len(last) + i % 3
    return length, last[:60]


ARGS = (120,)
QUICK_ARGS = (12,)
