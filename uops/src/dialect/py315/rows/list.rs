// Lists. What is looked at stays on the stack.

/// `list[sub]`; exits unless `sub` is compact and within bounds.
_BINARY_OP_SUBSCR_LIST_INT: (list: List, sub: Int -- res, list: List, sub: Int), Nothing, [exit];
/// `list[sub] = value`; exits unless `sub` is compact and within bounds.
_STORE_SUBSCR_LIST_INT = _STORE_SUBSCR_LIST_INT_KEPT:
    (value, list: List, sub: Int -- list: List, sub: Int), Nothing, [exit];
/// `list[slice]`.
_BINARY_OP_SUBSCR_LIST_SLICE = _BINARY_OP_SUBSCR_KEPT:
    (list: List, sub -- res, list: List, sub), Nothing, [error escapes];
/// Appends the items of an iterable, which stays, to the list `oparg - 1` below the next slot.
_LIST_EXTEND = _LIST_EXTEND_KEPT:
    (list: List, unused[oparg-1], iterable -- list: List, unused[oparg-1], iterable), Count, [error escapes];
