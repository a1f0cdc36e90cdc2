"""A configuration file is read: a generator of logical lines feeds a reader of sections, which resolves references."""

TEXT = """; harbour office
[paths]
root = /srv/harbour
data = ${paths:root}/data
logs = ${paths:root}/logs

[server]
host = quay.example
port = 8080
greeting = Welcome to
  the harbour,
  sailor
url = http://${server:host}:${server:port}/

[limits]
boats = 120
depth = 17
; the last one
verbose = yes
"""


def logical_lines(text):
    held = ""
    for line in text.split("\n"):
        if line.startswith(";"):
            continue
        if line.startswith("  "):
            held += " " + line.strip()
            continue
        if held:
            yield held
        held = line.strip()
    if held:
        yield held


class Reader:
    def __init__(self):
        self.sections = {}
        self.current = ""

    def read(self, text):
        for line in logical_lines(text):
            if line.startswith("["):
                self.current = line[1:-1]
                self.sections[self.current] = {}
            else:
                name, _, value = line.partition("=")
                self.sections[self.current][name.strip()] = value.strip()

    def resolve(self, value):
        start = value.find("${")
        while start >= 0:
            end = value.find("}", start)
            section, _, name = value[start + 2 : end].partition(":")
            value = value[:start] + self.resolve(self.sections[section][name]) + value[end + 1 :]
            start = value.find("${")
        return value

    def get(self, section, name):
        value = self.resolve(self.sections[section][name])
        if value.isdigit():
            return int(value)
        if value in ("yes", "no"):
            return value == "yes"
        return value


def run(rounds):
    total = 0
    shown = ""
    for i in range(rounds):
        reader = Reader()
        reader.read(TEXT)
        for section, names in reader.sections.items():
            for name in names:
                value = reader.get(section, name)
                if isinstance(value, str):
                    total += len(value)
                    shown = value if name == "url" else shown
                else:
                    total += value + i % 3
    return total, shown


ARGS = (160,)
QUICK_ARGS = (16,)
