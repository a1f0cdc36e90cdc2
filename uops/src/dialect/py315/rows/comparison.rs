// Comparison and truth. What is looked at stays above the result.

/// Compares two texts.
_COMPARE_OP_STR = _COMPARE_OP_STR_KEPT:
    (left: Str, right: Str -- res: Bool, left: Str, right: Str), Comparison, [];
/// `left in right`; `not in` where `oparg` is 1.
_CONTAINS_OP = _CONTAINS_OP_KEPT: (left, right -- b: Bool, left, right), Count, [error escapes];
/// `left in right`, or `not in`, of a dict.
_CONTAINS_OP_DICT = _CONTAINS_OP_KEPT: (left, right -- b: Bool, left, right), Count, [error escapes];
/// `left in right`, or `not in`, of a set or frozenset.
_CONTAINS_OP_SET = _CONTAINS_OP_KEPT: (left, right -- b: Bool, left, right), Count, [error escapes];
/// `left is right`; `is not` where `oparg` is 1.
_IS_OP = _IS_OP_KEPT: (left, right -- b: Bool, left, right), Count, [];
/// The truth of a list.
_TO_BOOL_LIST = _TO_BOOL_LIST_KEPT: (value: List -- res: Bool, value: List), Nothing, [];
/// The truth of a text.
_TO_BOOL_STR = _TO_BOOL_STR_KEPT: (value: Str -- res: Bool, value: Str), Nothing, [];
/// The truth of an object that is known to be true.
_REPLACE_WITH_TRUE = _REPLACE_WITH_TRUE_KEPT: (value -- res: Bool, value), Nothing, [];
