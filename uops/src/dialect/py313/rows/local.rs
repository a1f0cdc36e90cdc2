// Locals.

/// Pushes a new reference to a local.
_LOAD_FAST: (-- value), Local, [];
/// `_LOAD_FAST` of local 0.
_LOAD_FAST_0 = _LOAD_FAST @ 0: (-- value), Local, [];
/// `_LOAD_FAST` of local 1.
_LOAD_FAST_1 = _LOAD_FAST @ 1: (-- value), Local, [];
/// `_LOAD_FAST` of local 2.
_LOAD_FAST_2 = _LOAD_FAST @ 2: (-- value), Local, [];
/// `_LOAD_FAST` of local 3.
_LOAD_FAST_3 = _LOAD_FAST @ 3: (-- value), Local, [];
/// `_LOAD_FAST` of local 4.
_LOAD_FAST_4 = _LOAD_FAST @ 4: (-- value), Local, [];
/// `_LOAD_FAST` of local 5.
_LOAD_FAST_5 = _LOAD_FAST @ 5: (-- value), Local, [];
/// `_LOAD_FAST` of local 6.
_LOAD_FAST_6 = _LOAD_FAST @ 6: (-- value), Local, [];
/// `_LOAD_FAST` of local 7.
_LOAD_FAST_7 = _LOAD_FAST @ 7: (-- value), Local, [];
/// Pushes what a local holds, if anything, and empties the local.
_LOAD_FAST_AND_CLEAR: (-- value: Slot), Local, [];
/// Pushes a new reference to a local, which may turn out to be empty.
_LOAD_FAST_CHECK: (-- value), Local, [error escapes];
/// Empties a local, which may turn out to be empty already.
_DELETE_FAST: (--), Local, [error escapes];
/// Pops into a local and releases what it held.
_STORE_FAST: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 0.
_STORE_FAST_0 = _STORE_FAST @ 0: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 1.
_STORE_FAST_1 = _STORE_FAST @ 1: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 2.
_STORE_FAST_2 = _STORE_FAST @ 2: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 3.
_STORE_FAST_3 = _STORE_FAST @ 3: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 4.
_STORE_FAST_4 = _STORE_FAST @ 4: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 5.
_STORE_FAST_5 = _STORE_FAST @ 5: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 6.
_STORE_FAST_6 = _STORE_FAST @ 6: (value: Slot --), Local, [];
/// `_STORE_FAST` of local 7.
_STORE_FAST_7 = _STORE_FAST @ 7: (value: Slot --), Local, [];
