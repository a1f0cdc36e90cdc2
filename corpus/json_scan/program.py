"""JSON read into lists and dicts by a class with a method for each kind of value."""

DOCUMENT = """{"name": "harbour", "open": true, "depth": 12, "boats": [
  {"name": "Ada", "length": 31, "crew": ["Jo", "Max", "Lee"], "sold": false},
  {"name": "Bea", "length": 27, "crew": [], "sold": true},
  {"name": "Cyd", "length": 44, "crew": ["Ann"], "sold": null}],
 "position": {"north": 5432, "east": -1078}, "tags": ["tidal", "sand", "lock"]}"""


class Scanner:
    def __init__(self, text):
        self.text = text
        self.place = 0

    def skip(self):
        while self.text[self.place] in " \n":
            self.place += 1

    def value(self):
        self.skip()
        char = self.text[self.place]
        if char == "{":
            return self.members()
        if char == "[":
            return self.elements()
        if char == '"':
            return self.string()
        if char == "t":
            self.place += 4
            return True
        if char == "f":
            self.place += 5
            return False
        if char == "n":
            self.place += 4
            return None
        return self.number()

    def members(self):
        found = {}
        self.place += 1
        while True:
            self.skip()
            if self.text[self.place] == "}":
                self.place += 1
                return found
            key = self.string()
            self.skip()
            self.place += 1
            found[key] = self.value()
            self.skip()
            if self.text[self.place] == ",":
                self.place += 1

    def elements(self):
        found = []
        self.place += 1
        while True:
            self.skip()
            if self.text[self.place] == "]":
                self.place += 1
                return found
            found.append(self.value())
            self.skip()
            if self.text[self.place] == ",":
                self.place += 1

    def string(self):
        start = self.place + 1
        end = self.text.find('"', start)
        self.place = end + 1
        return self.text[start:end]

    def number(self):
        start = self.place
        if self.text[self.place] == "-":
            self.place += 1
        while self.text[self.place].isdigit():
            self.place += 1
        return int(self.text[start : self.place])


def weigh(value):
    if isinstance(value, dict):
        total = 0
        for key, item in value.items():
            total += len(key) + weigh(item)
        return total
    if isinstance(value, list):
        return sum([weigh(item) for item in value])
    if isinstance(value, str):
        return len(value)
    if value is None:
        return 1
    return int(value)


def run(rounds):
    total = 0
    for i in range(rounds):
        document = Scanner(DOCUMENT).value()
        total += weigh(document) * (i % 5 + 1)
    return total


ARGS = (160,)
QUICK_ARGS = (16,)
