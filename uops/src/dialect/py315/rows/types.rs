// Guards on types, and on null and `None`.

/// Exits unless the topmost slot is of the type.
_GUARD_TYPE: (value -- value), TypeVersion, [exit];
/// Exits unless what is walked is of the type.
_GUARD_TYPE_ITER = _GUARD_NOS_TYPE: (iter, unused: Any -- iter, unused: Any), TypeVersion, [exit];
/// Exits unless the type of the topmost slot, which is locked, has the version of the operand.
_GUARD_TYPE_VERSION_LOCKED = _GUARD_TYPE_VERSION: (owner -- owner), TypeVersion, [exit];
/// Exits unless the slot below the topmost one is a text of ASCII.
_GUARD_NOS_COMPACT_ASCII: (left, unused: Any -- left: Str, unused: Any), Nothing, [exit];
/// Exits unless the topmost slot is a dict; there are no other kinds of dicts here.
_GUARD_TOS_ANY_DICT = _GUARD_TOS_DICT: (value -- value: Dict), Nothing, [exit];
/// Exits unless the slot below the topmost one is a dict.
_GUARD_NOS_DICT_SUBSCRIPT = _GUARD_NOS_DICT: (left, unused: Any -- left: Dict, unused: Any), Nothing, [exit];
/// Exits unless the slot below the topmost one is a dict.
_GUARD_NOS_DICT_STORE_SUBSCRIPT = _GUARD_NOS_DICT:
    (left, unused: Any -- left: Dict, unused: Any), Nothing, [exit];
/// Exits unless the topmost slot is a set.
_GUARD_TOS_SET: (value -- value: Set), Nothing, [exit];
/// Exits unless the topmost slot is a frozenset.
_GUARD_TOS_FROZENSET: (value -- value), Nothing, [exit];
/// Exits unless the topmost slot is `None`.
_GUARD_TOS_IS_NONE: (value -- value), Nothing, [exit];
/// Exits unless the third slot from the top is null.
_GUARD_THIRD_NULL: (null: Slot, below: Any, top: Any -- null: Null, below: Any, top: Any), Nothing, [exit];
/// Exits unless the left operand is of the type for which an operator is specialised; an int has to be
/// compact.
_GUARD_BINARY_OP_EXTEND_LHS: (left, right -- left, right), TypeVersion, [exit];
/// Exits unless the right operand is of the type for which an operator is specialised; an int has to be
/// compact.
_GUARD_BINARY_OP_EXTEND_RHS: (left, right -- left, right), TypeVersion, [exit];
