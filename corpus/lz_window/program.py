"""Compression with a window: chains of places with the same three bytes, the longest match, and all of it undone."""

from array import array

TEXT = """the boats at the quay wait for the tide, and the tide waits for nobody;
when the tide turns the boats at the quay turn with the tide, all but the boat that is tied to the crane;
and the crane, the crane waits for the boats."""


class Damaged(Exception):
    pass


class Chains:
    """By what three bytes are: the newest place, and for each place the one before it."""

    def __init__(self, size):
        self.newest = array("i", [-1]) * 256
        self.before = array("i", [-1]) * size

    def add(self, data, place):
        mark = (data[place] * 7 + data[place + 1] * 31 + data[place + 2] * 127) % 256
        self.before[place] = self.newest[mark]
        self.newest[mark] = place
        return self.before[place]


def length_of_match(data, earlier, place, most):
    length = 0
    while length < most and data[earlier + length] == data[place + length]:
        length += 1
    return length


def packed(data, window):
    """A byte is itself below 128; a match is 128 and its length, then the low and the high part of its distance."""
    made = array("B")
    chains = Chains(len(data))
    place = 0
    while place < len(data):
        best, distance = 2, 0
        most = min(120, len(data) - place)
        if most > 2:
            earlier = chains.add(data, place)
            tries = 12
            while earlier >= 0 and place - earlier <= window and tries:
                length = length_of_match(data, earlier, place, most)
                if length > best:
                    best, distance = length, place - earlier
                earlier = chains.before[earlier]
                tries -= 1
        if distance:
            made.append(128 + best)
            made.append(distance & 255)
            made.append(distance >> 8)
            for inside in range(place + 1, min(place + best, len(data) - 2)):
                chains.add(data, inside)
            place += best
        else:
            made.append(data[place])
            place += 1
    return made


def unpacked(made):
    data = array("B")
    place = 0
    while place < len(made):
        byte = made[place]
        if byte < 128:
            data.append(byte)
            place += 1
            continue
        try:
            distance = made[place + 1] | made[place + 2] << 8
        except IndexError:
            raise Damaged("the end is missing") from None
        start = len(data) - distance
        if start < 0:
            raise Damaged("a match begins before the text")
        for at in range(start, start + byte - 128):
            data.append(data[at])
        place += 3
    return data


def run(rounds):
    before = after = 0
    damaged = {}
    for i in range(rounds):
        text = TEXT[i % 50 :] + TEXT[: 60 + i]
        data = array("B", [ord(character) for character in text])
        made = packed(data, 64 << i % 4)
        if unpacked(made) != data:
            raise ValueError(text)
        before += len(data)
        after += len(made)
        try:
            unpacked(made[3 + i :] if i % 2 else made[:-1])
        except Damaged as error:
            reason = str(error)
            damaged[reason] = damaged.get(reason, 0) + 1
    return before, after, sorted(damaged.items())


ARGS = (14,)
QUICK_ARGS = (3,)
