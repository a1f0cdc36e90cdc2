"""Shortest paths of all pairs: three nested loops over a list of lists."""


def make_matrix(n):
    far = 10_000
    matrix = [[far] * n for _ in range(n)]
    for i in range(n):
        matrix[i][i] = 0
        matrix[i][(i + 1) % n] = 5
        matrix[i][(i * 5 + 2) % n] = 3 + i % 11
    return matrix


def shortest_paths(d):
    n = len(d)
    for k in range(n):
        through = d[k]
        for i in range(n):
            row = d[i]
            to_k = row[k]
            for j in range(n):
                length = to_k + through[j]
                if length < row[j]:
                    row[j] = length


def run(n):
    matrix = make_matrix(n)
    shortest_paths(matrix)
    return sum([sum(row) for row in matrix]), max([max(row) for row in matrix])


ARGS = (56,)
QUICK_ARGS = (25,)
