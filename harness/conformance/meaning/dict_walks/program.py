"""Dicts that change while a program walks over them, and the order that their items then have."""


def rename(n):
    """Each key goes and another one comes: the size stays, the table grows and closes its gaps."""
    table = {i: i * i for i in range(n)}
    seen = []
    for key in table:
        seen.append(key)
        if len(seen) == n:
            break
        del table[key]
        table[key + 100] = key
    return seen, table


def rotate(n):
    table = {}
    for i in range(n):
        table[f"k{i}"] = i
    seen = []
    for key, value in table.items():
        seen.append((key, value))
        if len(seen) == n:
            break
        table[key] = table.pop(key) + 10
    return seen, list(table)


def turn_over(n):
    """The last item goes, and comes back under another name."""
    table = dict(zip(range(n), "abcdefghijklmnopqrstuvwxyz"))
    seen = []
    for value in table.values():
        seen.append(value)
        if len(seen) == n:
            break
        key, last = table.popitem()
        table[key + 1000] = last
    return seen, table


def mixed_keys(n):
    """A table of texts becomes another one with the first key that is none."""
    table = {f"k{i}": i for i in range(n)}
    seen = []
    for key in table:
        seen.append(key)
        if len(seen) == n:
            break
        table.pop(key)
        table[len(seen)] = key
    return seen, table


def copies(n):
    table = {i: str(i) for i in range(n)}
    for i in range(0, n, 2):
        del table[i]
    out = []
    for other in (table.copy(), dict(table), table | {}, {**table}):
        seen = []
        for key in other:
            seen.append(key)
            if len(seen) == len(other):
                break
            del other[key]
            other[key - 50] = n
        out.append((seen, other))
    return out


def orders(n):
    table = {}
    for i in range(n):
        table[i % 7] = i
        table.setdefault(i % 5 + 10, i)
        if i % 3 == 0:
            table.pop(i % 7)
        if i % 4 == 0:
            table.update({i: 1, i % 7: 2})
        if i % 5 == 4:
            table.popitem()
    return table, list(table), list(table.values()), list(table.items())


def run(n):
    return [rename(n), rotate(n), turn_over(n), mixed_keys(n), copies(n), orders(3 * n)]


ARGS = (23,)
QUICK_ARGS = (9,)
