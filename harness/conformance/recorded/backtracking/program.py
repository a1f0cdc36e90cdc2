"""Parsers that are made of parsers: one that fails raises, and a choice catches that and tries the next from there."""


class Mismatch(Exception):
    def __init__(self, place, wanted):
        super().__init__(place, wanted)
        self.place = place
        self.wanted = wanted


def literal(text):
    def parse(source, place):
        if source.startswith(text, place):
            return text, place + len(text)
        raise Mismatch(place, text)

    return parse


def run_of(characters, name):
    def parse(source, place):
        end = place
        while end < len(source) and source[end] in characters:
            end += 1
        if end == place:
            raise Mismatch(place, name)
        return source[place:end], end

    return parse


def sequence(*parsers):
    def parse(source, place):
        values = []
        for parser in parsers:
            value, place = parser(source, place)
            values.append(value)
        return values, place

    return parse


def choice(*parsers):
    def parse(source, place):
        furthest = Mismatch(-1, "")
        for parser in parsers:
            try:
                return parser(source, place)
            except Mismatch as mismatch:
                if mismatch.place > furthest.place:
                    furthest = mismatch
        raise furthest

    return parse


def many(parser, separator):
    def parse(source, place):
        value, place = parser(source, place)
        values = [value]
        while True:
            try:
                _, after = separator(source, place)
                value, place = parser(source, after)
            except Mismatch:
                return values, place
            values.append(value)

    return parse


def mapped(parser, change):
    def parse(source, place):
        value, place = parser(source, place)
        return change(value), place

    return parse


def colour_parser():
    """Colours as `#102030`, `#123`, `rgb(1, 2, 3)`, `grey 40%` or mixtures `mix(a, b, ...)`."""
    digit = run_of("0123456789", "a number")
    hexadecimal = run_of("0123456789abcdef", "hexadecimal digits")
    comma = literal(", ")

    def unfold(parts):
        digits = parts[1]
        if len(digits) == 3:
            return [17 * int(one, 16) for one in digits]
        if len(digits) != 6:
            raise Mismatch(1, "3 or 6 digits")
        return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]

    def colour(source, place):
        return any_colour(source, place)

    def mixed(parts):
        colours = parts[1]
        return [sum([each[at] for each in colours]) // len(colours) for at in range(3)]

    numbers = many(mapped(digit, int), comma)
    hashed = mapped(sequence(literal("#"), hexadecimal), unfold)
    triple = mapped(sequence(literal("rgb("), numbers, literal(")")), lambda parts: parts[1])
    single = mapped(sequence(literal("rgb("), digit, literal(")")), lambda parts: [int(parts[1])] * 3)
    grey = mapped(sequence(literal("grey "), digit, literal("%")), lambda parts: [int(parts[1]) * 255 // 100] * 3)
    mix = mapped(sequence(literal("mix("), many(colour, comma), literal(")")), mixed)
    any_colour = choice(hashed, single, triple, grey, mix)
    return sequence(any_colour, choice(literal(";"), literal(" !")))


TEXTS = [
    "#102030;",
    "#fc8 !",
    "rgb(12, 200, 7);",
    "rgb(77) !",
    "grey 40%;",
    "grey 40",
    "mix(#123, rgb(9, 8, 7), grey 50%);",
    "mix(mix(#000, #fff), mix(rgb(3), #aabbcc)) !",
    "#12345;",
    "mix(#fff, red);",
    "rgb(1, 2, 3) ?",
]


def run(rounds):
    total = 0
    failures = {}
    for i in range(rounds):
        parser = colour_parser()
        for text in TEXTS:
            try:
                (colour, _), _ = parser(text, 0)
                total += colour[0] + colour[1] * 2 + colour[2] * 3 + i % 5
            except Mismatch as mismatch:
                said = f"{mismatch.wanted} at {mismatch.place}"
                failures[said] = failures.get(said, 0) + 1
    return total, sorted(failures.items())


ARGS = (40,)
QUICK_ARGS = (4,)
