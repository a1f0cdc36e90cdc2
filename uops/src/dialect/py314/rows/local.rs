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
