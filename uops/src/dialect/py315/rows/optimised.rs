// The forms of this project's optimiser: those of 3.13, uops that release their inputs, and uops on compact ints.

use py313::{_LOAD_FAST_TAGGED, _LOAD_FAST_UNBOXED, _LOAD_CONST_TAGGED, _LOAD_CONST_UNBOXED};
use py313::{_STORE_FAST_TAGGED, _LOAD_FAST_MIXED_TAGGED, _LOAD_FAST_MIXED};
use py313::{_LOAD_FAST_AND_CLEAR_MIXED, _STORE_FAST_MIXED_TAGGED, _STORE_FAST_MIXED};
use py313::{_STORE_FAST_UNBOXED, _TAG_TOS, _TAG_NOS, _UNTAG_TOS, _UNBOX_TOS, _UNBOX_NOS};
use py313::{_UNBOX_TOS_BORROW, _UNBOX_NOS_BORROW, _BOX_TOS, _BINARY_OP_ADD_TAGGED};
use py313::{_BINARY_OP_SUBTRACT_TAGGED, _BINARY_OP_MULTIPLY_TAGGED, _BINARY_OP_AND_TAGGED};
use py313::{_BINARY_OP_OR_TAGGED, _BINARY_OP_XOR_TAGGED, _BINARY_OP_LSHIFT_TAGGED};
use py313::{_BINARY_OP_RSHIFT_TAGGED, _BINARY_OP_FLOOR_DIVIDE_TAGGED, _BINARY_OP_REMAINDER_TAGGED};
use py313::{_BINARY_OP_ADD_UNBOXED, _BINARY_OP_SUBTRACT_UNBOXED, _BINARY_OP_MULTIPLY_UNBOXED};
use py313::{_COMPARE_OP_FLOAT_UNBOXED, _BINARY_SUBSCR_LIST_TAGGED};
use py313::{_BINARY_SUBSCR_LIST_TAGGED_BORROW, _BINARY_SUBSCR_LIST_TAGGED_TAG};
use py313::{_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG, _STORE_SUBSCR_LIST_TAGGED};
use py313::{_STORE_SUBSCR_LIST_TAGGED_BORROW, _BINARY_SUBSCR_STR_TAGGED};
use py313::{_BINARY_SUBSCR_STR_TAGGED_BORROW};

// ---- in the place of a uop that leaves its inputs and of those that release them

/// Pops into a local, and releases what the local held.
_STORE_FAST_POP = _STORE_FAST: (value: Slot --), Local, [];
/// `left + right` of two compact ints; exits where the result is not compact.
_ADD_COMPACT: (left: Int, right: Int -- res: Compact), Nothing, [exit];
/// `left - right` of two compact ints; exits where the result is not compact.
_SUBTRACT_COMPACT: (left: Int, right: Int -- res: Compact), Nothing, [exit];
/// `left * right` of two compact ints; exits where the result is not compact.
_MULTIPLY_COMPACT: (left: Int, right: Int -- res: Compact), Nothing, [exit];
/// `left + right` of two floats, in place where one of them dies.
_BINARY_OP_ADD_FLOAT_POP = _BINARY_OP_ADD_FLOAT: (left: Float, right: Float -- res: Float), Nothing, [];
/// `left - right` of two floats, in place where one of them dies.
_BINARY_OP_SUBTRACT_FLOAT_POP = _BINARY_OP_SUBTRACT_FLOAT:
    (left: Float, right: Float -- res: Float), Nothing, [];
/// `left * right` of two floats, in place where one of them dies.
_BINARY_OP_MULTIPLY_FLOAT_POP = _BINARY_OP_MULTIPLY_FLOAT:
    (left: Float, right: Float -- res: Float), Nothing, [];
