// Lists.

/// `list[sub]`; exits unless `sub` is a compact int within bounds of a list.
_BINARY_SUBSCR_LIST_INT: (list, sub -- res), Nothing, [exit];
/// `list[sub] = value`; exits unless `sub` is a compact int within bounds of a list.
_STORE_SUBSCR_LIST_INT: (value, list, sub --), Nothing, [exit];
/// Pops and appends to the list `oparg - 1` below the next slot.
_LIST_APPEND:
    (list: List, unused[oparg-1], v -- list: List, unused[oparg-1]), Count, [], only [1, 2];
/// Pops an iterable and appends its items to the list `oparg - 1` below the next slot.
_LIST_EXTEND:
    (list: List, unused[oparg-1], iterable -- list: List, unused[oparg-1]), Count, [error escapes];
/// A list of the `oparg` topmost slots.
_BUILD_LIST: (args[oparg] -- list: List), Count, [];
