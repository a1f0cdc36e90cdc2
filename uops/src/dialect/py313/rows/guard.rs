// Guards.

/// Exits unless both are ints.
_GUARD_BOTH_INT: (left, right -- left: Int, right: Int), Nothing, [exit];
/// Exits unless the topmost slot is an int.
_GUARD_TOS_INT: (value -- value: Int), Nothing, [exit];
/// Exits unless the slot below the topmost one is an int.
_GUARD_NOS_INT: (left, unused: Any -- left: Int, unused: Any), Nothing, [exit];
/// Exits unless both are floats.
_GUARD_BOTH_FLOAT: (left, right -- left: Float, right: Float), Nothing, [exit];
/// Exits unless the topmost slot is a float.
_GUARD_TOS_FLOAT: (value -- value: Float), Nothing, [exit];
/// Exits unless the slot below the topmost one is a float.
_GUARD_NOS_FLOAT: (left, unused: Any -- left: Float, unused: Any), Nothing, [exit];
/// Pops; exits unless it was `True`.
_GUARD_IS_TRUE_POP: (flag: Bool --), Nothing, [exit exit_pops];
/// Pops; exits unless it was `False`.
_GUARD_IS_FALSE_POP: (flag: Bool --), Nothing, [exit exit_pops];
/// Pops; exits unless it was `None`.
_GUARD_IS_NONE_POP: (val --), Nothing, [exit exit_pops];
/// Pops; exits if it was `None`.
_GUARD_IS_NOT_NONE_POP: (val --), Nothing, [exit exit_pops];
/// Exits unless both are texts.
_GUARD_BOTH_UNICODE: (left, right -- left: Str, right: Str), Nothing, [exit];
/// Exits unless the type of the topmost slot has the version of the operand.
_GUARD_TYPE_VERSION: (owner -- owner), TypeVersion, [exit];
/// Exits unless the type of the slot below the topmost one has the version of the operand.
_GUARD_NOS_TYPE_VERSION: (owner, unused: Any -- owner, unused: Any), TypeVersion, [exit];
/// Exits unless the running function has the version of the operand.
_CHECK_FUNCTION: (--), FunctionVersion, [exit];