/// Any binary operator on operands of any type.
_BINARY_OP_POP = _BINARY_OP: (lhs, rhs -- res), Operator, [error escapes];
/// Compares two ints.
_COMPARE_OP_INT_POP: (left: Int, right: Int -- res: Bool), Comparison, [], only [2, 4, 7, 8, 10, 12];
/// Compares two floats.
_COMPARE_OP_FLOAT_POP = _COMPARE_OP_FLOAT:
    (left: Float, right: Float -- res: Bool), Comparison, [], only [2, 4, 7, 8, 10, 12];
/// The truth of an int.
_TO_BOOL_INT_POP: (value: Int -- res: Bool), Nothing, [];
/// `list[sub]`; exits unless `sub` is compact and within bounds.
_BINARY_OP_SUBSCR_LIST_INT_POP = _BINARY_OP_SUBSCR_LIST_INT_KNOWN: (list: List, sub: Int -- res), Nothing, [exit];
/// `list[sub] = value`; exits unless `sub` is compact and within bounds.
_STORE_SUBSCR_LIST_INT_POP = _STORE_SUBSCR_LIST_INT_KNOWN: (value, list: List, sub: Int --), Nothing, [exit];
/// `str[sub]`; exits unless `sub` is compact and within bounds.
_BINARY_OP_SUBSCR_STR_INT_POP = _BINARY_OP_SUBSCR_STR_INT_KNOWN: (str: Str, sub: Int -- res: Str), Nothing, [exit];

// ---- compact ints

/// Pushes a local that is a compact int, tagged.
_LOAD_FAST_COMPACT_TAGGED: (-- value: TaggedCompact), Local, [];
/// Pushes a local that holds a tagged compact int.
_LOAD_FAST_HELD_TAGGED: (-- value: TaggedCompact), Local, [];
/// Pops into a local that holds a tagged compact int, and may hold a tagged value from then on.
_STORE_FAST_OVER_TAGGED: (value: Tagged --), Local, [];
/// Pops into a local that holds a tagged compact int.
_STORE_FAST_OVER = _STORE_FAST_OVER_TAGGED: (value: Slot --), Local, [];
/// Makes the topmost slot, a compact int, a reference again.
_UNTAG_COMPACT: (value: TaggedCompact -- res: Compact), Nothing, [];
/// Exits unless the topmost slot, which is tagged, is a compact int.
_GUARD_TOS_COMPACT_TAGGED: (value: Tagged -- value: TaggedCompact), Nothing, [exit];
/// Exits unless the slot below the topmost one, which is tagged, is a compact int.
_GUARD_NOS_COMPACT_TAGGED:
    (left: Tagged, unused: Any -- left: TaggedCompact, unused: Any), Nothing, [exit];
/// `left + right`; exits where the result is not compact.
_ADD_COMPACT_TAGGED: (left: TaggedCompact, right: TaggedCompact -- res: TaggedCompact), Nothing, [exit];
/// `left - right`; exits where the result is not compact.
_SUBTRACT_COMPACT_TAGGED: (left: TaggedCompact, right: TaggedCompact -- res: TaggedCompact), Nothing, [exit];
/// `left * right`; exits where the result is not compact.
_MULTIPLY_COMPACT_TAGGED: (left: TaggedCompact, right: TaggedCompact -- res: TaggedCompact), Nothing, [exit];
/// Compares two compact ints.
_COMPARE_COMPACT_TAGGED:
    (left: TaggedCompact, right: TaggedCompact -- res: Bool), Comparison, [], only [2, 4, 7, 8, 10, 12];
/// Exits unless two compact ints compare as is said.
_GUARD_COMPARE_COMPACT = _GUARD_COMPARE_NUMBERS:
    (l: TaggedCompact, r: TaggedCompact --), Comparison, [exit exit_pops], only [2, 4, 7, 8, 10, 12];
/// The truth of a compact int.
_TO_BOOL_COMPACT_TAGGED: (value: TaggedCompact -- res: Bool), Nothing, [];
/// The next value of a range iterator that has one.
_ITER_NEXT_RANGE_NOS_TAGGED:
    (iter: RangeIterMore, index: PositionOrNull -- iter: RangeIter, index: PositionOrNull, next: TaggedInt), Nothing, [];
