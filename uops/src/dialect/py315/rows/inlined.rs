// What CPython's optimiser knows more of: the C function that is called, the only owner of a tuple. Here that
// changes nothing. And a subscript of any types, which is CPython's `_BINARY_OP` with the number of `[]`.

/// Calls a method of a builtin type without arguments.
_CALL_METHOD_DESCRIPTOR_NOARGS_INLINE = _CALL_METHOD_DESCRIPTOR_NOARGS_KEPT @ 0:
    (callable, this -- res, callable, this), Nothing, [error escapes];
/// Calls a method of a builtin type with one argument.
_CALL_METHOD_DESCRIPTOR_O_INLINE = _CALL_METHOD_DESCRIPTOR_O_KEPT @ 1:
    (callable, this, arg -- res, callable, this, arg), Nothing, [error escapes];
/// Calls a method of a builtin type.
_CALL_METHOD_DESCRIPTOR_FAST_INLINE = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// Calls a method of a builtin type that also takes arguments by name.
_CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS_INLINE = _CALL_KEPT:
    (callable, self_or_null: Slot, args[oparg] -- res, self_or_null: Slot, args[oparg]), Count, [error escapes];
/// The two items of a tuple that nothing else refers to.
_UNPACK_SEQUENCE_UNIQUE_TWO_TUPLE = _UNPACK_SEQUENCE_TWO_TUPLE: (seq -- val1, val0), Nothing, [exit];
/// `container[sub]` of any types.
_BINARY_OP_SUBSCR = _BINARY_OP_SUBSCR_KEPT:
    (container, sub -- res, container, sub), Nothing, [error escapes];
