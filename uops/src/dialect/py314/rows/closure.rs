// Closures and globals.

/// The value of a global or builtin name.
_LOAD_GLOBAL = _LOAD_GLOBAL_0: (-- res), Global, [error escapes];
/// The value of a global name; exits if it has none.
_LOAD_GLOBAL_MODULE = _LOAD_GLOBAL_MODULE_0: (-- res), Global, [exit];
/// The value of a builtin name; exits if it has none.
_LOAD_GLOBAL_BUILTINS = _LOAD_GLOBAL_MODULE_0: (-- res), Global, [exit];
