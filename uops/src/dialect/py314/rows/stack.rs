// Stack.

/// Nothing: what was loaded is not called.
_PUSH_NULL_CONDITIONAL_0 = _NOP: (--), Nothing, [];
/// Pushes null, the slot of `self` of what was loaded to be called.
_PUSH_NULL_CONDITIONAL_1 = _PUSH_NULL: (-- res: Null), Nothing, [];
/// Pushes null under the topmost slot.
_INSERT_NULL: (this -- null: Null, this), Nothing, [];
/// Pushes a builtin that CPython numbers, without counting.
_LOAD_COMMON_CONSTANT = _LOAD_CONST_INLINE_BORROW: (-- value), Object, [];
/// Pushes the int `oparg`.
_LOAD_SMALL_INT: (-- value: Int), Count, [];
/// Pushes 0.
_LOAD_SMALL_INT_0 = _LOAD_SMALL_INT @ 0: (-- value: Int), Nothing, [];
/// Pushes 1.
_LOAD_SMALL_INT_1 = _LOAD_SMALL_INT @ 1: (-- value: Int), Nothing, [];
/// Pushes 2.
_LOAD_SMALL_INT_2 = _LOAD_SMALL_INT @ 2: (-- value: Int), Nothing, [];
/// Pushes 3.
_LOAD_SMALL_INT_3 = _LOAD_SMALL_INT @ 3: (-- value: Int), Nothing, [];
/// Pops and releases what a loop leaves.
_END_FOR = _POP_TOP: (value --), Nothing, [];
