"""Many ways that join in one function: each unpacking meets tuples and lists, each branch goes both
ways."""


def unpackings(p, q):
    a = b = total = 0
    a, b = p
    total += a * 0 - b
    a, b = q
    total += a * 1 - b
    a, b = p
    total += a * 2 - b
    a, b = q
    total += a * 3 - b
    a, b = p
    total += a * 4 - b
    a, b = q
    total += a * 5 - b
    a, b = p
    total += a * 6 - b
    a, b = q
    total += a * 7 - b
    a, b = p
    total += a * 8 - b
    a, b = q
    total += a * 9 - b
    a, b = p
    total += a * 10 - b
    a, b = q
    total += a * 11 - b
    a, b = p
    total += a * 12 - b
    a, b = q
    total += a * 13 - b
    a, b = p
    total += a * 14 - b
    a, b = q
    total += a * 15 - b
    a, b = p
    total += a * 16 - b
    a, b = q
    total += a * 17 - b
    a, b = p
    total += a * 18 - b
    a, b = q
    total += a * 19 - b
    a, b = p
    total += a * 20 - b
    a, b = q
    total += a * 21 - b
    a, b = p
    total += a * 22 - b
    a, b = q
    total += a * 23 - b
    return total


def branches(p, n):
    total = 0
    if p[0] > n:
        total += 0
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 1
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 2
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 3
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 4
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 5
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 6
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 7
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 8
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 9
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 10
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 11
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 12
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 13
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 14
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 15
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 16
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 17
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 18
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 19
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 20
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 21
    else:
        total = total * 3 % 1009
    if p[0] > n:
        total += 22
    else:
        total = total * 3 % 1009
    if p[1] > n:
        total += 23
    else:
        total = total * 3 % 1009
    return total


def small(x):
    if x:
        return 1
    return 2


def calls(p, n):
    total = 0
    total += small(p[0] > n + 0) * 0
    total += small(p[1] > n + 1) * 1
    total += small(p[0] > n + 2) * 2
    total += small(p[1] > n + 0) * 3
    total += small(p[0] > n + 1) * 4
    total += small(p[1] > n + 2) * 5
    total += small(p[0] > n + 0) * 6
    total += small(p[1] > n + 1) * 7
    total += small(p[0] > n + 2) * 8
    total += small(p[1] > n + 0) * 9
    total += small(p[0] > n + 1) * 10
    total += small(p[1] > n + 2) * 11
    total += small(p[0] > n + 0) * 12
    total += small(p[1] > n + 1) * 13
    total += small(p[0] > n + 2) * 14
    total += small(p[1] > n + 0) * 15
    total += small(p[0] > n + 1) * 16
    total += small(p[1] > n + 2) * 17
    total += small(p[0] > n + 0) * 18
    total += small(p[1] > n + 1) * 19
    total += small(p[0] > n + 2) * 20
    total += small(p[1] > n + 0) * 21
    total += small(p[0] > n + 1) * 22
    total += small(p[1] > n + 2) * 23
    return total



def run(n):
    found = []
    for i in range(n):
        found.append(unpackings((i, 2), [3, i]))
        found.append(unpackings([i, 5], (i, 7)))
        found.append(branches((i, 3), 2))
        found.append(branches((1, i), 3))
        found.append(calls((i, 3), 2))
        found.append(calls((1, i), 3))
    return found


ARGS = (12,)
QUICK_ARGS = (5,)
