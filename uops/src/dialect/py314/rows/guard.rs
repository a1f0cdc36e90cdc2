// Guards on types, and on null.

/// Exits unless the topmost slot is a list.
_GUARD_TOS_LIST: (value -- value: List), Nothing, [exit];
/// Exits unless the slot below the topmost one is a list.
_GUARD_NOS_LIST: (left, unused: Any -- left: List, unused: Any), Nothing, [exit];
/// Exits unless the topmost slot is a tuple.
_GUARD_TOS_TUPLE: (value -- value: Tuple), Nothing, [exit];
/// Exits unless the slot below the topmost one is a tuple.
_GUARD_NOS_TUPLE: (left, unused: Any -- left: Tuple, unused: Any), Nothing, [exit];
/// Exits unless the topmost slot is a text.
_GUARD_TOS_UNICODE: (value -- value: Str), Nothing, [exit];
/// Exits unless the slot below the topmost one is a text.
_GUARD_NOS_UNICODE: (left, unused: Any -- left: Str, unused: Any), Nothing, [exit];
/// Exits unless the topmost slot is a dict.
_GUARD_TOS_DICT: (value -- value: Dict), Nothing, [exit];
/// Exits unless the topmost slot is a set or frozenset.
_GUARD_TOS_ANY_SET: (value -- value), Nothing, [exit];
/// Exits unless the topmost slot is a slice.
_GUARD_TOS_SLICE: (value -- value), Nothing, [exit];
/// Exits unless the slot below the topmost one is null.
_GUARD_NOS_NULL: (null: Slot, unused: Any -- null: Null, unused: Any), Nothing, [exit];
/// Exits unless both operands are of the types for which an operator is specialised; ints have to be
/// compact.
_GUARD_BINARY_OP_EXTEND: (left, right -- left, right), TypePair, [exit];
/// Exits unless the slot below the topmost one is a dict.
_GUARD_NOS_DICT: (left, unused: Any -- left: Dict, unused: Any), Nothing, [exit];
/// Exits unless the type of the topmost slot, which is locked, has the version of the operand.
_GUARD_TYPE_VERSION_AND_LOCK = _GUARD_TYPE_VERSION: (owner -- owner), TypeVersion, [exit];
