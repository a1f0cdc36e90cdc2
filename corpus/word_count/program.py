"""Frequencies of words: a dict with string keys, tested, read and written."""

TEXT = """the quick brown fox jumps over the lazy dog while the cat sleeps and the bird sings
a song about the fox and the dog and the long road that runs over the hill"""


def count(words, rounds):
    counts = {}
    for _ in range(rounds):
        for word in words:
            if word in counts:
                counts[word] = counts[word] + 1
            else:
                counts[word] = 1
    return counts


def run(rounds):
    counts = count(TEXT.split(), rounds)
    best = ""
    most = 0
    for word, n in counts.items():
        if n > most or (n == most and word < best):
            best = word
            most = n
    return best, most, len(counts)


ARGS = (3_000,)
QUICK_ARGS = (300,)
