// What relies on the types that guards in front of it have found. The inputs are released.

/// Any binary operator on operands of the types that `_GUARD_BINARY_OP_EXTEND` has checked.
_BINARY_OP_EXTEND = _BINARY_OP: (left, right -- res), Operator, [error escapes];
/// `list[sub]`; exits unless `sub` is compact and within bounds.
_BINARY_OP_SUBSCR_LIST_INT = _BINARY_OP_SUBSCR_LIST_INT_KNOWN: (list: List, sub: Int -- res), Nothing, [exit];
/// `list[sub] = value`; exits unless `sub` is compact and within bounds.
_STORE_SUBSCR_LIST_INT = _STORE_SUBSCR_LIST_INT_KNOWN: (value, list: List, sub: Int --), Nothing, [exit];
/// `list[slice]`.
_BINARY_OP_SUBSCR_LIST_SLICE = _BINARY_SUBSCR: (list: List, sub -- res), Nothing, [error escapes];
/// `tuple[sub]`; exits unless `sub` is compact and within bounds.
_BINARY_OP_SUBSCR_TUPLE_INT = _BINARY_OP_SUBSCR_TUPLE_INT_KNOWN: (tuple: Tuple, sub: Int -- res), Nothing, [exit];
/// `str[sub]`; exits unless `sub` is compact and within bounds.
_BINARY_OP_SUBSCR_STR_INT = _BINARY_OP_SUBSCR_STR_INT_KNOWN: (str: Str, sub: Int -- res: Str), Nothing, [exit];
/// `dict[sub]`.
_BINARY_OP_SUBSCR_DICT = _BINARY_OP_SUBSCR_DICT_KNOWN: (dict: Dict, sub -- res), Nothing, [error escapes];
/// `dict[sub] = value`.
_STORE_SUBSCR_DICT = _STORE_SUBSCR_DICT_KNOWN: (value, dict: Dict, sub --), Nothing, [error escapes];
/// `container[sub]` of any types, which is CPython's `_BINARY_OP` with the number of `[]`.
_BINARY_OP_SUBSCR = _BINARY_SUBSCR: (container, sub -- res), Nothing, [error escapes];
/// `left in right`, or `not in`, of a dict.
_CONTAINS_OP_DICT = _CONTAINS_OP: (left, right: Dict -- b: Bool), Count, [error escapes];
/// `left in right`, or `not in`, of a set or frozenset.
_CONTAINS_OP_SET = _CONTAINS_OP: (left, right -- b: Bool), Count, [error escapes];
/// The truth of a list.
_TO_BOOL_LIST = _TO_BOOL_LIST_KNOWN: (value: List -- res: Bool), Nothing, [];
/// The truth of a text.
_TO_BOOL_STR = _TO_BOOL_STR_KNOWN: (value: Str -- res: Bool), Nothing, [escapes];
/// The next item of a list iterator that has one.
_ITER_NEXT_LIST_TIER_TWO = _ITER_NEXT_LIST: (iter: ListIterMore -- iter: ListIter, next), Nothing, [];
/// The next item of any iterator; exits at its end, with the iterator on the stack.
_FOR_ITER_TIER_TWO = _FOR_ITER_LEFT: (iter -- iter, next), Nothing, [exit error escapes];
