// Calls of builtins. The arguments stay.

/// Exits unless what is called is a builtin class.
_GUARD_CALLABLE_BUILTIN_CLASS:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Calls a builtin class; the result comes in its place.
_CALL_BUILTIN_CLASS = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// Exits unless what is called is a builtin function.
_GUARD_CALLABLE_BUILTIN_FAST:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Calls a builtin function; the result comes in its place.
_CALL_BUILTIN_FAST = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// Exits unless what is called is a builtin function that also takes arguments by name.
_GUARD_CALLABLE_BUILTIN_FAST_WITH_KEYWORDS = _GUARD_CALLABLE_BUILTIN_FAST:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Calls a builtin function that also takes arguments by name; the result comes in its place.
_CALL_BUILTIN_FAST_WITH_KEYWORDS = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// Exits unless what is called is a method of a builtin type.
_GUARD_CALLABLE_METHOD_DESCRIPTOR_FAST:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Calls a method of a builtin type; the result comes in its place.
_CALL_METHOD_DESCRIPTOR_FAST = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// Exits unless what is called is a method of a builtin type that also takes arguments by name.
_GUARD_CALLABLE_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS = _GUARD_CALLABLE_METHOD_DESCRIPTOR_FAST:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Calls a method of a builtin type that also takes arguments by name; the result comes in its place.
_CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// Exits unless what is called is a builtin function that gets one argument.
_GUARD_CALLABLE_BUILTIN_O:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Exits unless what is called is a method of a builtin type that gets nothing but its `self`.
_GUARD_CALLABLE_METHOD_DESCRIPTOR_NOARGS:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Exits unless what is called is a method of a builtin type that gets one argument and its `self`.
_GUARD_CALLABLE_METHOD_DESCRIPTOR_O:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Count, [exit];
/// Calls a builtin function with one argument, without `self`.
_CALL_BUILTIN_O = _CALL_BUILTIN_O_KEPT @ 1:
    (callable, null: Null, arg -- res, callable, arg), Nothing, [error escapes];
/// Calls a method of a builtin type with nothing but `self`.
_CALL_METHOD_DESCRIPTOR_NOARGS = _CALL_METHOD_DESCRIPTOR_NOARGS_KEPT @ 0:
    (callable, this -- res, callable, this), Nothing, [error escapes];
/// Calls a method of a builtin type with `self` and one argument.
_CALL_METHOD_DESCRIPTOR_O = _CALL_METHOD_DESCRIPTOR_O_KEPT @ 1:
    (callable, this, arg -- res, callable, this, arg), Nothing, [error escapes];
/// Exits unless what is called is `list.append`.
_GUARD_CALLABLE_LIST_APPEND:
    (callable, below: Any, top: Any -- callable, below: Any, top: Any), Nothing, [exit];
/// Exits unless what is called is `isinstance`.
_GUARD_CALLABLE_ISINSTANCE = _GUARD_CALLABLE_ISINSTANCE @ 2:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]), Nothing, [exit];
/// `len(arg)`.
_CALL_LEN = _CALL_LEN_KEPT: (callable, null: Null, arg -- res: Int, arg, callable), Nothing, [error escapes];
/// `isinstance(instance, class)`.
_CALL_ISINSTANCE = _CALL_ISINSTANCE_FIXED:
    (callable, null: Null, instance, class -- res: Bool), Nothing, [error escapes];
/// `this.append(arg)`, and `None`.
_CALL_LIST_APPEND = _CALL_LIST_APPEND_KEPT:
    (callable, this: List, arg -- res, callable, this: List), Nothing, [];
/// `type(arg)`.
_CALL_TYPE_1 = _CALL_TYPE_1_KEPT: (callable, null: Null, arg -- res, arg), Nothing, [];
/// `str(arg)`.
_CALL_STR_1 = _CALL_STR_1_KEPT: (callable, null: Null, arg -- res: Str, arg), Nothing, [escapes];
/// `tuple(arg)`.
_CALL_TUPLE_1 = _CALL_TUPLE_1_KEPT: (callable, null: Null, arg -- res, arg), Nothing, [error escapes];
