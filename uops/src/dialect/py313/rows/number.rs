// Numbers.

/// `left + right` of two ints.
_BINARY_OP_ADD_INT: (left: Int, right: Int -- res: Int), Nothing, [error];
/// `left - right` of two ints.
_BINARY_OP_SUBTRACT_INT: (left: Int, right: Int -- res: Int), Nothing, [error];
/// `left * right` of two ints.
_BINARY_OP_MULTIPLY_INT: (left: Int, right: Int -- res: Int), Nothing, [error];
/// `left + right` of two floats, in place where one of them dies.
_BINARY_OP_ADD_FLOAT: (left: Float, right: Float -- res: Float), Nothing, [];
/// `left - right` of two floats, in place where one of them dies.
_BINARY_OP_SUBTRACT_FLOAT: (left: Float, right: Float -- res: Float), Nothing, [];
/// `left * right` of two floats, in place where one of them dies.
_BINARY_OP_MULTIPLY_FLOAT: (left: Float, right: Float -- res: Float), Nothing, [];
/// Any binary operator on operands of any type.
_BINARY_OP: (lhs, rhs -- res), Operator, [error escapes];
/// Compares two ints; exits where one is not compact.
_COMPARE_OP_INT:
    (left: Int, right: Int -- res: Bool), Comparison, [exit], only [2, 4, 7, 8, 10, 12];
/// Compares two floats.
_COMPARE_OP_FLOAT:
    (left: Float, right: Float -- res: Bool), Comparison, [], only [2, 4, 7, 8, 10, 12];
/// Exits unless it is a `bool`.
_TO_BOOL_BOOL: (value -- value: Bool), Nothing, [exit];
/// The truth of an int; exits if it is something else.
_TO_BOOL_INT: (value -- res: Bool), Nothing, [exit escapes];
/// `-value`.
_UNARY_NEGATIVE: (value -- res), Nothing, [error escapes];
/// `~value`.
_UNARY_INVERT: (value -- res), Nothing, [error escapes];
