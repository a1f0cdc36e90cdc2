"""Longest common subsequence: a table of lists, filled and then walked back."""


def make_text(n, seed):
    letters = "acgt"
    text = ""
    for _ in range(n):
        seed = (seed * 75 + 74) % 65537
        text += letters[seed % 4]
    return text


def lcs(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        row = table[i]
        below = table[i + 1]
        for j in range(len(b)):
            if a[i] == b[j]:
                below[j + 1] = row[j] + 1
            elif row[j + 1] >= below[j]:
                below[j + 1] = row[j + 1]
            else:
                below[j + 1] = below[j]
    i = len(a)
    j = len(b)
    common = []
    while i > 0 and j > 0:
        if a[i - 1] == b[j - 1]:
            common.append(a[i - 1])
            i -= 1
            j -= 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    common.reverse()
    return "".join(common)


def run(n):
    common = lcs(make_text(n, 1), make_text(n, 2))
    return len(common), common[:16]


ARGS = (320,)
QUICK_ARGS = (100,)
