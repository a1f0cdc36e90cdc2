"""Rows of Pascal's triangle: lists made from lists, ints of many digits."""


def next_row(row):
    return [1] + [row[i] + row[i + 1] for i in range(len(row) - 1)] + [1]


def run(rows):
    row = [1]
    odd = 0
    for _ in range(rows):
        row = next_row(row)
        for value in row:
            if value & 1:
                odd += 1
    return odd, row[len(row) // 2], sum(row)


ARGS = (350,)
QUICK_ARGS = (110,)
