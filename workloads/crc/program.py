"""CRC-32 with a table: bit operators on ints of more than 30 bits, and iteration over bytes."""


def crc(data, rounds):
    table = []
    for n in range(256):
        c = n
        for _ in range(8):
            c = c >> 1 ^ 0xEDB88320 if c & 1 else c >> 1
        table.append(c)
    value = 0xFFFFFFFF
    for _ in range(rounds):
        for byte in data:
            value = value >> 8 ^ table[(value ^ byte) & 255]
    return value ^ 0xFFFFFFFF


run = crc
ARGS = (b"Polynomial division, bit by bit.", 1_000)
QUICK_ARGS = (b"Polynomial division, bit by bit.", 100)
