// Comparison and truth.

/// Compares two objects of any type.
_COMPARE_OP: (left, right -- res: Bool), Comparison, [error escapes];
/// Compares two texts.
_COMPARE_OP_STR: (left: Str, right: Str -- res: Bool), Comparison, [];
/// `left in right`; `not in` where `oparg` is 1.
_CONTAINS_OP: (left, right -- b: Bool), Count, [error escapes];
/// `left in right`, or `not in`; exits unless `right` is a dict.
_CONTAINS_OP_DICT: (left, right -- b: Bool), Count, [exit error escapes];
/// `left in right`, or `not in`; exits unless `right` is a set or frozenset.
_CONTAINS_OP_SET: (left, right -- b: Bool), Count, [exit error escapes];
/// `left is right`; `is not` where `oparg` is 1.
_IS_OP: (left, right -- b: Bool), Count, [];
/// `value is None`.
_IS_NONE: (value -- b: Bool), Nothing, [];
/// The truth of an object of any type.
_TO_BOOL: (value -- res: Bool), Nothing, [escapes];
/// The truth of a list; exits if it is something else.
_TO_BOOL_LIST: (value -- res: Bool), Nothing, [exit];
/// `False`; exits unless it is `None`.
_TO_BOOL_NONE: (value -- res: Bool), Nothing, [exit];
/// The truth of a text; exits if it is something else.
_TO_BOOL_STR: (value -- res: Bool), Nothing, [exit escapes];
/// `not value` of a bool.
_UNARY_NOT: (value: Bool -- res: Bool), Nothing, [];
/// Releases an object that is known to be true.
_REPLACE_WITH_TRUE: (value -- res: Bool), Nothing, [];
