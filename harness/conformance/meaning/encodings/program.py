"""Bytes that are made and read: encodings, lists of bytes, parts that are joined and looked for."""


def merged(text, rounds):
    """Pairs of bytes that are most frequent become one, as a tokeniser learns them."""
    words = [[bytes([b]) for b in word.encode("utf-8")] for word in text.split()]
    ranks = {bytes([i]): i for i in range(256)}
    for _ in range(rounds):
        counts = {}
        for word in words:
            for pair in zip(word[:-1], word[1:]):
                counts[pair] = counts.get(pair, 0) + 1
        if not counts:
            break
        best = max(counts, key=lambda pair: (counts[pair], pair))
        token = best[0] + best[1]
        ranks[token] = len(ranks)
        new = []
        for word in words:
            made, i = [], 0
            while i < len(word):
                if tuple(word[i : i + 2]) == best:
                    made.append(token)
                    i += 2
                else:
                    made.append(word[i])
                    i += 1
            new.append(made)
        words = new
    return [ranks[part] for word in words for part in word], b"".join(part for part in ranks if len(part) > 1).decode()


def checksum(data):
    a = 1
    b = 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return (b << 16) | a


def run(n):
    text = "häuser und bäume und häuser am wald " * n
    data = text.encode()
    found = [merged(text, n), checksum(data), len(data), data.decode() == text]
    found += [data.find(b"und"), data.find(b"xyz"), data.index("ä".encode("utf-8")), data.count(b"und", 5), data.find(117, 12)]
    found += [bytes(3), bytes(range(4)), bytes(x % 7 for x in range(n)), b"-".join([b"a", b"bc"]), b"ab".hex()]
    found += [data.startswith(b"h"), data.endswith((b"d", b" ")), b"aXbX".replace(b"X", b"--"), b"Ab".upper() + b"Ab".lower()]
    found += [b"\xff\xfeok".decode("utf-8", errors="replace"), sorted({bytes([i % 3]) for i in range(n)}), b"" in b"a", 97 in b"a"]
    try:
        b"\xff".decode()
    except ValueError:
        found.append("no text")
    try:
        bytes([256])
    except ValueError as error:
        found.append(str(error))
    return found


ARGS = (12,)
QUICK_ARGS = (3,)
