// Stack and constants.

/// Pops and releases.
_POP_TOP: (value --), Nothing, [];
/// Pops what nobody has to release: what is borrowed, null, a bool or a constant.
_POP_TOP_NOP: (value: Any --), Nothing, [];
/// Pushes null.
_PUSH_NULL: (-- res: Null), Nothing, [];
/// Pushes a new reference to the slot `oparg - 1` below the topmost one.
_COPY: (bottom, unused[oparg-1] -- bottom, unused[oparg-1], top = bottom), Count, [], only [1];
/// Exchanges the topmost slot with the one `oparg - 1` below it.
_SWAP: (bottom, unused[oparg-2], top -- top, unused[oparg-2], bottom), Count, [], only [2];
/// Pushes a new reference to a constant.
_LOAD_CONST_INLINE: (-- value), Object, [];
/// Pushes an immortal constant without counting.
_LOAD_CONST_INLINE_BORROW: (-- value), Object, [];
/// Pushes an immortal constant without counting, and null.
_LOAD_CONST_INLINE_BORROW_WITH_NULL: (-- value, null: Null), Object, [];
/// Pushes a new reference to a constant, and null.
_LOAD_CONST_INLINE_WITH_NULL: (-- value, null: Null), Object, [];
/// Pops, and pushes an immortal constant without counting.
_POP_TOP_LOAD_CONST_INLINE_BORROW: (pop -- value), Object, [];
/// Does nothing.
_NOP: (--), Nothing, [];
/// Pushes `AssertionError`, without counting.
_LOAD_ASSERTION_ERROR = _LOAD_CONST_INLINE_BORROW: (-- value), Object, [];
