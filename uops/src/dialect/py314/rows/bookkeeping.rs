// Bookkeeping.

/// Notes that the trace is in use. Nothing: no trace here goes cold.
_MAKE_WARM = _NOP: (--), Nothing, [];
/// Leaves the trace with the exception that is set.
_ERROR_POP_N: (--), Nothing, [error ends];
/// Handles waiting events, where a generator does not delegate.
_CHECK_PERIODIC_IF_NOT_YIELD_FROM = _CHECK_PERIODIC: (--), Nothing, [error];
