// Calls of Python functions.

/// Nothing: no other evaluator of frames can be installed.
_CHECK_PEP_523: (--), Nothing, [];
/// Exits unless the callable is a function with the version of the operand.
_CHECK_FUNCTION_VERSION:
    (callable, self_or_null: Slot, args[oparg]: Slot -- callable, self_or_null: Slot, args[oparg]: Slot),
    Call, [exit];
/// Exits unless the callable is a function with the version of the operand that has as
/// many parameters as there are arguments, `self_or_null` included if it is not null.
_CHECK_FUNCTION_EXACT_ARGS:
    (callable, self_or_null: Slot, args[oparg] -- callable, self_or_null: Slot, args[oparg]),
    Call, [exit], only [0, 1, 2, 3];
/// Exits unless the callable is a bound method of a function, above it null.
_CHECK_CALL_BOUND_METHOD_EXACT_ARGS:
    (callable, null: Slot, args[oparg] -- callable, null: Slot, args[oparg]), Count, [exit];
/// Exits unless the callable is a bound method whose function has the version of the
/// operand, above it null.
_CHECK_METHOD_VERSION:
    (callable, null: Slot, args[oparg]: Slot -- callable, null: Slot, args[oparg]: Slot), Call, [exit];
/// Replaces a bound method and the null above it by its function and its `self`.
_INIT_CALL_BOUND_METHOD_EXACT_ARGS:
    (callable: Method, null: Null, args[oparg]: Slot -- callable: Method, null: Null, args[oparg]: Slot),
    Count, [];
/// Replaces a bound method and the null above it by its function and its `self`.
_EXPAND_METHOD = _INIT_CALL_BOUND_METHOD_EXACT_ARGS:
    (callable: Method, null: Null, args[oparg]: Slot -- callable: Method, null: Null, args[oparg]: Slot),
    Count, [];
/// Exits unless there is room for the function's frame, and for one more at all.
_CHECK_STACK_SPACE:
    (callable: Function, self_or_null: Slot, args[oparg]: Slot
        -- callable: Function, self_or_null: Slot, args[oparg]: Slot),
    Count, [exit], only [0, 1, 2, 3];
/// Exits unless there is room for frames of `operand` words.
_CHECK_STACK_SPACE_OPERAND: (--), FrameSize, [exit];
/// Exits unless one more frame may be entered.
_CHECK_RECURSION_REMAINING: (--), Nothing, [exit];
/// A frame for a function whose parameters are the arguments.
_INIT_CALL_PY_EXACT_ARGS:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame), Count, [];
/// `_INIT_CALL_PY_EXACT_ARGS` with no argument.
_INIT_CALL_PY_EXACT_ARGS_0 = _INIT_CALL_PY_EXACT_ARGS @ 0:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame), Nothing, [];
/// `_INIT_CALL_PY_EXACT_ARGS` with one argument.
_INIT_CALL_PY_EXACT_ARGS_1 = _INIT_CALL_PY_EXACT_ARGS @ 1:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame), Nothing, [];
/// `_INIT_CALL_PY_EXACT_ARGS` with two arguments.
_INIT_CALL_PY_EXACT_ARGS_2 = _INIT_CALL_PY_EXACT_ARGS @ 2:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame), Nothing, [];
/// `_INIT_CALL_PY_EXACT_ARGS` with three arguments.
_INIT_CALL_PY_EXACT_ARGS_3 = _INIT_CALL_PY_EXACT_ARGS @ 3:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame), Nothing, [];
/// `_INIT_CALL_PY_EXACT_ARGS` with four arguments.
_INIT_CALL_PY_EXACT_ARGS_4 = _INIT_CALL_PY_EXACT_ARGS @ 4:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame), Nothing, [];
/// A frame for a function, whose last parameters may have their values by default; an exception
/// if the arguments do not fit.
_PY_FRAME_GENERAL:
    (callable: Function, self_or_null: Slot, args[oparg] -- new_frame: Frame),
    Count, [error escapes];
/// Replaces a class and the null above it by its `__init__` and a new instance; exits
/// unless the class has the version of the operand and there is room for the frame.
/// CPython 3.13 has no uop for `CALL_ALLOC_AND_ENTER_INIT`; later versions have this.
_CHECK_AND_ALLOCATE_OBJECT:
    (callable, self_or_null: Slot, args[oparg]: Slot -- callable, self_or_null: Slot, args[oparg]: Slot),
    CallClass, [exit escapes];
/// A frame for an `__init__`, above the instance, which stays. Later versions of CPython
/// put the instance into a frame of its own.
_CREATE_INIT_FRAME: (init: Function, self, args[oparg] -- this, init_frame: Frame), Count, [];
/// Pops what an `__init__` returned; an exception unless that is `None`.
_EXIT_INIT_CHECK: (should_be_none --), Nothing, [error escapes];
/// Notes that the frame goes on at the exit's target once the call has returned.
_SAVE_RETURN_OFFSET: (--), Nothing, [resumes];
/// Enters a frame of the function that the operand names.
_PUSH_FRAME: (new_frame: Frame --), FunctionVersion, [enters];
