"""Packets over a line: a checksum, no zero within a packet, and a receiver that finds damaged ones and goes on."""

POLYNOMIAL = 0x1021


class Damaged(Exception):
    pass


def checksum_table():
    table = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = value << 1 ^ POLYNOMIAL if value & 0x8000 else value << 1
        table.append(value & 0xFFFF)
    return table


def checksum(table, data):
    value = 0xFFFF
    for byte in data:
        value = (value << 8 & 0xFFFF) ^ table[value >> 8 ^ byte]
    return value


def stuffed(data):
    """The bytes without zeros: in place of each comes the distance to the next one."""
    made = bytearray([0])
    mark = 0
    for byte in data:
        if byte:
            made.append(byte)
            if len(made) - mark < 255:
                continue
        made[mark] = len(made) - mark
        mark = len(made)
        made.append(0)
    made[mark] = len(made) - mark
    return made


def unstuffed(made):
    data = bytearray()
    place = 0
    while place < len(made):
        distance = made[place]
        if distance == 0 or place + distance > len(made):
            raise Damaged("a distance that leads nowhere")
        data += made[place + 1 : place + distance]
        place += distance
        if distance < 255 and place < len(made):
            data.append(0)
    return data


def packet(table, number, content):
    data = bytearray([number])
    data.extend(content)
    value = checksum(table, data)
    data += bytes([value >> 8, value & 255])
    return stuffed(data)


class Receiver:
    def __init__(self, table):
        self.table = table
        self.waiting = bytearray()
        self.received = {}
        self.faults = {}

    def take(self, data):
        self.waiting.extend(data)
        while 0 in self.waiting:
            end = self.waiting.index(0)
            part = self.waiting[:end]
            del self.waiting[: end + 1]
            if part:
                try:
                    self.finish(part)
                except Damaged as fault:
                    reason = str(fault)
                    self.faults[reason] = self.faults.get(reason, 0) + 1

    def finish(self, part):
        data = unstuffed(part)
        if len(data) < 3:
            raise Damaged("too short")
        if checksum(self.table, data[:-2]) != data[-2] << 8 | data[-1]:
            raise Damaged("another checksum")
        self.received[data[0]] = bytes(data[1:-2])


def sent(table, messages, seed):
    line = bytearray()
    for number, message in enumerate(messages):
        line += packet(table, number, message)
        line.append(0)
    # Something happens to the line.
    for _ in range(len(messages)):
        seed = (seed * 1103515245 + 12345) % 2**31
        if seed % 3 == 0:
            line[seed // 3 % len(line)] ^= seed >> 7 & 255
    return line


def run(rounds):
    table = checksum_table()
    totals = {"received": 0, "lost": 0, "bytes": 0}
    faults = {}
    for turn in range(rounds):
        messages = [bytes((i * i + turn) % (3 + i) for i in range(n * 9)) for n in range(12)]
        line = sent(table, messages, turn)
        receiver = Receiver(table)
        for start in range(0, len(line), 16):
            receiver.take(line[start : start + 16])
        for number, message in enumerate(messages):
            right = receiver.received.get(number) == message
            totals["received" if right else "lost"] += 1
        totals["bytes"] += len(line)
        for reason, count in receiver.faults.items():
            faults[reason] = faults.get(reason, 0) + count
    return totals, sorted(faults.items()), line.hex()[:80]


ARGS = (40,)
QUICK_ARGS = (2,)
