// Guards. An int is compact if its magnitude is below 2 to the power of 30.

/// Exits unless the topmost slot is a compact int.
_GUARD_TOS_INT = _GUARD_TOS_COMPACT: (value -- value: Compact), Nothing, [exit];
/// Exits unless the slot below the topmost one is a compact int.
_GUARD_NOS_INT = _GUARD_NOS_COMPACT: (left, unused: Any -- left: Compact, unused: Any), Nothing, [exit];
/// Exits unless the topmost slot, an int, is compact.
_GUARD_TOS_OVERFLOWED = _GUARD_TOS_COMPACT: (value: Int -- value: Compact), Nothing, [exit];
/// Exits unless the slot below the topmost one, an int, is compact.
_GUARD_NOS_OVERFLOWED = _GUARD_NOS_COMPACT:
    (left: Int, unused: Any -- left: Compact, unused: Any), Nothing, [exit];
/// Exits if the topmost slot is null.
_GUARD_TOS_NOT_NULL: (value: Slot -- value: Object), Nothing, [exit];
/// Exits if the slot below the topmost one is null.
_GUARD_NOS_NOT_NULL: (value: Slot, unused: Any -- value: Object, unused: Any), Nothing, [exit];
