// Bookkeeping.

/// Moves slots between registers and memory. Nothing: each backend does so on its own.
_SPILL_OR_RELOAD = _NOP: (--), Nothing, [];
/// Locks an object in a build without a global lock. Nothing here.
_LOCK_OBJECT = _NOP: (--), Nothing, [];
/// Exits unless the function's builtins are the usual ones. Nothing: there are no others.
_GUARD_BUILTINS_IS_CANONICAL = _NOP: (--), Nothing, [];
/// Handles waiting events and leaves the trace. Here whoever goes on handles them.
_HANDLE_PENDING_AND_DEOPT = _EXIT_TRACE: (--), Nothing, [exit ends];
/// Leaves the trace by an exit that no trace hangs on yet.
_COLD_EXIT = _EXIT_TRACE: (--), Nothing, [exit ends];
/// Exits if calls in C are nested too deeply. Nothing: no uop here recurses.
_CHECK_RECURSION_LIMIT = _NOP: (--), Nothing, [];
/// Notes the topmost slot while a trace is recorded. Nothing in a trace.
_RECORD_TOS = _NOP: (--), Nothing, [];
/// Notes the type of the topmost slot while a trace is recorded. Nothing in a trace.
_RECORD_TOS_TYPE = _NOP: (--), Nothing, [];
/// Notes the slot below the topmost one while a trace is recorded. Nothing in a trace.
_RECORD_NOS = _NOP: (--), Nothing, [];
/// Notes the type of the slot below the topmost one while a trace is recorded. Nothing in a trace.
_RECORD_NOS_TYPE = _NOP: (--), Nothing, [];
/// Notes the function of the generator below the topmost slot while a trace is recorded. Nothing in a trace.
_RECORD_NOS_GEN_FUNC = _NOP: (--), Nothing, [];
/// Notes the function of the generator in the third slot from the top while a trace is recorded. Nothing in a trace.
_RECORD_3OS_GEN_FUNC = _NOP: (--), Nothing, [];
/// Notes the fourth slot from the top while a trace is recorded. Nothing in a trace.
_RECORD_4OS = _NOP: (--), Nothing, [];
/// Notes what is called while a trace is recorded. Nothing in a trace.
_RECORD_CALLABLE = _NOP: (--), Nothing, [];
/// Notes what is called with names while a trace is recorded. Nothing in a trace.
_RECORD_CALLABLE_KW = _NOP: (--), Nothing, [];
/// Notes the bound method that is called while a trace is recorded. Nothing in a trace.
_RECORD_BOUND_METHOD = _NOP: (--), Nothing, [];
/// Notes the code that runs while a trace is recorded. Nothing in a trace.
_RECORD_CODE = _NOP: (--), Nothing, [];
