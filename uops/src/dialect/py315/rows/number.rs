// Numbers. The inputs stay on the stack, above the result.

/// `left + right` of two compact ints; exits where the result is not compact.
_BINARY_OP_ADD_INT = _BINARY_OP_ADD_COMPACT:
    (left: Int, right: Int -- res: Compact, left: Int, right: Int), Nothing, [exit];
/// `left - right` of two compact ints; exits where the result is not compact.
_BINARY_OP_SUBTRACT_INT = _BINARY_OP_SUBTRACT_COMPACT:
    (left: Int, right: Int -- res: Compact, left: Int, right: Int), Nothing, [exit];
/// `left * right` of two compact ints; exits where the result is not compact.
_BINARY_OP_MULTIPLY_INT = _BINARY_OP_MULTIPLY_COMPACT:
    (left: Int, right: Int -- res: Compact, left: Int, right: Int), Nothing, [exit];
/// `left + right` of two floats.
_BINARY_OP_ADD_FLOAT = _BINARY_OP_ADD_FLOAT_KEPT:
    (left: Float, right: Float -- res: Float, left: Float, right: Float), Nothing, [];
/// `left - right` of two floats.
_BINARY_OP_SUBTRACT_FLOAT = _BINARY_OP_SUBTRACT_FLOAT_KEPT:
    (left: Float, right: Float -- res: Float, left: Float, right: Float), Nothing, [];
/// `left * right` of two floats.
_BINARY_OP_MULTIPLY_FLOAT = _BINARY_OP_MULTIPLY_FLOAT_KEPT:
    (left: Float, right: Float -- res: Float, left: Float, right: Float), Nothing, [];
/// Any binary operator on operands of any type.
_BINARY_OP = _BINARY_OP_KEPT: (lhs, rhs -- res, lhs, rhs), Operator, [error escapes];
/// Compares two ints.
_COMPARE_OP_INT = _COMPARE_OP_INT_KEPT:
    (left: Int, right: Int -- res: Bool, left: Int, right: Int), Comparison, [],
    only [2, 4, 7, 8, 10, 12];
/// Compares two floats.
_COMPARE_OP_FLOAT = _COMPARE_OP_FLOAT_KEPT:
    (left: Float, right: Float -- res: Bool, left: Float, right: Float), Comparison, [],
    only [2, 4, 7, 8, 10, 12];
/// The truth of an int.
_TO_BOOL_INT = _TO_BOOL_INT_KEPT: (value: Int -- res: Bool, value: Int), Nothing, [];
/// `left + right` of two floats, in the object of `left` if nothing else refers to it.
_BINARY_OP_ADD_FLOAT_INPLACE:
    (left: Float, right: Float -- res: Float, dead: Null, right: Float), Nothing, [];
/// `left - right` of two floats, in the object of `left` if nothing else refers to it.
_BINARY_OP_SUBTRACT_FLOAT_INPLACE:
    (left: Float, right: Float -- res: Float, dead: Null, right: Float), Nothing, [];
/// `left * right` of two floats, in the object of `left` if nothing else refers to it.
_BINARY_OP_MULTIPLY_FLOAT_INPLACE:
    (left: Float, right: Float -- res: Float, dead: Null, right: Float), Nothing, [];
/// `left + right` of two floats, in the object of `right` if nothing else refers to it.
_BINARY_OP_ADD_FLOAT_INPLACE_RIGHT:
    (left: Float, right: Float -- res: Float, left: Float, dead: Null), Nothing, [];
/// `left - right` of two floats, in the object of `right` if nothing else refers to it.
_BINARY_OP_SUBTRACT_FLOAT_INPLACE_RIGHT:
    (left: Float, right: Float -- res: Float, left: Float, dead: Null), Nothing, [];
/// `left * right` of two floats, in the object of `right` if nothing else refers to it.
_BINARY_OP_MULTIPLY_FLOAT_INPLACE_RIGHT:
    (left: Float, right: Float -- res: Float, left: Float, dead: Null), Nothing, [];
/// `left + right` of two compact ints, where `left` dies; exits where the result is not compact.
_BINARY_OP_ADD_INT_INPLACE:
    (left: Int, right: Int -- res: Compact, dead: Null, right: Int), Nothing, [exit];
/// `left - right` of two compact ints, where `left` dies; exits where the result is not compact.
_BINARY_OP_SUBTRACT_INT_INPLACE:
    (left: Int, right: Int -- res: Compact, dead: Null, right: Int), Nothing, [exit];
/// `left * right` of two compact ints, where `left` dies; exits where the result is not compact.
_BINARY_OP_MULTIPLY_INT_INPLACE:
    (left: Int, right: Int -- res: Compact, dead: Null, right: Int), Nothing, [exit];
/// `left + right` of two compact ints, where `right` dies; exits where the result is not compact.
_BINARY_OP_ADD_INT_INPLACE_RIGHT:
    (left: Int, right: Int -- res: Compact, left: Int, dead: Null), Nothing, [exit];
/// `left - right` of two compact ints, where `right` dies; exits where the result is not compact.
_BINARY_OP_SUBTRACT_INT_INPLACE_RIGHT:
    (left: Int, right: Int -- res: Compact, left: Int, dead: Null), Nothing, [exit];
/// `left * right` of two compact ints, where `right` dies; exits where the result is not compact.
_BINARY_OP_MULTIPLY_INT_INPLACE_RIGHT:
    (left: Int, right: Int -- res: Compact, left: Int, dead: Null), Nothing, [exit];
/// Any binary operator on operands of the types that `_GUARD_BINARY_OP_EXTEND` has checked.
_BINARY_OP_EXTEND = _BINARY_OP_KEPT: (left, right -- res, left, right), Operator, [error escapes];
/// `left / right` of two floats; an exception if `right` is 0.
_BINARY_OP_TRUEDIV_FLOAT:
    (left: Float, right: Float -- res: Float, left: Float, right: Float), Nothing, [error escapes];
/// `left / right` of two floats, in the object of `left` if nothing else refers to it.
_BINARY_OP_TRUEDIV_FLOAT_INPLACE:
    (left: Float, right: Float -- res: Float, dead: Null, right: Float), Nothing, [error];
/// `left / right` of two floats, in the object of `right` if nothing else refers to it.
_BINARY_OP_TRUEDIV_FLOAT_INPLACE_RIGHT:
    (left: Float, right: Float -- res: Float, left: Float, dead: Null), Nothing, [error];
/// `-value`.
_UNARY_NEGATIVE = _UNARY_NEGATIVE_KEPT: (value -- res, value), Nothing, [error escapes];
/// `-value` of a float, in its object if nothing else refers to it.
_UNARY_NEGATIVE_FLOAT_INPLACE: (value: Float -- res: Float, dead: Null), Nothing, [];
/// `~value`.
_UNARY_INVERT = _UNARY_INVERT_KEPT: (value -- res, value), Nothing, [error escapes];
/// A unary intrinsic, by its number in CPython: 5 for `+value`, 6 for the tuple of a list.
_CALL_INTRINSIC_1 = _CALL_INTRINSIC_1_KEPT: (value -- res, value), Count, [error escapes];
