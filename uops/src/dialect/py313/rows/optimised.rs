// Optimised forms.

/// Pushes a local without counting.
_LOAD_FAST_BORROW: (-- value: Borrowed), Local, [];
/// Pushes a local, as a tagged int if it is a compact one.
_LOAD_FAST_TAGGED: (-- value: Tagged), Local, [];
/// Pushes the value of a local that is a float.
_LOAD_FAST_UNBOXED: (-- value: Unboxed), Local, [];
/// Pushes a constant that fits a tagged int, which is the operand in machine code.
_LOAD_CONST_TAGGED: (-- value: TaggedInt), Object, [];
/// Pushes the value of a constant that is a float, which is the operand in machine code.
_LOAD_CONST_UNBOXED: (-- value: Unboxed), Object, [];
/// Pops into a local: an int into the object that is there if nothing else refers to it.
_STORE_FAST_TAGGED: (value: Tagged --), Local, [];
/// Pushes a local that may hold a tagged value, as a tagged int if it is a compact one, which the local holds from then on.
_LOAD_FAST_MIXED_TAGGED: (-- value: Tagged), Local, [];
/// Pushes a local that may hold a tagged value, as a reference.
_LOAD_FAST_MIXED: (-- value), Local, [];
/// Moves a local that may hold a tagged value to the stack, as a reference or null.
_LOAD_FAST_AND_CLEAR_MIXED: (-- value: Slot), Local, [];
/// Pops into a local, which holds a tagged value from then on.
_STORE_FAST_MIXED_TAGGED: (value: Tagged --), Local, [];
/// Pops into a local that may hold a tagged value.
_STORE_FAST_MIXED = _STORE_FAST_MIXED_TAGGED: (value: Slot --), Local, [];
/// Pops into a local: into the float that is there if nothing else refers to it.
_STORE_FAST_UNBOXED: (value: Unboxed --), Local, [];
/// Tags the topmost slot.
_TAG_TOS: (value -- res: Tagged), Nothing, [];
/// Tags the slot below the topmost one.
_TAG_NOS: (value, unused: Any -- res: Tagged, unused: Any), Nothing, [];
/// Makes the topmost slot a reference again.
_UNTAG_TOS: (value: Tagged -- res), Nothing, [];
/// The value of the topmost slot.
_UNBOX_TOS: (value: Float -- res: Unboxed), Nothing, [];
/// The value of the slot below the topmost one.
_UNBOX_NOS: (value: Float, unused: Any -- res: Unboxed, unused: Any), Nothing, [];
/// The value of the topmost slot, which is borrowed.
_UNBOX_TOS_BORROW: (value: BorrowedFloat -- res: Unboxed), Nothing, [];
/// The value of the slot below the topmost one, which is borrowed.
_UNBOX_NOS_BORROW: (value: BorrowedFloat, unused: Any -- res: Unboxed, unused: Any), Nothing, [];
/// Makes the topmost slot a new float.
_BOX_TOS: (value: Unboxed -- res: Float), Nothing, [];
/// Exits unless the topmost slot, which is tagged, is an int.
_GUARD_TOS_INT_TAGGED: (value: Tagged -- value: TaggedInt), Nothing, [exit];
/// Exits unless the slot below the topmost one, which is tagged, is an int.
_GUARD_NOS_INT_TAGGED: (left: Tagged, unused: Any -- left: TaggedInt, unused: Any), Nothing, [exit];
/// `left + right`.
_BINARY_OP_ADD_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left - right`.
_BINARY_OP_SUBTRACT_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left * right`.
_BINARY_OP_MULTIPLY_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left & right`.
_BINARY_OP_AND_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left | right`.
_BINARY_OP_OR_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left ^ right`.
_BINARY_OP_XOR_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left << right`.
_BINARY_OP_LSHIFT_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left >> right`.
_BINARY_OP_RSHIFT_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left // right`.
_BINARY_OP_FLOOR_DIVIDE_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// `left % right`.
_BINARY_OP_REMAINDER_TAGGED: (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
/// Compares two ints; exits where one needs more than 64 bits.
_COMPARE_OP_INT_TAGGED:
    (left: TaggedInt, right: TaggedInt -- res: Bool), Comparison, [exit], only [2, 4, 7, 8, 10, 12];
/// Two ints as numbers to compare; exits where one needs more than 64 bits.
_INTS_TO_NUMBERS: (left: TaggedInt, right: TaggedInt -- l: Number, r: Number), Nothing, [exit];
/// Exits unless two numbers compare as is said.
_GUARD_COMPARE_NUMBERS:
    (l: Number, r: Number --), Comparison, [exit exit_pops], only [2, 4, 7, 8, 10, 12];
/// The truth of an int; exits if it is something else.
_TO_BOOL_INT_TAGGED: (value: Tagged -- res: Bool), Nothing, [exit];
/// The next value of a range iterator that has one.
_ITER_NEXT_RANGE_TAGGED: (iter: RangeIterMore -- iter: RangeIter, next: TaggedInt), Nothing, [];
/// `left + right` of two floats.
_BINARY_OP_ADD_UNBOXED: (left: Unboxed, right: Unboxed -- res: Unboxed), Nothing, [];
/// `left - right` of two floats.
_BINARY_OP_SUBTRACT_UNBOXED: (left: Unboxed, right: Unboxed -- res: Unboxed), Nothing, [];
/// `left * right` of two floats.
_BINARY_OP_MULTIPLY_UNBOXED: (left: Unboxed, right: Unboxed -- res: Unboxed), Nothing, [];
/// Compares two floats.
_COMPARE_OP_FLOAT_UNBOXED:
    (left: Unboxed, right: Unboxed -- res: Bool), Comparison, [], only [2, 4, 7, 8, 10, 12];
/// `list[sub]`; exits unless `sub` is a tagged int within bounds of a list.
_BINARY_SUBSCR_LIST_TAGGED: (list, sub: Tagged -- res), Nothing, [exit];
/// `list[sub]` of a borrowed list.
_BINARY_SUBSCR_LIST_TAGGED_BORROW: (list: Borrowed, sub: Tagged -- res), Nothing, [exit];
/// `list[sub]`, tagged.
_BINARY_SUBSCR_LIST_TAGGED_TAG: (list, sub: Tagged -- res: Tagged), Nothing, [exit];
/// `list[sub]` of a borrowed list, tagged.
_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG:
    (list: Borrowed, sub: Tagged -- res: Tagged), Nothing, [exit];
/// `list[sub] = value`; exits unless `sub` is a tagged int within bounds of a list.
_STORE_SUBSCR_LIST_TAGGED: (value, list, sub: Tagged --), Nothing, [exit];
/// `list[sub] = value` of a borrowed list.
_STORE_SUBSCR_LIST_TAGGED_BORROW: (value, list: Borrowed, sub: Tagged --), Nothing, [exit];
/// `tuple[sub]`; exits unless `sub` is a tagged int within bounds of a tuple.
_BINARY_SUBSCR_TUPLE_TAGGED: (tuple, sub: Tagged -- res), Nothing, [exit];
/// `tuple[sub]` of a borrowed tuple.
_BINARY_SUBSCR_TUPLE_TAGGED_BORROW: (tuple: Borrowed, sub: Tagged -- res), Nothing, [exit];
/// `str[sub]`; exits unless `sub` is a tagged int within bounds of a str.
_BINARY_SUBSCR_STR_TAGGED: (str, sub: Tagged -- res: Str), Nothing, [exit];
/// `str[sub]` of a borrowed str.
_BINARY_SUBSCR_STR_TAGGED_BORROW: (str: Borrowed, sub: Tagged -- res: Str), Nothing, [exit];
/// A value of a borrowed instance; exits if there is none.
_LOAD_ATTR_INSTANCE_VALUE_BORROW: (owner: Borrowed -- attr), Attribute, [exit];
/// Sets a value of a borrowed instance.
_STORE_ATTR_INSTANCE_VALUE_BORROW: (value, owner: Borrowed --), Attribute, [];
/// `list.append(arg)` of a borrowed list; exits if it is something else.
_CALL_LIST_APPEND_BORROW: (callable, this: Borrowed, arg --), Nothing, [exit];
