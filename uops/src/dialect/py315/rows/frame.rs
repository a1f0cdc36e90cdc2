// Frames.

/// Exits unless what is called is a class with the version of the operand, above it null.
_CHECK_OBJECT:
    (callable, self_or_null: Slot, args[oparg]: Slot -- callable, self_or_null: Slot, args[oparg]: Slot), CallClass, [exit];
/// Replaces a class and the null above it by its `__init__` and a new instance; exits unless the class has
/// the version of the operand and there is room for the frame.
_ALLOCATE_OBJECT = _CHECK_AND_ALLOCATE_OBJECT:
    (callable, self_or_null: Slot, args[oparg]: Slot -- callable, self_or_null: Slot, args[oparg]: Slot),
    CallClass, [exit escapes];
/// Exits unless the frame that has been entered runs the code with the version of the operand.
_GUARD_CODE_VERSION__PUSH_FRAME = _CHECK_FUNCTION: (--), FunctionVersion, [exit];
/// Exits unless the frame that has been entered has noted this instruction as the one that it executes.
_GUARD_IP__PUSH_FRAME = _GUARD_IP: (--), InstrPtr, [exit];
/// Goes on in the frame of a generator that has been entered if the exit is where the generator goes on; else leaves the
/// trace for wherever it does. In CPython this is a `_GUARD_IP__PUSH_FRAME`.
_GUARD_IP__PUSH_GEN_FRAME = _GUARD_RETURN_TO: (--), ReturnPlace, [follows];
/// Exits unless the frame that a return leads to runs the code with the version of the operand.
_GUARD_CODE_VERSION_RETURN_VALUE = _CHECK_FUNCTION: (--), FunctionVersion, [exit];
/// Goes on in the frame that a return leads to if the exit is where that frame goes on; else leaves the trace for
/// wherever that frame does.
_GUARD_IP_RETURN_VALUE = _GUARD_RETURN_TO: (--), ReturnPlace, [follows];
/// Exits unless the frame that a generator hands a value to runs the code with the version of the operand.
_GUARD_CODE_VERSION_YIELD_VALUE = _CHECK_FUNCTION: (--), FunctionVersion, [exit];
/// Goes on in the frame that a generator hands a value to if the exit is where that frame goes on; else leaves the trace
/// for wherever that frame does.
_GUARD_IP_YIELD_VALUE = _GUARD_RETURN_TO: (--), ReturnPlace, [follows];
/// Exits unless the frame that gets a generator runs the code with the version of the operand.
_GUARD_CODE_VERSION_RETURN_GENERATOR = _CHECK_FUNCTION: (--), FunctionVersion, [exit];
/// Goes on in the frame that gets a generator if the exit is where that frame goes on; else leaves the trace for wherever
/// that frame does.
_GUARD_IP_RETURN_GENERATOR = _GUARD_RETURN_TO: (--), ReturnPlace, [follows];
