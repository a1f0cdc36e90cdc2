"""Adler-32 and FNV-1a over bytes: iteration over a bytes object, modulo and masks."""


def adler32(data):
    low = 1
    high = 0
    for byte in data:
        low = (low + byte) % 65521
        high = (high + low) % 65521
    return high << 16 | low


def fnv1a(data):
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def run(data, rounds):
    combined = 0
    for i in range(rounds):
        combined = (combined * 31 + (adler32(data) ^ fnv1a(data)) + i) & 0xFFFFFFFF
    return combined


ARGS = (b"Sphinx of black quartz, judge my vow; pack my box with five dozen jugs.", 1_200)
QUICK_ARGS = (b"Sphinx of black quartz, judge my vow; pack my box with five dozen jugs.", 120)
