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
//!   inputs), `ends` (nothing follows it in a trace), `resumes` (its exit
//!   is not taken by itself, but where the frame goes on after a call).
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
                (left: Object, unused: Slot -- left: Int, unused: Slot), Nothing, [exit];
            /// Exits unless both are floats.
            _GUARD_BOTH_FLOAT = _GUARD_BOTH_FLOAT:
                (left: Object, right: Object -- left: Float, right: Float), Nothing, [exit];
            /// Exits unless the topmost slot is a float.
            _GUARD_TOS_FLOAT = _GUARD_TOS_FLOAT: (value: Object -- value: Float), Nothing, [exit];
            /// Exits unless the slot below the topmost one is a float.
            _GUARD_NOS_FLOAT = _GUARD_NOS_FLOAT:
                (left: Object, unused: Slot -- left: Float, unused: Slot), Nothing, [exit];
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

            /// A tuple of the `oparg` topmost slots.
            _BUILD_TUPLE = _BUILD_TUPLE: (-- tup: Object), Count, [],
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

            // ---- attributes
            /// Exits unless the object's values are where its class says.
            _CHECK_MANAGED_OBJECT_HAS_VALUES = _CHECK_MANAGED_OBJECT_HAS_VALUES:
                (owner: Object -- owner: Object), Nothing, [exit];
            /// Exits unless the object's values are where its class says.
            _GUARD_DORV_VALUES_INST_ATTR_FROM_DICT = _CHECK_MANAGED_OBJECT_HAS_VALUES:
                (owner: Object -- owner: Object), Nothing, [exit];
            /// Exits unless the object has no dictionary of its own.
            _GUARD_DORV_NO_DICT = _CHECK_MANAGED_OBJECT_HAS_VALUES:
                (owner: Object -- owner: Object), Nothing, [exit];
            /// Exits unless the names of the instance's attributes are those of the operand's class.
            _GUARD_KEYS_VERSION = _GUARD_TYPE_VERSION:
                (owner: Object -- owner: Object), TypeVersion, [exit];
            /// An inline value; exits if the attribute is not set.
            _LOAD_ATTR_INSTANCE_VALUE_0 = _LOAD_ATTR_INSTANCE_VALUE_0:
                (owner: Object -- attr: Object), Attribute, [exit];
            /// An inline value, and null; exits if the attribute is not set.
            _LOAD_ATTR_INSTANCE_VALUE_1 = _LOAD_ATTR_INSTANCE_VALUE_1:
                (owner: Object -- attr: Object, null: Null), Attribute, [exit];
            /// The value of a slot; exits if it is not set.
            _LOAD_ATTR_SLOT_0 = _LOAD_ATTR_INSTANCE_VALUE_0:
                (owner: Object -- attr: Object), Attribute, [exit];
            /// The value of a slot, and null; exits if it is not set.
            _LOAD_ATTR_SLOT_1 = _LOAD_ATTR_INSTANCE_VALUE_1:
                (owner: Object -- attr: Object, null: Null), Attribute, [exit];
            /// Sets an inline value.
            _STORE_ATTR_INSTANCE_VALUE = _STORE_ATTR_INSTANCE_VALUE:
                (value: Object, owner: Object --), Attribute, [];
            /// Sets the value of a slot.
            _STORE_ATTR_SLOT = _STORE_ATTR_INSTANCE_VALUE:
                (value: Object, owner: Object --), Attribute, [];
            /// Exits unless it is a class with the version of the operand.
            _CHECK_ATTR_CLASS = _CHECK_ATTR_CLASS:
                (owner: Object -- owner: Object), TypeVersion, [exit];
            /// An attribute found on a class.
            _LOAD_ATTR_CLASS_0 = _LOAD_ATTR_CLASS_0: (owner: Object -- attr: Object), Object, [];
            /// An attribute found on a class, and null.
            _LOAD_ATTR_CLASS_1 = _LOAD_ATTR_CLASS_1:
                (owner: Object -- attr: Object, null: Null), Object, [];
            /// An attribute of an instance found on its class.
            _LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES = _LOAD_ATTR_CLASS_0:
                (owner: Object -- attr: Object), Object, [];
            /// An attribute of an instance found on its class.
            _LOAD_ATTR_NONDESCRIPTOR_NO_DICT = _LOAD_ATTR_CLASS_0:
                (owner: Object -- attr: Object), Object, [];
            /// Any attribute of any object.
            _LOAD_ATTR_0 = _LOAD_ATTR_0: (owner: Object -- attr: Object), Name, [error];
            /// Any attribute to call: a method below its `self`, or a value below null.
            _LOAD_ATTR_1 = _LOAD_ATTR_1:
                (owner: Object -- attr: Object, self_or_null: Slot), Name, [error];
            /// Sets any attribute of any object.
            _STORE_ATTR = _STORE_ATTR: (v: Object, owner: Object --), Name, [error];

            // ---- attributes and calls
            /// Pushes a method found on the type, below its `self`.
            _LOAD_ATTR_METHOD_NO_DICT = _LOAD_ATTR_METHOD_NO_DICT:
                (owner: Object -- attr: Object, owner: Object), Object, [];
            /// Pushes a method found on the type, below its `self`.
            _LOAD_ATTR_METHOD_WITH_VALUES = _LOAD_ATTR_METHOD_NO_DICT:
                (owner: Object -- attr: Object, owner: Object), Object, [];
            /// Pushes a method found on the type, below its `self`.
            _LOAD_ATTR_METHOD_LAZY_DICT = _LOAD_ATTR_METHOD_NO_DICT:
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

            // ---- closures and globals
            /// Puts a new cell into a local that holds what the local held, if anything.
            _MAKE_CELL = _MAKE_CELL: (--), Local, [];
            /// Fills the last `oparg` locals with the cells of the running function's closure.
            _COPY_FREE_VARS = _COPY_FREE_VARS: (--), Count, [];
            /// The value in the cell that a local holds.
            _LOAD_DEREF = _LOAD_DEREF: (-- value: Object), Local, [error];
            /// Sets the value in the cell that a local holds.
            _STORE_DEREF = _STORE_DEREF: (v: Object --), Local, [];
            /// A new function with the code of another, which stands for a code object.
            _MAKE_FUNCTION = _MAKE_FUNCTION: (codeobj: Function -- func: Function), Nothing, [];
            /// Gives a new function its closure (8), or annotations (4), which are not kept.
            _SET_FUNCTION_ATTRIBUTE = _SET_FUNCTION_ATTRIBUTE:
                (attr: Object, func: Function -- func: Function), Count, [];
            /// Exits if a global name has been added or removed.
            _GUARD_GLOBALS_VERSION = _GUARD_GLOBALS_VERSION: (--), Nothing, [exit];
            /// Exits if a builtin has been rebound.
            _GUARD_BUILTINS_VERSION = _GUARD_BUILTINS_VERSION: (--), Nothing, [exit];
            /// The value of a global name; exits if it has none.
            _LOAD_GLOBAL_MODULE_0 = _LOAD_GLOBAL_MODULE_0: (-- res: Object), Global, [exit];
            /// The value of a builtin name; exits if it has none.
            _LOAD_GLOBAL_BUILTINS_0 = _LOAD_GLOBAL_MODULE_0: (-- res: Object), Global, [exit];
            /// The value of a global or builtin name.
            _LOAD_GLOBAL_0 = _LOAD_GLOBAL_0: (-- res: Object), Global, [error];
            /// The value of a global name, and null; exits if it has none.
            _LOAD_GLOBAL_MODULE_1 = _LOAD_GLOBAL_MODULE_1: (-- res: Object, null: Null), Global, [exit];
            /// The value of a builtin name, and null; exits if it has none.
            _LOAD_GLOBAL_BUILTINS_1 = _LOAD_GLOBAL_MODULE_1: (-- res: Object, null: Null), Global, [exit];
            /// The value of a global or builtin name, and null.
            _LOAD_GLOBAL_1 = _LOAD_GLOBAL_1: (-- res: Object, null: Null), Global, [error];
            /// Sets the value of a global name.
            _STORE_GLOBAL = _STORE_GLOBAL: (v: Object --), Global, [];

            // ---- calls of Python functions
            /// Nothing: no other evaluator of frames can be installed.
            _CHECK_PEP_523 = _CHECK_PEP_523: (--), Nothing, [];
            /// Exits unless the callable is a function with the version of the operand.
            _CHECK_FUNCTION_VERSION = _CHECK_FUNCTION_VERSION: (--), Call, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Exits unless the callable is a function with the version of the operand that has as
            /// many parameters as there are arguments, `self_or_null` included if it is not null.
            _CHECK_FUNCTION_EXACT_ARGS = _CHECK_FUNCTION_EXACT_ARGS: (--), Call, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Exits unless the callable is a bound method of a function, above it null.
            _CHECK_CALL_BOUND_METHOD_EXACT_ARGS = _CHECK_CALL_BOUND_METHOD_EXACT_ARGS:
                (--), Count, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Exits unless the callable is a bound method whose function has the version of the
            /// operand, above it null.
            _CHECK_METHOD_VERSION = _CHECK_METHOD_VERSION: (--), Call, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Replaces a bound method and the null above it by its function and its `self`.
            _INIT_CALL_BOUND_METHOD_EXACT_ARGS = _INIT_CALL_BOUND_METHOD_EXACT_ARGS:
                (--), Count, [],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Method },
                        Slot { name: "null", kind: Kind::Null },
                    ],
                    rest: Kind::Object,
                };
            /// Replaces a bound method and the null above it by its function and its `self`.
            _EXPAND_METHOD = _INIT_CALL_BOUND_METHOD_EXACT_ARGS: (--), Count, [],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Method },
                        Slot { name: "null", kind: Kind::Null },
                    ],
                    rest: Kind::Object,
                };
            /// Exits unless there is room for the function's frame, and for one more at all.
            _CHECK_STACK_SPACE = _CHECK_STACK_SPACE: (--), Count, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Exits unless there is room for frames of so many words.
            _CHECK_STACK_SPACE_OPERAND = _CHECK_STACK_SPACE_OPERAND: (--), FrameSize, [exit];
            /// Exits unless one more frame may be entered.
            _CHECK_RECURSION_REMAINING = _CHECK_RECURSION_REMAINING: (--), Nothing, [exit];
            /// A frame for a function whose parameters are the arguments.
            _INIT_CALL_PY_EXACT_ARGS = _INIT_CALL_PY_EXACT_ARGS: (-- new_frame: Frame), Count, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// `_INIT_CALL_PY_EXACT_ARGS` with no argument.
            _INIT_CALL_PY_EXACT_ARGS_0 = _INIT_CALL_PY_EXACT_ARGS @ 0:
                (-- new_frame: Frame), Nothing, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// `_INIT_CALL_PY_EXACT_ARGS` with one argument.
            _INIT_CALL_PY_EXACT_ARGS_1 = _INIT_CALL_PY_EXACT_ARGS @ 1:
                (-- new_frame: Frame), Nothing, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// `_INIT_CALL_PY_EXACT_ARGS` with two arguments.
            _INIT_CALL_PY_EXACT_ARGS_2 = _INIT_CALL_PY_EXACT_ARGS @ 2:
                (-- new_frame: Frame), Nothing, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// `_INIT_CALL_PY_EXACT_ARGS` with three arguments.
            _INIT_CALL_PY_EXACT_ARGS_3 = _INIT_CALL_PY_EXACT_ARGS @ 3:
                (-- new_frame: Frame), Nothing, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// `_INIT_CALL_PY_EXACT_ARGS` with four arguments.
            _INIT_CALL_PY_EXACT_ARGS_4 = _INIT_CALL_PY_EXACT_ARGS @ 4:
                (-- new_frame: Frame), Nothing, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// A frame for a function; an exception if its parameters are not the arguments.
            _PY_FRAME_GENERAL = _PY_FRAME_GENERAL: (-- new_frame: Frame), Count, [error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Function },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Replaces a class and the null above it by its `__init__` and a new instance; exits
            /// unless the class has the version of the operand and there is room for the frame.
            /// CPython 3.13 has no uop for `CALL_ALLOC_AND_ENTER_INIT`; later versions have this.
            _CHECK_AND_ALLOCATE_OBJECT = _CHECK_AND_ALLOCATE_OBJECT: (--), CallClass, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// A frame for an `__init__`, above the instance, which stays. Later versions of CPython
            /// put the instance into a frame of its own.
            _CREATE_INIT_FRAME = _CREATE_INIT_FRAME:
                (-- this: Object, init_frame: Frame), Count, [],
                below Below::Pops {
                    first: &[
                        Slot { name: "init", kind: Kind::Function },
                        Slot { name: "self", kind: Kind::Object },
                    ],
                    rest: Kind::Object,
                };
            /// Pops what an `__init__` returned; an exception unless that is `None`.
            _EXIT_INIT_CHECK = _EXIT_INIT_CHECK: (should_be_none: Object --), Nothing, [error];
            /// Notes that the frame goes on at the exit's target once the call has returned.
            _SAVE_RETURN_OFFSET = _SAVE_RETURN_OFFSET: (--), Nothing, [resumes];
            /// Enters a frame of the function that the operand names.
            _PUSH_FRAME = _PUSH_FRAME: (new_frame: Frame --), FunctionVersion, [],
                below Below::Frame;

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
        }
    };
}
