"""A template language: text is parsed to a tree of nodes, classes with one method each, and filled in."""

SOURCE = """Dear {name},
{if late}your {count} boats are {days} days late.{end}
{each boats}- {item} lies at berth {place}.
{end}Regards"""


class Text:
    def __init__(self, text):
        self.text = text

    def fill(self, scope):
        return self.text


class Name(Text):
    def fill(self, scope):
        return str(scope[self.text])


class Block:
    def __init__(self, name):
        self.name = name
        self.parts = []

    def fill(self, scope):
        made = ""
        for part in self.parts:
            made += part.fill(scope)
        return made


class If(Block):
    def fill(self, scope):
        return super().fill(scope) if scope[self.name] else ""


class Each(Block):
    def fill(self, scope):
        made = ""
        for place, item in enumerate(scope[self.name]):
            made += super().fill({**scope, "item": item, "place": place + 1})
        return made


def parse(source):
    open_blocks = [Block("")]
    place = 0
    while place < len(source):
        start = source.find("{", place)
        if start < 0:
            start = len(source)
        if start > place:
            open_blocks[-1].parts.append(Text(source[place:start]))
        if start == len(source):
            break
        end = source.find("}", start)
        word, _, rest = source[start + 1 : end].partition(" ")
        if word == "if":
            open_blocks.append(If(rest))
        elif word == "each":
            open_blocks.append(Each(rest))
        elif word == "end":
            block = open_blocks.pop()
            open_blocks[-1].parts.append(block)
        else:
            open_blocks[-1].parts.append(Name(word))
        place = end + 1
    return open_blocks[0]


def run(letters):
    length = 0
    last = ""
    template = parse(SOURCE)
    for i in range(letters):
        if i % 8 == 0:
            template = parse(SOURCE)
        boats = ["Ada", "Bea", "Cyd", "Dot"][: i % 4 + 1]
        scope = {"name": "Jo", "late": i % 3 == 0, "count": len(boats), "days": i % 11, "boats": boats}
        last = template.fill(scope)
        length += len(last)
    return length, last


ARGS = (240,)
QUICK_ARGS = (24,)
