"""Bytes, and the sequence operators on them."""


def run(n):
    rows = []
    for k in range(n):
        data = b"ab" + bytes_of(k)
        rows.append(data * 2)
        rows.append(3 * data)
        rows.append(b"" + data + b"c")
        rows.append((data[0], data[-1], data[1:], len(data), b"b" in data, 97 in data))
        rows.append((data == b"ab", data < b"b", max(data), list(data), sorted(data)))
        total = b""
        for _ in range(k):
            total += b"xy"
        rows.append(total)
        rows.append([f"{data}", repr(data), hash_free(data)])
    return rows


def bytes_of(k):
    return b"xyz"[k % 3 : k % 3 + 1]


def hash_free(data):
    return {data: 1}[b"ab" + data[2:]]


ARGS = (6,)
QUICK_ARGS = (3,)
