"""What dicts and sets do with keys of which the program says what their hash is, or what they equal, in Python.

Each function stands for an instruction or a form of a builtin's call. It asks the key for its hash, and keys of the table
with that hash whether they equal it, in CPython's order; what it does with the table then asks nothing more.
"""

from collections import Counter

from .key_tables import BUILTINS

table_has, table_hash, table_hashes = (BUILTINS[f"table_{name}"] for name in ("has", "hash", "hashes"))
table_item, table_mixed, table_new = (BUILTINS[f"table_{name}"] for name in ("item", "mixed", "new"))
table_others, table_put = (BUILTINS[f"table_{name}"] for name in ("others", "put"))
table_same, table_take = (BUILTINS[f"table_{name}"] for name in ("same", "take"))


def item_of(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    end = []
    found = table_item(table, key, wanted, end)
    if found is end:
        raise KeyError(key)
    return found


def count_of(counter, key, /):
    wanted = hash(key)
    for known in table_others(counter, key, wanted):
        if known == key:
            return table_item(counter, known, wanted, None)
    return table_item(counter, key, wanted, 0)


def item_or_new(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    end = []
    found = table_item(table, key, wanted, end)
    if found is not end:
        return found
    made = table_new(table, end)
    if made is end:
        raise KeyError(key)
    table[key] = made
    return made


def item_or_missing(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    end = []
    found = table_item(table, key, wanted, end)
    if found is end:
        return table.__missing__(key)
    return found


def set_item(table, key, value, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            table_put(table, known, wanted, value)
            return
    table_put(table, key, wanted, value)


def delete_item(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            table_take(table, known, wanted, None)
            return
    end = []
    if table_take(table, key, wanted, end) is end:
        raise KeyError(key)


def delete_count(counter, key, /):
    if key in counter:
        wanted = hash(key)
        for known in table_others(counter, key, wanted):
            if known == key:
                table_take(counter, known, wanted, None)
                return
        table_take(counter, key, wanted, None)


def contains_key(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return True
    return table_has(table, key, wanted)


def get_one(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    return table_item(table, key, wanted, None)


def get_or(table, key, default, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    return table_item(table, key, wanted, default)


def setdefault_none(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    if table_has(table, key, wanted):
        return table_item(table, key, wanted, None)
    table_put(table, key, wanted, None)
    return None


def setdefault_to(table, key, default, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_item(table, known, wanted, None)
    if table_has(table, key, wanted):
        return table_item(table, key, wanted, None)
    table_put(table, key, wanted, default)
    return default


def pop_one(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_take(table, known, wanted, None)
    end = []
    found = table_take(table, key, wanted, end)
    if found is end:
        raise KeyError(key)
    return found


def pop_or(table, key, default, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return table_take(table, known, wanted, None)
    return table_take(table, key, wanted, default)


def add_member(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            return
    table_put(table, key, wanted)


def discard_member(table, key, /):
    wanted = hash(key)
    for known in table_others(table, key, wanted):
        if known == key:
            table_take(table, known, wanted, None)
            return
    table_take(table, key, wanted, None)


def hash_of(value, /):
    return table_hash(hash(value))


def hash_of_tuple(value, /):
    if type(value) is not tuple:
        return hash(value)
    hashes = []
    for item in value:
        hashes.append(hash(item))
    return table_mixed(hashes)


def equal_tuples(left, right, /):
    place = 0
    for item in left:
        if place == len(right):
            return False
        other = right[place]
        if not table_same(item, other) and not item == other:
            return False
        place += 1
    return place == len(right)


def equal_lists(left, right, /):
    if len(left) != len(right):
        return False
    place = 0
    for item in left:
        other = right[place]
        if not table_same(item, other) and not item == other:
            return False
        place += 1
    return True


def equal_dicts(left, right, /):
    if len(left) != len(right):
        return False
    hashes, place, end = table_hashes(left), 0, []
    for key in left:
        wanted = hashes[place]
        place += 1
        other = end
        for known in table_others(right, key, wanted):
            if known == key:
                other = table_item(right, known, wanted, end)
                break
        else:
            other = table_item(right, key, wanted, end)
        if other is end:
            return False
        value = table_item(left, key, wanted, None)
        if not table_same(value, other) and not value == other:
            return False
    return True


def merge_into(left, right, /):
    left.update(right)
    return left


def merged(left, right, /):
    found = left.copy()
    found.update(right)
    return found


def dict_of(others, /):
    found = {}
    found.update(others)
    return found


def dict_from(items, /):
    found = {}
    for key, value in items:
        found[key] = value
    return found


def keys_from(items, /):
    found = {}
    for key in items:
        found[key] = None
    return found


def keys_with(items, value, /):
    found = {}
    for key in items:
        found[key] = value
    return found


def update_pairs(table, items, /):
    for key, value in items:
        table[key] = value


def update_dict(table, others, /):
    hashes, place = table_hashes(others), 0
    for key in others:
        wanted = hashes[place]
        place += 1
        value = table_item(others, key, wanted, None)
        for known in table_others(table, key, wanted):
            if known == key:
                table_put(table, known, wanted, value)
                break
        else:
            table_put(table, key, wanted, value)


def contains_item(items, value, /):
    for item in items:
        if table_same(item, value) or item == value:
            return True
    return False


def count_item(items, value, /):
    count = 0
    for item in items:
        if table_same(item, value) or item == value:
            count += 1
    return count


def index_of(items, value, /):
    place = 0
    for item in items:
        if table_same(item, value) or item == value:
            return place
        place += 1
    raise ValueError("list.index(x): x not in list")


def remove_item(items, value, /):
    place = 0
    for item in items:
        if table_same(item, value) or item == value:
            del items[place]
            return
        place += 1
    raise ValueError("list.remove(x): x not in list")


def counted(items, /):
    counter = Counter()
    for item in items:
        wanted = hash(item)
        for known in table_others(counter, item, wanted):
            if known == item:
                table_put(counter, known, wanted, table_item(counter, known, wanted, 0) + 1)
                break
        else:
            table_put(counter, item, wanted, table_item(counter, item, wanted, 0) + 1)
    return counter


def count_more(counter, items, /):
    for item in items:
        wanted = hash(item)
        for known in table_others(counter, item, wanted):
            if known == item:
                table_put(counter, known, wanted, table_item(counter, known, wanted, 0) + 1)
                break
        else:
            table_put(counter, item, wanted, table_item(counter, item, wanted, 0) + 1)


def no_hash(value, /):
    raise TypeError(f"unhashable type: '{type(value).__name__}'")


def no_key(_table, key, /):
    # Since CPython 3.14.
    raise TypeError(f"cannot use '{type(key).__name__}' as a dict key (unhashable type: '{type(key).__name__}')")


def no_key_with(_table, key, _value, /):
    raise TypeError(f"cannot use '{type(key).__name__}' as a dict key (unhashable type: '{type(key).__name__}')")


def no_member(_table, key, /):
    raise TypeError(f"cannot use '{type(key).__name__}' as a set element (unhashable type: '{type(key).__name__}')")
