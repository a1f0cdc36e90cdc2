// Stack.

/// Pops and releases what is not null.
_POP_TOP = _POP_SLOT: (value: Slot --), Nothing, [];
/// Pops and releases an int.
_POP_TOP_INT = _POP_TOP: (value: Int --), Nothing, [];
/// Pops and releases a float.
_POP_TOP_FLOAT: (value: Float --), Nothing, [];
/// Pops and releases a text.
_POP_TOP_UNICODE = _POP_TOP: (value: Str --), Nothing, [];
/// Pushes a new reference to the topmost slot.
_COPY_1 = _COPY @ 1:
    (bottom, unused[oparg-1] -- bottom, unused[oparg-1], top = bottom), Nothing, [];
/// Pushes a new reference to the slot below the topmost one.
_COPY_2 = _COPY @ 2:
    (bottom, unused[oparg-1] -- bottom, unused[oparg-1], top = bottom), Nothing, [];
/// Pushes a new reference to the third slot from the top.
_COPY_3 = _COPY @ 3:
    (bottom, unused[oparg-1] -- bottom, unused[oparg-1], top = bottom), Nothing, [];
/// Exchanges the two topmost slots.
_SWAP_2 = _SWAP @ 2:
    (bottom, unused[oparg-2], top -- top, unused[oparg-2], bottom), Nothing, [];
/// Exchanges the topmost slot and the third one.
_SWAP_3 = _SWAP @ 3:
    (bottom, unused[oparg-2], top -- top, unused[oparg-2], bottom), Nothing, [];
/// Moves the topmost slot under the two below it.
_RROT_3: (first: Slot, second: Slot, third: Slot -- third: Slot, first: Slot, second: Slot), Nothing, [];
/// Pops and releases the `oparg` topmost slots, but for those that are null.
_POP_TOP_OPARG: (args[oparg]: Slot --), Count, [];
/// Makes a borrowed reference one of its own, so that it may leave the frame.
_MAKE_HEAP_SAFE: (value: Borrowed -- safe), Nothing, [];
/// Pushes a constant without counting.
_LOAD_CONST = _LOAD_CONST_INLINE_BORROW: (-- value), Object, [];
