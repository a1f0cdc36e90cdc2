// Bookkeeping.

/// Notes that the trace is in use. Nothing: no trace here goes cold.
_MAKE_WARM = _NOP: (--), Nothing, [];
/// Moves slots between registers and memory. Nothing: each backend does so on its own.
_SPILL_OR_RELOAD = _NOP: (--), Nothing, [];
/// Locks an object in a build without a global lock. Nothing here.
_LOCK_OBJECT = _NOP: (--), Nothing, [];
/// Leaves the trace with the exception that is set.
_ERROR_POP_N: (--), Nothing, [error ends];
/// Exits unless the function's builtins are the usual ones. Nothing: there are no others.
_GUARD_BUILTINS_IS_CANONICAL = _NOP: (--), Nothing, [];
