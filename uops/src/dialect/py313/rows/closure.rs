// Closures and globals.

/// Puts a new cell into a local that holds what the local held, if anything.
_MAKE_CELL: (--), Local, [];
/// Fills the last `oparg` locals with the cells of the running function's closure.
_COPY_FREE_VARS: (--), Count, [];
/// The value in the cell that a local holds.
_LOAD_DEREF: (-- value), Local, [error escapes];
/// Sets the value in the cell that a local holds.
_STORE_DEREF: (v --), Local, [escapes];
/// Empties the cell that a local holds.
_DELETE_DEREF: (--), Local, [error escapes];
/// A new function with the code of another, which stands for a code object.
_MAKE_FUNCTION: (codeobj: Function -- func: Function), Nothing, [escapes];
/// Gives a new function its closure (8), the values of its last parameters by default (1), or
/// annotations (4), which are not kept.
_SET_FUNCTION_ATTRIBUTE: (attr, func: Function -- func: Function), Count, [escapes];
/// Exits if a global name has been added or removed.
_GUARD_GLOBALS_VERSION: (--), Nothing, [exit];
/// Exits if a builtin has been rebound.
_GUARD_BUILTINS_VERSION: (--), Nothing, [exit];
/// The value of a global name; exits if it has none.
_LOAD_GLOBAL_MODULE_0: (-- res), Global, [exit];
/// The value of a builtin name; exits if it has none.
_LOAD_GLOBAL_BUILTINS_0 = _LOAD_GLOBAL_MODULE_0: (-- res), Global, [exit];
/// The value of a global or builtin name.
_LOAD_GLOBAL_0: (-- res), Global, [error escapes];
/// The value of a global name, and null; exits if it has none.
_LOAD_GLOBAL_MODULE_1: (-- res, null: Null), Global, [exit];
/// The value of a builtin name, and null; exits if it has none.
_LOAD_GLOBAL_BUILTINS_1 = _LOAD_GLOBAL_MODULE_1: (-- res, null: Null), Global, [exit];
/// The value of a global or builtin name, and null.
_LOAD_GLOBAL_1: (-- res, null: Null), Global, [error escapes];
/// Sets the value of a global name.
_STORE_GLOBAL: (v --), Global, [escapes];
/// Takes the value of a global name away, which has to have one.
_DELETE_GLOBAL: (--), Global, [error escapes];
