// Locals.

/// `_LOAD_FAST_BORROW` of local 0.
_LOAD_FAST_BORROW_0 = _LOAD_FAST_BORROW @ 0: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 1.
_LOAD_FAST_BORROW_1 = _LOAD_FAST_BORROW @ 1: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 2.
_LOAD_FAST_BORROW_2 = _LOAD_FAST_BORROW @ 2: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 3.
_LOAD_FAST_BORROW_3 = _LOAD_FAST_BORROW @ 3: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 4.
_LOAD_FAST_BORROW_4 = _LOAD_FAST_BORROW @ 4: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 5.
_LOAD_FAST_BORROW_5 = _LOAD_FAST_BORROW @ 5: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 6.
_LOAD_FAST_BORROW_6 = _LOAD_FAST_BORROW @ 6: (-- value: Borrowed), Local, [];
/// `_LOAD_FAST_BORROW` of local 7.
_LOAD_FAST_BORROW_7 = _LOAD_FAST_BORROW @ 7: (-- value: Borrowed), Local, [];
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
