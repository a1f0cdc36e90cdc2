// Lists. What is looked at stays on the stack.

/// `list[sub]`; exits unless `sub` is a compact int within bounds of a list.
_BINARY_OP_SUBSCR_LIST_INT: (list, sub -- res, list, sub), Nothing, [exit];
/// `list[sub] = value`; exits unless `sub` is a compact int within bounds of a list.
_STORE_SUBSCR_LIST_INT = _STORE_SUBSCR_LIST_INT_KEPT: (value, list, sub -- list, sub), Nothing, [exit];
