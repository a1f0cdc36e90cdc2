"""A spelling corrector: words that are one or two edits away, generated lazily, and chosen by how often they occur."""

TEXT = """the tide was high and the boats were at the quay when the harbour master came down to the water
the boats that had been at sea for weeks were low in the water and the crews were glad to be at home
there was a crane on the quay and the crane lifted what the boats had brought from over the sea
the master of the harbour wrote down what each of the boats had brought and who had lifted it"""
LETTERS = "abcdefghiklmnoqrstuvwy"


def counted(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def edits(word):
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in LETTERS:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail


def starts(counts):
    """All beginnings of known words: no other can become a word by edits behind it."""
    return {word[:end] for word in counts for end in range(len(word) + 1)}


def is_hopeful(word, beginnings):
    """Whether a word may become a known one by one more edit."""
    half = len(word) // 2
    if word[: half - 1] in beginnings:
        return True
    return any(word[:end] + word[end + 1 : half] in beginnings for end in range(half))


def correct(word, counts, beginnings, known):
    if word in known:
        return known[word]
    best = word
    if word not in counts:
        hopeful = [word]
        for candidate in edits(word):
            if counts.get(candidate, 0) > counts.get(best, 0):
                best = candidate
            elif best == word and len(hopeful) < 24 and is_hopeful(candidate, beginnings):
                hopeful.append(candidate)
        if best == word:
            for near in hopeful:
                for candidate in edits(near):
                    if counts.get(candidate, 0) > counts.get(best, 0):
                        best = candidate
    known[word] = best
    return best


def misspelt(word, i):
    place = i % len(word)
    if i % 4 == 0:
        return word
    if i % 4 == 1:
        return word[:place] + word[place + 1 :]
    if i % 4 == 2:
        return word[:place] + "e" + word[place:]
    return word[:place] + "o" + word[place + 1 :] + "s" * (i % 3 == 0)


def run(count):
    counts = counted(TEXT)
    beginnings = starts(counts)
    known = {}
    words = TEXT.split()
    right = 0
    shown = []
    for i in range(count):
        word = words[i * 5 % len(words)]
        given = misspelt(word, i)
        found = correct(given, counts, beginnings, known)
        right += found == word
        if found != word and len(shown) < 5:
            shown.append(f"{given}: {found}, not {word}")
    return right, len(known), shown


ARGS = (48,)
QUICK_ARGS = (8,)
