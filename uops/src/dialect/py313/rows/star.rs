// Calls with arguments in a tuple and a dict, instances that are called, unpacking with a star.

/// A frame for a function whose arguments by position are the items of the first argument, and whose arguments
/// by name are those of the second, a dict, if there is one; an exception if they do not fit. CPython 3.15 has
/// `_PY_FRAME_EX`, which calls no method.
_PY_FRAME_STAR:
    (callable: Function, self_or_null: Slot, args[oparg]: Slot -- new_frame: Frame), Count, [error escapes];
/// The same for an `__init__`, above the instance, which stays.
_CREATE_INIT_FRAME_STAR:
    (init: Function, self, args[oparg]: Slot -- this, init_frame: Frame), Count, [error escapes];
/// Exits unless what is called is an instance of the class with the version of the operand, above it null. In CPython
/// C code calls its `__call__`.
_CHECK_CALLABLE_INSTANCE:
    (callable, null: Slot, args[oparg]: Slot -- callable, null: Slot, args[oparg]: Slot), CallClass, [exit];
/// Exits if what is called is a Python function, a method bound to an object, or a class whose `__init__` is a
/// Python function. CPython 3.13 has no tier-2 uop for `CALL_FUNCTION_EX`; 3.15 has this and the next two.
_CHECK_IS_NOT_PY_CALLABLE_EX:
    (callable, null: Slot, callargs, kwargs: Slot -- callable, null: Slot, callargs, kwargs: Slot), Nothing, [exit];
/// Replaces an iterable of arguments by a tuple of its items.
_MAKE_CALLARGS_A_TUPLE:
    (callable, null: Slot, callargs, kwargs: Slot -- callable, null: Slot, tuple: Tuple, kwargs: Slot),
    Nothing, [error escapes];
/// Calls anything that is not a Python function with the items of a tuple, and those of a dict, or null, by name.
_CALL_FUNCTION_EX_NON_PY_GENERAL:
    (callable, null: Slot, callargs, kwargs: Slot -- res), Nothing, [error escapes];
/// Pops a dict and sets its items in the dict `oparg - 1` below the next slot, which must not have their keys.
_DICT_MERGE:
    (dict: Dict, unused[oparg-1], update -- dict: Dict, unused[oparg-1]), Count, [error escapes];
/// Pushes the last `oparg >> 8` items of an iterable, a list of those in between, and the first `oparg & 255` items, the
/// first on top.
_UNPACK_EX: (seq -- after[oparg>>8], rest, before[oparg&255]), Count, [error escapes];
