// Closures and globals.

/// A new function with the code of another, which stands for a code object and stays.
_MAKE_FUNCTION = _MAKE_FUNCTION_KEPT:
    (codeobj: Function -- func: Function, codeobj: Function), Nothing, [escapes];
