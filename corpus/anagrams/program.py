"""Words grouped by their letters: sorted characters joined to a key, dicts of lists."""

WORDS = """listen silent enlist inlets stone notes onset tones seton rat art tar cat act pots stop
tops spot opts post dusty study night thing below elbow state taste angel glean cider cried"""


def signature(word):
    return "".join(sorted(word))


def group(words):
    groups = {}
    for word in words:
        key = signature(word)
        if key in groups:
            groups[key].append(word)
        else:
            groups[key] = [word]
    return groups


def run(rounds):
    words = WORDS.split()
    largest = []
    total = 0
    for i in range(rounds):
        groups = group(words)
        for members in groups.values():
            if len(members) > len(largest):
                largest = members
            total += len(members) * len(members) + i % 3
    return total, " ".join(largest)


ARGS = (500,)
QUICK_ARGS = (50,)
