// Bookkeeping.

/// Enters a trace; exits if it is no longer valid.
_START_EXECUTOR: (--), Executor, [exit];
/// Exits if an event waits; at the start of a function.
_RESUME_CHECK: (--), Nothing, [exit];
/// Exits if an event waits; at the top of a loop.
_TIER2_RESUME_CHECK: (--), Nothing, [exit];
/// Handles waiting events.
_CHECK_PERIODIC: (--), Nothing, [error];
/// Exits if the trace is no longer valid.
_CHECK_VALIDITY: (--), Nothing, [exit];
/// Exits if the trace is no longer valid; else as `_SET_IP`.
_CHECK_VALIDITY_AND_SET_IP: (--), InstrPtr, [exit];
/// Notes which instruction is being executed.
_SET_IP: (--), InstrPtr, [];
/// Goes back to the start of the trace, after `_START_EXECUTOR`.
_JUMP_TO_TOP: (--), Nothing, [ends];
/// Leaves the trace.
_EXIT_TRACE: (--), Nothing, [exit ends];
/// Leaves the trace, as a guard does that never passes.
_DEOPT = _EXIT_TRACE: (--), Nothing, [exit ends];
/// Leaves the trace with the exception that is set; the `oparg` topmost slots go with it.
_ERROR_POP_N: (args[oparg]: Slot -- args[oparg]: Slot), Count, [error ends];
