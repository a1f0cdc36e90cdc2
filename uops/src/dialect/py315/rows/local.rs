// Locals.

/// Moves the topmost slot to a local, and pushes what the local held.
_SWAP_FAST: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 0.
_SWAP_FAST_0 = _SWAP_FAST @ 0: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 1.
_SWAP_FAST_1 = _SWAP_FAST @ 1: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 2.
_SWAP_FAST_2 = _SWAP_FAST @ 2: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 3.
_SWAP_FAST_3 = _SWAP_FAST @ 3: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 4.
_SWAP_FAST_4 = _SWAP_FAST @ 4: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 5.
_SWAP_FAST_5 = _SWAP_FAST @ 5: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 6.
_SWAP_FAST_6 = _SWAP_FAST @ 6: (value: Slot -- old: Slot), Local, [];
/// `_SWAP_FAST` of local 7.
_SWAP_FAST_7 = _SWAP_FAST @ 7: (value: Slot -- old: Slot), Local, [];
