// Calls.

/// Exits unless what is called is `len`.
_GUARD_CALLABLE_LEN:
    (callable, below: Any, top: Any -- callable, below: Any, top: Any), Nothing, [exit];
/// Exits unless what is called is `str`.
_GUARD_CALLABLE_STR_1:
    (callable, below: Any, top: Any -- callable, below: Any, top: Any), Nothing, [exit];
/// Exits unless what is called is `tuple`.
_GUARD_CALLABLE_TUPLE_1:
    (callable, below: Any, top: Any -- callable, below: Any, top: Any), Nothing, [exit];
/// Exits unless what is called is `type`.
_GUARD_CALLABLE_TYPE_1:
    (callable, below: Any, top: Any -- callable, below: Any, top: Any), Nothing, [exit];
/// Exits if the callable, below arguments and their names, is a Python function, a method bound to an
/// object, or a class whose `__init__` is a Python function.
_CHECK_IS_NOT_PY_CALLABLE_KW:
    (callable, self_or_null: Slot, args[oparg], kwnames -- callable, self_or_null: Slot, args[oparg], kwnames),
    Count, [exit];
/// Exits if the version of a function that the trace has loaded has changed. Nothing: functions do not change
/// here.
_CHECK_FUNCTION_VERSION_INLINE = _NOP: (--), Nothing, [];
/// `len(arg)`.
_CALL_LEN = _CALL_LEN_KNOWN: (callable, null: Null, arg -- res: Int), Nothing, [error escapes];
/// `type(arg)`.
_CALL_TYPE_1 = _CALL_TYPE_1_KNOWN: (callable, null: Null, arg -- res), Nothing, [];
/// `str(arg)`.
_CALL_STR_1 = _CALL_STR_1_KNOWN: (callable, null: Null, arg -- res: Str), Nothing, [escapes];
/// `tuple(arg)`.
_CALL_TUPLE_1 = _CALL_TUPLE_1_KNOWN: (callable, null: Null, arg -- res), Nothing, [error escapes];
/// Leaves the frame: releases its locals and pushes the value on the caller's stack.
_RETURN_VALUE = _POP_FRAME: (retval --), Nothing, [returns];
