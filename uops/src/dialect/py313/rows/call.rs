// Attributes and calls.

/// Pushes a method found on the type, below its `self`.
_LOAD_ATTR_METHOD_NO_DICT: (owner -- attr, owner), Object, [];
/// Pushes a method found on the type, below its `self`.
_LOAD_ATTR_METHOD_WITH_VALUES = _LOAD_ATTR_METHOD_NO_DICT: (owner -- attr, owner), Object, [];
/// Pushes a method found on the type, below its `self`.
_LOAD_ATTR_METHOD_LAZY_DICT = _LOAD_ATTR_METHOD_NO_DICT: (owner -- attr, owner), Object, [];
/// Calls a builtin class; exits if the callable is something else.
_CALL_BUILTIN_CLASS:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes], only [1, 2];
/// Calls `list.append`; exits unless that is the callable and `self` is a list.
/// CPython 3.13 has no uop for `CALL_LIST_APPEND`; later versions give it this name.
_CALL_LIST_APPEND: (callable, this, arg --), Nothing, [exit];
/// Calls a builtin function with one argument; exits if the callable is something else.
_CALL_BUILTIN_O:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes], only [1];
/// Calls a builtin function; exits if the callable is something else.
_CALL_BUILTIN_FAST: (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes];
/// Calls a builtin function that also takes arguments by name; exits if the callable is
/// something else.
_CALL_BUILTIN_FAST_WITH_KEYWORDS:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes];
/// Calls a method of a builtin type with one argument; exits if the callable is something
/// else.
_CALL_METHOD_DESCRIPTOR_O:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes], only [1];
/// Calls a method of a builtin type without arguments; exits if the callable is something
/// else.
_CALL_METHOD_DESCRIPTOR_NOARGS:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes];
/// Calls a method of a builtin type; exits if the callable is something else.
_CALL_METHOD_DESCRIPTOR_FAST:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes];
/// Calls a method of a builtin type that also takes arguments by name; exits if the callable
/// is something else.
_CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS:
    (callable, self_or_null: Slot, args[oparg] -- res), Count, [exit error escapes];
/// Exits if the callable is a Python function, a method bound to an object, or a class whose
/// `__init__` is a Python function.
_CHECK_IS_NOT_PY_CALLABLE:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]),
    Count, [exit];
/// Calls anything that is not a Python function.
_CALL_NON_PY_GENERAL: (callable, self_or_null: Slot, args[oparg] -- res), Count, [error escapes];
/// Calls anything that is not a Python function; the last arguments have the names in
/// `kwnames`. CPython 3.13 has no uop for `CALL_KW`; later versions give it this name.
_CALL_KW_NON_PY:
    (callable, self_or_null: Slot, args[oparg], kwnames -- res), Count, [error escapes];
/// Calls `len`; exits if the callable is something else.
_CALL_LEN:
    (callable, self_or_null: Slot, args[oparg] -- res: Int), Count, [exit error escapes], only [1];
/// Calls `isinstance`; exits if the callable is something else.
_CALL_ISINSTANCE:
    (callable, self_or_null: Slot, args[oparg] -- res: Bool), Count, [exit error escapes];
/// `type(arg)`; exits unless the callable is `type`.
_CALL_TYPE_1: (callable, null: Slot, arg -- res), Nothing, [exit];
/// `str(arg)`; exits unless the callable is `str`.
_CALL_STR_1: (callable, null: Slot, arg -- res: Str), Nothing, [exit escapes];
/// `tuple(arg)`; exits unless the callable is `tuple`.
_CALL_TUPLE_1: (callable, null: Slot, arg -- res), Nothing, [exit error escapes];
/// A unary intrinsic, by its number in CPython: 5 for `+value`, 6 for the tuple of a list.
_CALL_INTRINSIC_1: (value -- res), Count, [error escapes];
