// Exceptions. An error leaves a trace for the handler that the program has for the instruction.

/// Raises the `oparg` topmost slots: nothing for the exception that is handled, an exception or its class, and what
/// it comes from. CPython has no tier-2 uop for `RAISE_VARARGS`: its traces end there.
_RAISE_VARARGS: (args[oparg] --), Count, [error escapes];
/// Raises an exception again that a handler has got; the `oparg` slots below it say where it was raised first. CPython
/// has no tier-2 uop for `RERAISE`.
_RERAISE: (values[oparg], exc --), Count, [error escapes];
/// Makes an exception the one that is handled, and pushes the one that was, or `None`, under it.
_PUSH_EXC_INFO: (exc -- prev_exc, exc), Nothing, [];
/// Pops the exception that was handled before, or `None`, which is handled now.
_POP_EXCEPT: (exc_value --), Nothing, [escapes];
/// Replaces a class, or a tuple of classes, by whether the exception below is an instance.
_CHECK_EXC_MATCH: (left, right -- left, b: Bool), Nothing, [error escapes];
