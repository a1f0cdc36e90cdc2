//! The uops: a row each.
//!
//! A row is read as
//!
//! ```text
//! /// What it does.
//! _NAME = _FUNCTION [@ fixed oparg]: (inputs -- outputs), operand, [flags] [, below …] [, only [opargs]];
//! ```
//!
//! - Stack effects have CPython's notation; the topmost slot comes last. `name: Kind` is what an
//!   input has to be and what an output is known to be. An output with the name of an input is the
//!   same object.
//! - `_FUNCTION` is the function in [`crate::semantics`] that is the uop's meaning.
//! - `below` tells of slots under the inputs that the function reaches in memory, because their
//!   number depends on `oparg`.
//! - `only` lists opargs worth machine code of their own.
//! - Flags: `exit`, `error` (may set an exception), `exit_pops` (its exit leaves without the
//!   inputs), `ends` (nothing follows it in a trace).
//!
//! Names, operands and effects follow CPython 3.13's `Python/bytecodes.c`. Where an output's kind is
//! known, CPython's optimiser (`Python/optimizer_bytecodes.c`) knows it too.

/// Calls the macro `$m` with every row of the table.
#[macro_export]
macro_rules! for_each_uop {
    ($m:path) => {
        $m! {
            // ---- locals
            /// Pushes a new reference to a local.
            _LOAD_FAST = _LOAD_FAST: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 0.
            _LOAD_FAST_0 = _LOAD_FAST @ 0: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 1.
            _LOAD_FAST_1 = _LOAD_FAST @ 1: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 2.
            _LOAD_FAST_2 = _LOAD_FAST @ 2: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 3.
            _LOAD_FAST_3 = _LOAD_FAST @ 3: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 4.
            _LOAD_FAST_4 = _LOAD_FAST @ 4: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 5.
            _LOAD_FAST_5 = _LOAD_FAST @ 5: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 6.
            _LOAD_FAST_6 = _LOAD_FAST @ 6: (-- value: Object), Local, [];
            /// `_LOAD_FAST` of local 7.
            _LOAD_FAST_7 = _LOAD_FAST @ 7: (-- value: Object), Local, [];
            /// Pushes what a local holds, if anything, and empties the local.
            _LOAD_FAST_AND_CLEAR = _LOAD_FAST_AND_CLEAR: (-- value: Slot), Local, [];
            /// Pops into a local and releases what it held.
            _STORE_FAST = _STORE_FAST: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 0.
            _STORE_FAST_0 = _STORE_FAST @ 0: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 1.
            _STORE_FAST_1 = _STORE_FAST @ 1: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 2.
            _STORE_FAST_2 = _STORE_FAST @ 2: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 3.
            _STORE_FAST_3 = _STORE_FAST @ 3: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 4.
            _STORE_FAST_4 = _STORE_FAST @ 4: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 5.
            _STORE_FAST_5 = _STORE_FAST @ 5: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 6.
            _STORE_FAST_6 = _STORE_FAST @ 6: (value: Slot --), Local, [];
            /// `_STORE_FAST` of local 7.
            _STORE_FAST_7 = _STORE_FAST @ 7: (value: Slot --), Local, [];

            // ---- stack and constants
            /// Pops and releases.
            _POP_TOP = _POP_TOP: (value: Object --), Nothing, [];
            /// Pushes null.
            _PUSH_NULL = _PUSH_NULL: (-- res: Null), Nothing, [];
            /// Pushes a new reference to the slot `oparg - 1` below the topmost one.
            _COPY = _COPY: (-- top: Object), Count, [], below Below::Copies, only [1];
            /// Exchanges the topmost slot with the one `oparg - 1` below it.
            _SWAP = _SWAP: (top: Slot -- bottom: Slot), Count, [], below Below::Swaps, only [2];
            /// Pushes a new reference to a constant.
            _LOAD_CONST_INLINE = _LOAD_CONST_INLINE: (-- value: Object), Object, [];
            /// Pushes an immortal constant without counting.
            _LOAD_CONST_INLINE_BORROW = _LOAD_CONST_INLINE_BORROW: (-- value: Object), Object, [];
            /// Pushes an immortal constant without counting, and null.
            _LOAD_CONST_INLINE_BORROW_WITH_NULL = _LOAD_CONST_INLINE_BORROW_WITH_NULL:
                (-- value: Object, null: Null), Object, [];

            // ---- guards
            /// Exits unless both are ints.
            _GUARD_BOTH_INT = _GUARD_BOTH_INT:
                (left: Object, right: Object -- left: Int, right: Int), Nothing, [exit];
            /// Exits unless the topmost slot is an int.
            _GUARD_TOS_INT = _GUARD_TOS_INT: (value: Object -- value: Int), Nothing, [exit];
            /// Exits unless the slot below the topmost one is an int.
            _GUARD_NOS_INT = _GUARD_NOS_INT:
                (left: Object, unused: Any -- left: Int, unused: Any), Nothing, [exit];
            /// Exits unless both are floats.
            _GUARD_BOTH_FLOAT = _GUARD_BOTH_FLOAT:
                (left: Object, right: Object -- left: Float, right: Float), Nothing, [exit];
            /// Exits unless the topmost slot is a float.
            _GUARD_TOS_FLOAT = _GUARD_TOS_FLOAT: (value: Object -- value: Float), Nothing, [exit];
            /// Exits unless the slot below the topmost one is a float.
            _GUARD_NOS_FLOAT = _GUARD_NOS_FLOAT:
                (left: Object, unused: Any -- left: Float, unused: Any), Nothing, [exit];
            /// Pops; exits unless it was `True`.
            _GUARD_IS_TRUE_POP = _GUARD_IS_TRUE_POP: (flag: Bool --), Nothing, [exit exit_pops];
            /// Pops; exits unless it was `False`.
            _GUARD_IS_FALSE_POP = _GUARD_IS_FALSE_POP: (flag: Bool --), Nothing, [exit exit_pops];
            /// Exits unless the type of the topmost slot has the version of the operand.
            _GUARD_TYPE_VERSION = _GUARD_TYPE_VERSION:
                (owner: Object -- owner: Object), TypeVersion, [exit];
            /// Exits unless the running function has the version of the operand.
            _CHECK_FUNCTION = _CHECK_FUNCTION: (--), FunctionVersion, [exit];

            // ---- numbers
            /// `left + right` of two ints.
            _BINARY_OP_ADD_INT = _BINARY_OP_ADD_INT:
                (left: Int, right: Int -- res: Int), Nothing, [error];
            /// `left - right` of two ints.
            _BINARY_OP_SUBTRACT_INT = _BINARY_OP_SUBTRACT_INT:
                (left: Int, right: Int -- res: Int), Nothing, [error];
            /// `left * right` of two ints.
            _BINARY_OP_MULTIPLY_INT = _BINARY_OP_MULTIPLY_INT:
                (left: Int, right: Int -- res: Int), Nothing, [error];
            /// `left + right` of two floats, in place where one of them dies.
            _BINARY_OP_ADD_FLOAT = _BINARY_OP_ADD_FLOAT:
                (left: Float, right: Float -- res: Float), Nothing, [];
            /// `left - right` of two floats, in place where one of them dies.
            _BINARY_OP_SUBTRACT_FLOAT = _BINARY_OP_SUBTRACT_FLOAT:
                (left: Float, right: Float -- res: Float), Nothing, [];
            /// `left * right` of two floats, in place where one of them dies.
            _BINARY_OP_MULTIPLY_FLOAT = _BINARY_OP_MULTIPLY_FLOAT:
                (left: Float, right: Float -- res: Float), Nothing, [];
            /// Any binary operator on operands of any type.
            _BINARY_OP = _BINARY_OP: (lhs: Object, rhs: Object -- res: Object), Operator, [error];
            /// Compares two ints; exits where one is not compact.
            _COMPARE_OP_INT = _COMPARE_OP_INT:
                (left: Int, right: Int -- res: Bool), Comparison, [exit], only [2, 4, 7, 8, 10, 12];
            /// Compares two floats.
            _COMPARE_OP_FLOAT = _COMPARE_OP_FLOAT:
                (left: Float, right: Float -- res: Bool), Comparison, [], only [2, 4, 7, 8, 10, 12];
            /// Exits unless it is a `bool`.
            _TO_BOOL_BOOL = _TO_BOOL_BOOL: (value: Object -- value: Bool), Nothing, [exit];
            /// The truth of an int; exits if it is something else.
            _TO_BOOL_INT = _TO_BOOL_INT: (value: Object -- res: Bool), Nothing, [exit];

            // ---- lists
            /// `list[sub]`; exits unless `sub` is a compact int within bounds of a list.
            _BINARY_SUBSCR_LIST_INT = _BINARY_SUBSCR_LIST_INT:
                (list: Object, sub: Object -- res: Object), Nothing, [exit];
            /// `list[sub] = value`; exits unless `sub` is a compact int within bounds of a list.
            _STORE_SUBSCR_LIST_INT = _STORE_SUBSCR_LIST_INT:
                (value: Object, list: Object, sub: Object --), Nothing, [exit];
            /// Pops and appends to the list `oparg - 1` below the next slot.
            _LIST_APPEND = _LIST_APPEND: (v: Object --), Count, [],
                below Below::Reads(Slot { name: "list", kind: Kind::List }), only [1, 2];
            /// A list of the `oparg` topmost slots.
            _BUILD_LIST = _BUILD_LIST: (-- list: List), Count, [],
                below Below::Pops { first: &[], rest: Kind::Object };

            // ---- iteration
            /// `iter(iterable)`.
            _GET_ITER = _GET_ITER: (iterable: Object -- iter: Object), Nothing, [error];
            /// Exits unless it is a `range_iterator`.
            _ITER_CHECK_RANGE = _ITER_CHECK_RANGE:
                (iter: Object -- iter: RangeIter), Nothing, [exit];
            /// Exits unless the range iterator has a value left.
            _GUARD_NOT_EXHAUSTED_RANGE = _GUARD_NOT_EXHAUSTED_RANGE:
                (iter: RangeIter -- iter: RangeIterMore), Nothing, [exit];
            /// The next value of a range iterator that has one.
            _ITER_NEXT_RANGE = _ITER_NEXT_RANGE:
                (iter: RangeIterMore -- iter: RangeIter, next: Int), Nothing, [];
            /// The next item of any iterator; exits at its end, with the iterator released.
            _FOR_ITER_TIER_TWO = _FOR_ITER_TIER_TWO:
                (iter: Object -- iter: Object, next: Object), Nothing, [exit exit_pops error];

            // ---- attributes and calls
            /// Pushes a method found on the type, below its `self`.
            _LOAD_ATTR_METHOD_NO_DICT = _LOAD_ATTR_METHOD_NO_DICT:
                (owner: Object -- attr: Object, owner: Object), Object, [];
            /// Calls a builtin class; exits if the callable is something else.
            _CALL_BUILTIN_CLASS = _CALL_BUILTIN_CLASS: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls `list.append`; exits unless that is the callable and `self` is a list.
            /// CPython 3.13 has no uop for `CALL_LIST_APPEND`; later versions give it this name.
            _CALL_LIST_APPEND = _CALL_LIST_APPEND:
                (callable: Object, this: Object, arg: Object --), Nothing, [exit];

            // ---- frames
            /// Leaves the frame: releases its locals and pushes the value on the caller's stack.
            _POP_FRAME = _POP_FRAME: (retval: Object --), Nothing, [];
            /// Continues wherever the frame that is now current was left.
            _DYNAMIC_EXIT = _DYNAMIC_EXIT: (--), Nothing, [ends];

            // ---- bookkeeping
            /// Enters a trace; exits if it is no longer valid.
            _START_EXECUTOR = _START_EXECUTOR: (--), Executor, [exit];
            /// Exits if an event waits; at the start of a function.
            _RESUME_CHECK = _RESUME_CHECK: (--), Nothing, [exit];
            /// Exits if an event waits; at the top of a loop.
            _TIER2_RESUME_CHECK = _TIER2_RESUME_CHECK: (--), Nothing, [exit];
            /// Handles waiting events.
            _CHECK_PERIODIC = _CHECK_PERIODIC: (--), Nothing, [error];
            /// Exits if the trace is no longer valid.
            _CHECK_VALIDITY = _CHECK_VALIDITY: (--), Nothing, [exit];
            /// Exits if the trace is no longer valid; else as `_SET_IP`.
            _CHECK_VALIDITY_AND_SET_IP = _CHECK_VALIDITY_AND_SET_IP: (--), InstrPtr, [exit];
            /// Notes which instruction is being executed.
            _SET_IP = _SET_IP: (--), InstrPtr, [];
            /// Goes back to the start of the trace, behind `_START_EXECUTOR`.
            _JUMP_TO_TOP = _JUMP_TO_TOP: (--), Nothing, [ends];
            /// Leaves the trace.
            _EXIT_TRACE = _EXIT_TRACE: (--), Nothing, [exit ends];

            // ---- optimised forms
            /// Pushes a local without counting.
            _LOAD_FAST_BORROW = _LOAD_FAST_BORROW: (-- value: Borrowed), Local, [];
            /// Pushes a local, as a tagged int if it is a compact one.
            _LOAD_FAST_TAGGED = _LOAD_FAST_TAGGED: (-- value: Tagged), Local, [];
            /// Pushes the value of a local that is a float.
            _LOAD_FAST_UNBOXED = _LOAD_FAST_UNBOXED: (-- value: Unboxed), Local, [];
            /// Pushes a constant that fits a tagged int.
            _LOAD_CONST_TAGGED = _LOAD_CONST_TAGGED: (-- value: TaggedInt), Object, [];
            /// Pushes the value of a constant that is a float.
            _LOAD_CONST_UNBOXED = _LOAD_CONST_UNBOXED: (-- value: Unboxed), Object, [];
            /// Pops into a local: an int into the object that is there if nothing else refers to it.
            _STORE_FAST_TAGGED = _STORE_FAST_TAGGED: (value: Tagged --), Local, [];
            /// Pops into a local: into the float that is there if nothing else refers to it.
            _STORE_FAST_UNBOXED = _STORE_FAST_UNBOXED: (value: Unboxed --), Local, [];
            /// Tags the topmost slot.
            _TAG_TOS = _TAG_TOS: (value: Object -- res: Tagged), Nothing, [];
            /// Tags the slot below the topmost one.
            _TAG_NOS = _TAG_NOS: (value: Object, unused: Any -- res: Tagged, unused: Any), Nothing, [];
            /// Makes the topmost slot a reference again.
            _UNTAG_TOS = _UNTAG_TOS: (value: Tagged -- res: Object), Nothing, [];
            /// The value of the topmost slot.
            _UNBOX_TOS = _UNBOX_TOS: (value: Float -- res: Unboxed), Nothing, [];
            /// The value of the slot below the topmost one.
            _UNBOX_NOS = _UNBOX_NOS:
                (value: Float, unused: Any -- res: Unboxed, unused: Any), Nothing, [];
            /// The value of the topmost slot, which is borrowed.
            _UNBOX_TOS_BORROW = _UNBOX_TOS_BORROW:
                (value: BorrowedFloat -- res: Unboxed), Nothing, [];
            /// The value of the slot below the topmost one, which is borrowed.
            _UNBOX_NOS_BORROW = _UNBOX_NOS_BORROW:
                (value: BorrowedFloat, unused: Any -- res: Unboxed, unused: Any), Nothing, [];
            /// Makes the topmost slot a new float.
            _BOX_TOS = _BOX_TOS: (value: Unboxed -- res: Float), Nothing, [];
            /// Exits unless the topmost slot, which is tagged, is an int.
            _GUARD_TOS_INT_TAGGED = _GUARD_TOS_INT_TAGGED:
                (value: Tagged -- value: TaggedInt), Nothing, [exit];
            /// Exits unless the slot below the topmost one, which is tagged, is an int.
            _GUARD_NOS_INT_TAGGED = _GUARD_NOS_INT_TAGGED:
                (left: Tagged, unused: Any -- left: TaggedInt, unused: Any), Nothing, [exit];
            /// `left + right`.
            _BINARY_OP_ADD_TAGGED = _BINARY_OP_ADD_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left - right`.
            _BINARY_OP_SUBTRACT_TAGGED = _BINARY_OP_SUBTRACT_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left * right`.
            _BINARY_OP_MULTIPLY_TAGGED = _BINARY_OP_MULTIPLY_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left & right`.
            _BINARY_OP_AND_TAGGED = _BINARY_OP_AND_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left | right`.
            _BINARY_OP_OR_TAGGED = _BINARY_OP_OR_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left ^ right`.
            _BINARY_OP_XOR_TAGGED = _BINARY_OP_XOR_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left << right`.
            _BINARY_OP_LSHIFT_TAGGED = _BINARY_OP_LSHIFT_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left >> right`.
            _BINARY_OP_RSHIFT_TAGGED = _BINARY_OP_RSHIFT_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left // right`.
            _BINARY_OP_FLOOR_DIVIDE_TAGGED = _BINARY_OP_FLOOR_DIVIDE_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// `left % right`.
            _BINARY_OP_REMAINDER_TAGGED = _BINARY_OP_REMAINDER_TAGGED:
                (left: Tagged, right: Tagged -- res: Tagged), Operator, [error];
            /// Compares two ints; exits where one needs more than 64 bits.
            _COMPARE_OP_INT_TAGGED = _COMPARE_OP_INT_TAGGED:
                (left: TaggedInt, right: TaggedInt -- res: Bool), Comparison, [exit],
                only [2, 4, 7, 8, 10, 12];
            /// The truth of an int; exits if it is something else.
            _TO_BOOL_INT_TAGGED = _TO_BOOL_INT_TAGGED: (value: Tagged -- res: Bool), Nothing, [exit];
            /// The next value of a range iterator that has one.
            _ITER_NEXT_RANGE_TAGGED = _ITER_NEXT_RANGE_TAGGED:
                (iter: RangeIterMore -- iter: RangeIter, next: TaggedInt), Nothing, [];
            /// `left + right` of two floats.
            _BINARY_OP_ADD_UNBOXED = _BINARY_OP_ADD_UNBOXED:
                (left: Unboxed, right: Unboxed -- res: Unboxed), Nothing, [];
            /// `left - right` of two floats.
            _BINARY_OP_SUBTRACT_UNBOXED = _BINARY_OP_SUBTRACT_UNBOXED:
                (left: Unboxed, right: Unboxed -- res: Unboxed), Nothing, [];
            /// `left * right` of two floats.
            _BINARY_OP_MULTIPLY_UNBOXED = _BINARY_OP_MULTIPLY_UNBOXED:
                (left: Unboxed, right: Unboxed -- res: Unboxed), Nothing, [];
            /// Compares two floats.
            _COMPARE_OP_FLOAT_UNBOXED = _COMPARE_OP_FLOAT_UNBOXED:
                (left: Unboxed, right: Unboxed -- res: Bool), Comparison, [],
                only [2, 4, 7, 8, 10, 12];
            /// `list[sub]`; exits unless `sub` is a tagged int within bounds of a list.
            _BINARY_SUBSCR_LIST_TAGGED = _BINARY_SUBSCR_LIST_TAGGED:
                (list: Object, sub: Tagged -- res: Object), Nothing, [exit];
            /// `list[sub]` of a borrowed list.
            _BINARY_SUBSCR_LIST_TAGGED_BORROW = _BINARY_SUBSCR_LIST_TAGGED_BORROW:
                (list: Borrowed, sub: Tagged -- res: Object), Nothing, [exit];
            /// `list[sub]`, tagged.
            _BINARY_SUBSCR_LIST_TAGGED_TAG = _BINARY_SUBSCR_LIST_TAGGED_TAG:
                (list: Object, sub: Tagged -- res: Tagged), Nothing, [exit];
            /// `list[sub]` of a borrowed list, tagged.
            _BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG = _BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG:
                (list: Borrowed, sub: Tagged -- res: Tagged), Nothing, [exit];
            /// `list[sub] = value`; exits unless `sub` is a tagged int within bounds of a list.
            _STORE_SUBSCR_LIST_TAGGED = _STORE_SUBSCR_LIST_TAGGED:
                (value: Object, list: Object, sub: Tagged --), Nothing, [exit];
            /// `list[sub] = value` of a borrowed list.
            _STORE_SUBSCR_LIST_TAGGED_BORROW = _STORE_SUBSCR_LIST_TAGGED_BORROW:
                (value: Object, list: Borrowed, sub: Tagged --), Nothing, [exit];
        }
    };
}
