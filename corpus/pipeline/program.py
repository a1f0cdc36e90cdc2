"""Readings of a sensor go through a pipe of generators: parsed, checked, smoothed, grouped and summed up."""


def readings(n):
    seed = 42
    for i in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        value = (seed >> 8) % 1000
        yield f"s{seed % 5};{i};{value if value % 17 else 'error'}"


def parsed(lines):
    for line in lines:
        sensor, time, value = line.split(";")
        if value.isdigit():
            yield sensor, int(time), int(value) / 10


def smoothed(rows, weight):
    last = {}
    for sensor, time, value in rows:
        before = last.get(sensor, value)
        last[sensor] = before + (value - before) * weight
        yield sensor, time, last[sensor]


def windows(rows, size):
    held = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def peaks(rows):
    for window in windows(rows, 16):
        best = window[0]
        for row in window:
            if row[2] > best[2]:
                best = row
        yield best


def run(n):
    count = 0
    total = 0.0
    by_sensor = {}
    for sensor, time, value in peaks(smoothed(parsed(readings(n)), 0.25)):
        count += 1
        total += value
        by_sensor[sensor] = by_sensor.get(sensor, 0) + time % 10
    squares = sum(x * x for x in (len(window) for window in windows(range(n), 7)))
    return count, round(total, 6), sorted(by_sensor.items()), squares


ARGS = (1600,)
QUICK_ARGS = (160,)
