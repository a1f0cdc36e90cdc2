// Tuples, dicts and sets.

/// Exits unless `sub` is within the bounds of the tuple.
_GUARD_BINARY_OP_SUBSCR_TUPLE_INT_BOUNDS:
    (tuple: Tuple, sub: Int -- tuple: Tuple, sub: Int), Nothing, [exit];
/// `tuple[sub]`, where a guard has found that `sub` is within bounds.
_BINARY_OP_SUBSCR_TUPLE_INT:
    (tuple: Tuple, sub: Int -- res, tuple: Tuple, sub: Int), Nothing, [];
/// `dict[sub]`.
_BINARY_OP_SUBSCR_DICT = _BINARY_OP_SUBSCR_DICT_KEPT:
    (dict: Dict, sub -- res, dict: Dict, sub), Nothing, [error escapes];
/// `dict[sub]` of a key whose hash CPython knows; here the key has it.
_BINARY_OP_SUBSCR_DICT_KNOWN_HASH = _BINARY_OP_SUBSCR_DICT_KEPT:
    (dict: Dict, sub -- res, dict: Dict, sub), Nothing, [error escapes];
/// `dict[sub] = value`.
_STORE_SUBSCR_DICT = _STORE_SUBSCR_DICT_KEPT:
    (value, dict: Dict, sub -- dict: Dict), Nothing, [error escapes];
/// `dict[sub] = value` of a key whose hash CPython knows; here the key has it.
_STORE_SUBSCR_DICT_KNOWN_HASH = _STORE_SUBSCR_DICT_KEPT:
    (value, dict: Dict, sub -- dict: Dict), Nothing, [error escapes];
/// Sets the items of a mapping, which stays, in the dict `oparg - 1` below the next slot.
_DICT_UPDATE = _DICT_UPDATE_KEPT:
    (dict: Dict, unused[oparg-1], update -- dict: Dict, unused[oparg-1], update), Count, [error escapes];
/// Adds the items of an iterable, which stays, to the set `oparg - 1` below the next slot.
_SET_UPDATE = _SET_UPDATE_KEPT:
    (set: Set, unused[oparg-1], iterable -- set: Set, unused[oparg-1], iterable), Count, [error escapes];
/// Sets the items of a dict, which stays, in the dict `oparg - 1` below the next slot, which must not have their keys.
_DICT_MERGE = _DICT_MERGE_KEPT:
    (dict: Dict, unused[oparg-1], update -- dict: Dict, unused[oparg-1], update), Count, [error escapes];
/// Puts a tuple of the first `oparg` attributes in `__match_args__` and of those with the names under what stays; `None`
/// if the subject is no instance of the class, or lacks one of them.
_MATCH_CLASS = _MATCH_CLASS_KEPT:
    (subject, class, names -- attrs, subject, class, names), Count, [error escapes];
