"""Depth-first search by recursion: strongly connected components in a graph of dicts."""


def make_graph(n):
    graph = {}
    for node in range(n):
        graph[node] = [(node * 3 + 1) % n, (node * node + 5) % n]
        if node % 7 == 0:
            graph[node].append((node + 1) % n)
    return graph


def components(graph):
    index = {}
    low = {}
    stack = []
    on_stack = {}
    sizes = []

    def visit(node):
        index[node] = len(index)
        low[node] = index[node]
        stack.append(node)
        on_stack[node] = True
        for neighbour in graph[node]:
            if neighbour not in index:
                visit(neighbour)
                if low[neighbour] < low[node]:
                    low[node] = low[neighbour]
            elif on_stack[neighbour] and index[neighbour] < low[node]:
                low[node] = index[neighbour]
        if low[node] == index[node]:
            size = 0
            while True:
                member = stack.pop()
                on_stack[member] = False
                size += 1
                if member == node:
                    break
            sizes.append(size)

    for node in graph:
        if node not in index:
            visit(node)
    return sizes


def run(n, rounds):
    checksum = 0
    for i in range(rounds):
        sizes = components(make_graph(n + i))
        checksum = (checksum * 17 + len(sizes) * 1000 + max(sizes)) % 1000003
    return checksum


ARGS = (300, 30)
QUICK_ARGS = (120, 8)
