"""What sets and frozensets do with others whose members have a hash or an equality of the program, in Python.

The functions are as those of `hosted_keys.py`.
"""

from .key_tables import BUILTINS

table_has, table_hashes, table_others = (BUILTINS[f"table_{name}"] for name in ("has", "hashes", "others"))
table_put, table_take = (BUILTINS[f"table_{name}"] for name in ("put", "take"))


def is_subset(left, right, /):
    if len(left) > len(right):
        return False
    hashes, place = table_hashes(left), 0
    for member in left:
        wanted = hashes[place]
        place += 1
        for known in table_others(right, member, wanted):
            if known == member:
                break
        else:
            if not table_has(right, member, wanted):
                return False
    return True


def is_superset(left, right, /):
    return right <= left


def is_larger(left, right, /):
    return len(left) > len(right) and right <= left


def is_smaller(left, right, /):
    return len(left) < len(right) and left <= right


def is_subset_of_items(left, items, /):
    found = set()
    for item in items:
        if item in left:
            found.add(item)
    return len(found) == len(left)


def has_all_of(left, items, /):
    for item in items:
        if item not in left:
            return False
    return True


def has_none_of(left, items, /):
    for item in items:
        if item in left:
            return False
    return True


def are_disjoint(left, right, /):
    few, many = (left, right) if len(right) > len(left) else (right, left)
    hashes, place = table_hashes(few), 0
    for member in few:
        wanted = hashes[place]
        place += 1
        for known in table_others(many, member, wanted):
            if known == member:
                return False
        if table_has(many, member, wanted):
            return False
    return True


def equal_sets(left, right, /):
    return len(left) == len(right) and left <= right


def union_of(left, right, /):
    found = left.copy()
    found |= right
    return found


def update_set(found, others, /):
    found |= others


def add_all(left, right, /):
    hashes, place = table_hashes(right), 0
    for member in right:
        wanted = hashes[place]
        place += 1
        for known in table_others(left, member, wanted):
            if known == member:
                break
        else:
            table_put(left, member, wanted)
    return left


def intersection_of(left, right, /):
    few, many = (right, left) if len(right) <= len(left) else (left, right)
    found, hashes, place = set(), table_hashes(few), 0
    for member in few:
        wanted = hashes[place]
        place += 1
        for known in table_others(many, member, wanted):
            if known == member:
                table_put(found, member, wanted)
                break
        else:
            if table_has(many, member, wanted):
                table_put(found, member, wanted)
    return found


def difference_of(left, right, /):
    if len(left) >> 2 > len(right):
        found, hashes, place = left.copy(), table_hashes(right), 0
        for member in right:
            wanted = hashes[place]
            place += 1
            for known in table_others(found, member, wanted):
                if known == member:
                    table_take(found, known, wanted, None)
                    break
            else:
                table_take(found, member, wanted, None)
        return found
    found, hashes, place = set(), table_hashes(left), 0
    for member in left:
        wanted = hashes[place]
        place += 1
        for known in table_others(right, member, wanted):
            if known == member:
                break
        else:
            if not table_has(right, member, wanted):
                table_put(found, member, wanted)
    return found


def remove_all(left, right, /):
    hashes, place = table_hashes(right), 0
    for member in right:
        wanted = hashes[place]
        place += 1
        for known in table_others(left, member, wanted):
            if known == member:
                table_take(left, known, wanted, None)
                break
        else:
            table_take(left, member, wanted, None)
    return left


def take_all(left, right, /):
    left -= right


def take_items(left, items, /):
    for item in items:
        left.discard(item)


def keep_all(left, right, /):
    found = left & right
    left.clear()
    left.update(found)
    return left


def keep_only(left, right, /):
    left &= right


def keep_items(left, items, /):
    found = left.intersection(items)
    left.clear()
    left.update(found)


def toggle_all(left, right, /):
    hashes, place, end = table_hashes(right), 0, []
    # The set may be the same one.
    for member in list(right):
        wanted = hashes[place]
        place += 1
        for known in table_others(left, member, wanted):
            if known == member:
                table_take(left, known, wanted, None)
                break
        else:
            if table_has(left, member, wanted):
                table_take(left, member, wanted, end)
            else:
                table_put(left, member, wanted)
    return left


def toggle_set(left, right, /):
    left ^= right


def toggle_items(left, items, /):
    left ^= set(items)


def difference_with(left, items, /):
    found = left.copy()
    for item in items:
        found.discard(item)
    return found


def intersection_with(left, items, /):
    found = set()
    for item in items:
        if item in left:
            found.add(item)
    return found


def symmetric_difference_with(left, items, /):
    found = set()
    for item in items:
        found.add(item)
    found ^= left
    return found


def frozen_union_of(left, right, /):
    found = set(left)
    found |= right
    return frozenset(found)


def frozen_union_with(left, items, /):
    found = set(left)
    for item in items:
        found.add(item)
    return frozenset(found)


def frozen_intersection_of(left, right, /):
    return frozenset(set(left) & right)


def frozen_intersection_with(left, items, /):
    return frozenset(set(left).intersection(items))


def frozen_difference_of(left, right, /):
    return frozenset(set(left) - right)


def frozen_difference_with(left, items, /):
    return frozenset(set(left).difference(items))


def frozen_symmetric_difference_of(left, right, /):
    return frozenset(set(left) ^ right)


def frozen_symmetric_difference_with(left, items, /):
    return frozenset(set(left).symmetric_difference(items))


def symmetric_difference_of(left, right, /):
    found, hashes, place, end = set(right), table_hashes(left), 0, []
    for member in left:
        wanted = hashes[place]
        place += 1
        for known in table_others(found, member, wanted):
            if known == member:
                table_take(found, known, wanted, None)
                break
        else:
            if table_take(found, member, wanted, end) is end:
                table_put(found, member, wanted)
    return found


def update_members(found, items, /):
    for item in items:
        found.add(item)


def union_with(left, items, /):
    found = left.copy()
    for item in items:
        found.add(item)
    return found


def set_from(items, /):
    found = set()
    for item in items:
        found.add(item)
    return found


def frozenset_from(items, /):
    found = set()
    for item in items:
        found.add(item)
    return frozenset(found)
