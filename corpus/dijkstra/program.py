"""Shortest paths with a binary heap of tuples, written out in Python."""


def push(heap, item):
    heap.append(item)
    place = len(heap) - 1
    while place > 0:
        parent = (place - 1) // 2
        if heap[parent][0] <= item[0]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def pop(heap):
    top = heap[0]
    last = heap.pop()
    size = len(heap)
    if size == 0:
        return top
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1][0] < heap[child][0]:
            child += 1
        if last[0] <= heap[child][0]:
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last
    return top


def make_graph(n):
    graph = [[] for _ in range(n)]
    seed = 7
    for node in range(n):
        for _ in range(4):
            seed = (seed * 16807) % 2147483647
            graph[node].append((seed % n, seed % 97 + 1))
        graph[node].append(((node + 1) % n, 60))
    return graph


def shortest(graph, start):
    far = 1_000_000_000
    distance = [far] * len(graph)
    distance[start] = 0
    heap = [(0, start)]
    while heap:
        length, node = pop(heap)
        if length > distance[node]:
            continue
        for neighbour, weight in graph[node]:
            candidate = length + weight
            if candidate < distance[neighbour]:
                distance[neighbour] = candidate
                push(heap, (candidate, neighbour))
    return distance


def run(n):
    distance = shortest(make_graph(n), 0)
    return sum(distance), max(distance)


ARGS = (1_200,)
QUICK_ARGS = (120,)
