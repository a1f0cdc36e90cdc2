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
            /// Pushes a new reference to a local, which may turn out to be empty.
            _LOAD_FAST_CHECK = _LOAD_FAST_CHECK: (-- value: Object), Local, [error];
            /// Empties a local, which may turn out to be empty already.
            _DELETE_FAST = _DELETE_FAST: (--), Local, [error];
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
            /// Pushes a new reference to a constant, and null.
            _LOAD_CONST_INLINE_WITH_NULL = _LOAD_CONST_INLINE_WITH_NULL:
                (-- value: Object, null: Null), Object, [];
            /// Pops, and pushes an immortal constant without counting.
            _POP_TOP_LOAD_CONST_INLINE_BORROW = _POP_TOP_LOAD_CONST_INLINE_BORROW:
                (pop: Object -- value: Object), Object, [];
            /// Does nothing.
            _NOP = _NOP: (--), Nothing, [];

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
            /// Pops; exits unless it was `None`.
            _GUARD_IS_NONE_POP = _GUARD_IS_NONE_POP: (val: Object --), Nothing, [exit exit_pops];
            /// Pops; exits if it was `None`.
            _GUARD_IS_NOT_NONE_POP = _GUARD_IS_NOT_NONE_POP:
                (val: Object --), Nothing, [exit exit_pops];
            /// Exits unless both are texts.
            _GUARD_BOTH_UNICODE = _GUARD_BOTH_UNICODE:
                (left: Object, right: Object -- left: Str, right: Str), Nothing, [exit];
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
            /// `-value`.
            _UNARY_NEGATIVE = _UNARY_NEGATIVE: (value: Object -- res: Object), Nothing, [error];
            /// `~value`.
            _UNARY_INVERT = _UNARY_INVERT: (value: Object -- res: Object), Nothing, [error];

            // ---- comparison and truth
            /// Compares two objects of any type.
            _COMPARE_OP = _COMPARE_OP:
                (left: Object, right: Object -- res: Bool), Comparison, [error];
            /// Compares two texts.
            _COMPARE_OP_STR = _COMPARE_OP_STR:
                (left: Str, right: Str -- res: Bool), Comparison, [];
            /// `left in right`; `not in` where `oparg` is 1.
            _CONTAINS_OP = _CONTAINS_OP:
                (left: Object, right: Object -- b: Bool), Count, [error];
            /// `left in right`, or `not in`; exits unless `right` is a dict.
            _CONTAINS_OP_DICT = _CONTAINS_OP_DICT:
                (left: Object, right: Object -- b: Bool), Count, [exit error];
            /// `left in right`, or `not in`; exits unless `right` is a set or frozenset.
            _CONTAINS_OP_SET = _CONTAINS_OP_SET:
                (left: Object, right: Object -- b: Bool), Count, [exit error];
            /// `left is right`; `is not` where `oparg` is 1.
            _IS_OP = _IS_OP: (left: Object, right: Object -- b: Bool), Count, [];
            /// `value is None`.
            _IS_NONE = _IS_NONE: (value: Object -- b: Bool), Nothing, [];
            /// The truth of an object of any type.
            _TO_BOOL = _TO_BOOL: (value: Object -- res: Bool), Nothing, [];
            /// The truth of a list; exits if it is something else.
            _TO_BOOL_LIST = _TO_BOOL_LIST: (value: Object -- res: Bool), Nothing, [exit];
            /// `False`; exits unless it is `None`.
            _TO_BOOL_NONE = _TO_BOOL_NONE: (value: Object -- res: Bool), Nothing, [exit];
            /// The truth of a text; exits if it is something else.
            _TO_BOOL_STR = _TO_BOOL_STR: (value: Object -- res: Bool), Nothing, [exit];
            /// `not value` of a bool.
            _UNARY_NOT = _UNARY_NOT: (value: Bool -- res: Bool), Nothing, [];
            /// Releases an object that is known to be true.
            _REPLACE_WITH_TRUE = _REPLACE_WITH_TRUE: (value: Object -- res: Bool), Nothing, [];

            // ---- texts
            /// `left + right` of two texts.
            _BINARY_OP_ADD_UNICODE = _BINARY_OP_ADD_UNICODE:
                (left: Str, right: Str -- res: Str), Nothing, [];
            /// `local = left + right` of two texts, in place where nothing else refers to `left`;
            /// exits unless the local holds `left`. CPython 3.13 has no uop for
            /// `BINARY_OP_INPLACE_ADD_UNICODE`; later versions give it this name.
            _BINARY_OP_INPLACE_ADD_UNICODE = _BINARY_OP_INPLACE_ADD_UNICODE:
                (left: Str, right: Str --), Local, [exit];
            /// `str[sub]`; exits unless `sub` is a compact int within bounds of a text.
            _BINARY_SUBSCR_STR_INT = _BINARY_SUBSCR_STR_INT:
                (str: Object, sub: Object -- res: Str), Nothing, [exit];
            /// `str(value)`.
            _FORMAT_SIMPLE = _FORMAT_SIMPLE: (value: Object -- res: Str), Nothing, [];
            /// `format(value, fmt_spec)`.
            _FORMAT_WITH_SPEC = _FORMAT_WITH_SPEC:
                (value: Object, fmt_spec: Object -- res: Str), Nothing, [error];
            /// `str(value)`, `repr(value)` or `ascii(value)` where `oparg` is 1, 2 or 3.
            _CONVERT_VALUE = _CONVERT_VALUE: (value: Object -- result: Str), Count, [];
            /// The `oparg` topmost texts as one.
            _BUILD_STRING = _BUILD_STRING: (-- str: Str), Count, [],
                below Below::Pops { first: &[], rest: Kind::Str };

            // ---- containers
            /// `container[sub]`.
            _BINARY_SUBSCR = _BINARY_SUBSCR:
                (container: Object, sub: Object -- res: Object), Nothing, [error];
            /// `container[start:stop]`.
            _BINARY_SLICE = _BINARY_SLICE:
                (container: Object, start: Object, stop: Object -- res: Object), Nothing, [error];
            /// `container[sub] = v`.
            _STORE_SUBSCR = _STORE_SUBSCR:
                (v: Object, container: Object, sub: Object --), Nothing, [error];
            /// `container[start:stop] = v`.
            _STORE_SLICE = _STORE_SLICE:
                (v: Object, container: Object, start: Object, stop: Object --), Nothing, [error];
            /// `del container[sub]`.
            _DELETE_SUBSCR = _DELETE_SUBSCR: (container: Object, sub: Object --), Nothing, [error];
            /// A slice of the two or three topmost slots.
            _BUILD_SLICE = _BUILD_SLICE: (-- slice: Object), Count, [],
                below Below::Pops { first: &[], rest: Kind::Object };
            /// Pushes the length under which an object stays.
            _GET_LEN = _GET_LEN: (obj: Object -- obj: Object, len_o: Int), Nothing, [error];
            /// `tuple[sub]`; exits unless `sub` is a compact int within bounds of a tuple.
            _BINARY_SUBSCR_TUPLE_INT = _BINARY_SUBSCR_TUPLE_INT:
                (tuple: Object, sub: Object -- res: Object), Nothing, [exit];
            /// A tuple of the `oparg` topmost slots.
            _BUILD_TUPLE = _BUILD_TUPLE: (-- tup: Tuple), Count, [],
                below Below::Pops { first: &[], rest: Kind::Object };
            /// Pushes the `oparg` items of an iterable, the first on top.
            _UNPACK_SEQUENCE = _UNPACK_SEQUENCE: (seq: Object --), Count, [error],
                below Below::Pushes;
            /// Pushes the two items of a tuple, the first on top; exits if it is something else.
            _UNPACK_SEQUENCE_TWO_TUPLE = _UNPACK_SEQUENCE_TWO_TUPLE:
                (seq: Object -- val1: Object, val0: Object), Nothing, [exit];
            /// Pushes the `oparg` items of a tuple, the first on top; exits if it is something else.
            _UNPACK_SEQUENCE_TUPLE = _UNPACK_SEQUENCE_TUPLE: (seq: Object --), Count, [exit],
                below Below::Pushes;
            /// Pushes the `oparg` items of a list, the first on top; exits if it is something else.
            _UNPACK_SEQUENCE_LIST = _UNPACK_SEQUENCE_LIST: (seq: Object --), Count, [exit],
                below Below::Pushes;
            /// `dict[sub]`; exits if `dict` is something else.
            _BINARY_SUBSCR_DICT = _BINARY_SUBSCR_DICT:
                (dict: Object, sub: Object -- res: Object), Nothing, [exit error];
            /// `dict[sub] = value`; exits if `dict` is something else.
            _STORE_SUBSCR_DICT = _STORE_SUBSCR_DICT:
                (value: Object, dict: Object, sub: Object --), Nothing, [exit error];
            /// A dict of the `oparg` topmost pairs of a key and a value.
            _BUILD_MAP = _BUILD_MAP: (-- map: Dict), Count, [error], below Below::PopsPairs;
            /// A dict of a tuple of keys and the `oparg` values below it.
            _BUILD_CONST_KEY_MAP = _BUILD_CONST_KEY_MAP: (keys: Object -- map: Dict), Count, [error],
                below Below::Pops { first: &[], rest: Kind::Object };
            /// Pops an item and sets it in the dict `oparg - 1` below the next slot.
            _MAP_ADD = _MAP_ADD: (key: Object, value: Object --), Count, [error],
                below Below::Reads(Slot { name: "dict", kind: Kind::Dict });
            /// Pops a mapping and sets its items in the dict `oparg - 1` below the next slot.
            _DICT_UPDATE = _DICT_UPDATE: (update: Object --), Count, [error],
                below Below::Reads(Slot { name: "dict", kind: Kind::Dict });
            /// A set of the `oparg` topmost slots.
            _BUILD_SET = _BUILD_SET: (-- set: Set), Count, [error],
                below Below::Pops { first: &[], rest: Kind::Object };
            /// Pops and adds to the set `oparg - 1` below the next slot.
            _SET_ADD = _SET_ADD: (v: Object --), Count, [error],
                below Below::Reads(Slot { name: "set", kind: Kind::Set });
            /// Pops an iterable and adds its items to the set `oparg - 1` below the next slot.
            _SET_UPDATE = _SET_UPDATE: (iterable: Object --), Count, [error],
                below Below::Reads(Slot { name: "set", kind: Kind::Set });

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
            /// Pops an iterable and appends its items to the list `oparg - 1` below the next slot.
            _LIST_EXTEND = _LIST_EXTEND: (iterable: Object --), Count, [error],
                below Below::Reads(Slot { name: "list", kind: Kind::List });
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
            /// Exits unless it is a `list_iterator`.
            _ITER_CHECK_LIST = _ITER_CHECK_LIST: (iter: Object -- iter: ListIter), Nothing, [exit];
            /// Exits unless the list iterator has an item left.
            _GUARD_NOT_EXHAUSTED_LIST = _GUARD_NOT_EXHAUSTED_LIST:
                (iter: ListIter -- iter: ListIterMore), Nothing, [exit];
            /// The next item of a list iterator that has one.
            _ITER_NEXT_LIST = _ITER_NEXT_LIST:
                (iter: ListIterMore -- iter: ListIter, next: Object), Nothing, [];
            /// Exits unless it is a `tuple_iterator`.
            _ITER_CHECK_TUPLE = _ITER_CHECK_TUPLE:
                (iter: Object -- iter: TupleIter), Nothing, [exit];
            /// Exits unless the tuple iterator has an item left.
            _GUARD_NOT_EXHAUSTED_TUPLE = _GUARD_NOT_EXHAUSTED_TUPLE:
                (iter: TupleIter -- iter: TupleIterMore), Nothing, [exit];
            /// The next item of a tuple iterator that has one.
            _ITER_NEXT_TUPLE = _ITER_NEXT_TUPLE:
                (iter: TupleIterMore -- iter: TupleIter, next: Object), Nothing, [];
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
            /// Exits unless it is the module that the operand is.
            _CHECK_ATTR_MODULE = _CHECK_ATTR_MODULE: (owner: Object -- owner: Object), Object, [exit];
            /// An attribute of a module.
            _LOAD_ATTR_MODULE_0 = _LOAD_ATTR_CLASS_0: (owner: Object -- attr: Object), Object, [];
            /// An attribute of a module, and null.
            _LOAD_ATTR_MODULE_1 = _LOAD_ATTR_CLASS_1:
                (owner: Object -- attr: Object, null: Null), Object, [];
            /// Any attribute of any object.
            _LOAD_ATTR_0 = _LOAD_ATTR_0: (owner: Object -- attr: Object), Name, [error];
            /// Any attribute to call: a method below its `self`, or a value below null.
            _LOAD_ATTR_1 = _LOAD_ATTR_1:
                (owner: Object -- attr: Object, self_or_null: Slot), Name, [error];
            /// Sets any attribute of any object.
            _STORE_ATTR = _STORE_ATTR: (v: Object, owner: Object --), Name, [error];
            /// Deletes any attribute of any object.
            _DELETE_ATTR = _DELETE_ATTR: (owner: Object --), Name, [error];
            /// `super(class, this).name`; exits unless `global_super` is `super` and `class` a class.
            _LOAD_SUPER_ATTR_ATTR = _LOAD_SUPER_ATTR_ATTR:
                (global_super: Object, class: Object, this: Object -- attr: Object), Name,
                [exit error];
            /// `super(class, this).name` to call: a method below its `self`, or a value below null;
            /// exits unless `global_super` is `super` and `class` a class.
            _LOAD_SUPER_ATTR_METHOD = _LOAD_SUPER_ATTR_METHOD:
                (global_super: Object, class: Object, this: Object
                    -- attr: Object, self_or_null: Slot), Name, [exit error];

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
                }, only [1, 2];
            /// Calls `list.append`; exits unless that is the callable and `self` is a list.
            /// CPython 3.13 has no uop for `CALL_LIST_APPEND`; later versions give it this name.
            _CALL_LIST_APPEND = _CALL_LIST_APPEND:
                (callable: Object, this: Object, arg: Object --), Nothing, [exit];
            /// Calls a builtin function with one argument; exits if the callable is something else.
            _CALL_BUILTIN_O = _CALL_BUILTIN_O: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                }, only [1];
            /// Calls a builtin function; exits if the callable is something else.
            _CALL_BUILTIN_FAST = _CALL_BUILTIN_FAST: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls a builtin function that also takes arguments by name; exits if the callable is
            /// something else.
            _CALL_BUILTIN_FAST_WITH_KEYWORDS = _CALL_BUILTIN_FAST_WITH_KEYWORDS: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls a method of a builtin type with one argument; exits if the callable is something
            /// else.
            _CALL_METHOD_DESCRIPTOR_O = _CALL_METHOD_DESCRIPTOR_O: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                }, only [1];
            /// Calls a method of a builtin type without arguments; exits if the callable is something
            /// else.
            _CALL_METHOD_DESCRIPTOR_NOARGS = _CALL_METHOD_DESCRIPTOR_NOARGS: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls a method of a builtin type; exits if the callable is something else.
            _CALL_METHOD_DESCRIPTOR_FAST = _CALL_METHOD_DESCRIPTOR_FAST: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls a method of a builtin type that also takes arguments by name; exits if the callable
            /// is something else.
            _CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS = _CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS: (-- res: Object), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Exits if the callable is a Python function, a method bound to an object, or a class whose
            /// `__init__` is a Python function.
            _CHECK_IS_NOT_PY_CALLABLE = _CHECK_IS_NOT_PY_CALLABLE: (--), Count, [exit],
                below Below::Peeks {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls anything that is not a Python function.
            _CALL_NON_PY_GENERAL = _CALL_NON_PY_GENERAL: (-- res: Object), Count, [error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls anything that is not a Python function; the last arguments have the names in
            /// `kwnames`. CPython 3.13 has no uop for `CALL_KW`; later versions give it this name.
            _CALL_KW_NON_PY = _CALL_KW_NON_PY: (kwnames: Object -- res: Object), Count, [error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// Calls `len`; exits if the callable is something else.
            _CALL_LEN = _CALL_LEN: (-- res: Int), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                }, only [1];
            /// Calls `isinstance`; exits if the callable is something else.
            _CALL_ISINSTANCE = _CALL_ISINSTANCE: (-- res: Bool), Count, [exit error],
                below Below::Pops {
                    first: &[
                        Slot { name: "callable", kind: Kind::Object },
                        Slot { name: "self_or_null", kind: Kind::Slot },
                    ],
                    rest: Kind::Object,
                };
            /// `type(arg)`; exits unless the callable is `type`.
            _CALL_TYPE_1 = _CALL_TYPE_1:
                (callable: Object, null: Slot, arg: Object -- res: Object), Nothing, [exit];
            /// `str(arg)`; exits unless the callable is `str`.
            _CALL_STR_1 = _CALL_STR_1:
                (callable: Object, null: Slot, arg: Object -- res: Str), Nothing, [exit];
            /// `tuple(arg)`; exits unless the callable is `tuple`.
            _CALL_TUPLE_1 = _CALL_TUPLE_1:
                (callable: Object, null: Slot, arg: Object -- res: Object), Nothing, [exit error];

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
            /// Gives a new function its closure (8), the values of its last parameters by default (1), or
            /// annotations (4), which are not kept.
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
                }, only [0, 1, 2, 3];
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
                }, only [0, 1, 2, 3];
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
            /// A frame for a function, whose last parameters may have their values by default; an exception
            /// if the arguments do not fit.
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
            /// Leaves the trace, as a guard does that never passes.
            _DEOPT = _EXIT_TRACE: (--), Nothing, [exit ends];
            /// Leaves the trace with the exception that is set; the `oparg` topmost slots go with it.
            _ERROR_POP_N = _ERROR_POP_N: (--), Count, [error ends],
                below Below::Peeks { first: &[], rest: Kind::Slot };

            // ---- optimised forms
            /// Pushes a local without counting.
            _LOAD_FAST_BORROW = _LOAD_FAST_BORROW: (-- value: Borrowed), Local, [];
            /// Pushes a local, as a tagged int if it is a compact one.
            _LOAD_FAST_TAGGED = _LOAD_FAST_TAGGED: (-- value: Tagged), Local, [];
            /// Pushes the value of a local that is a float.
            _LOAD_FAST_UNBOXED = _LOAD_FAST_UNBOXED: (-- value: Unboxed), Local, [];
            /// Pushes a constant that fits a tagged int, which is the operand in machine code.
            _LOAD_CONST_TAGGED = _LOAD_CONST_TAGGED: (-- value: TaggedInt), Object, [];
            /// Pushes the value of a constant that is a float, which is the operand in machine code.
            _LOAD_CONST_UNBOXED = _LOAD_CONST_UNBOXED: (-- value: Unboxed), Object, [];
            /// Pops into a local: an int into the object that is there if nothing else refers to it.
            _STORE_FAST_TAGGED = _STORE_FAST_TAGGED: (value: Tagged --), Local, [];
            /// Pushes a local that may hold a tagged value, as a tagged int if it is a compact one.
            _LOAD_FAST_MIXED_TAGGED = _LOAD_FAST_MIXED_TAGGED: (-- value: Tagged), Local, [];
            /// Pushes a local that may hold a tagged value, as a reference.
            _LOAD_FAST_MIXED = _LOAD_FAST_MIXED: (-- value: Object), Local, [];
            /// Moves a local that may hold a tagged value to the stack, as a reference or null.
            _LOAD_FAST_AND_CLEAR_MIXED = _LOAD_FAST_AND_CLEAR_MIXED: (-- value: Slot), Local, [];
            /// Pops into a local, which holds a tagged value from then on.
            _STORE_FAST_MIXED_TAGGED = _STORE_FAST_MIXED_TAGGED: (value: Tagged --), Local, [];
            /// Pops into a local that may hold a tagged value.
            _STORE_FAST_MIXED = _STORE_FAST_MIXED_TAGGED: (value: Slot --), Local, [];
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
            /// Two ints as numbers to compare; exits where one needs more than 64 bits.
            _INTS_TO_NUMBERS = _INTS_TO_NUMBERS:
                (left: TaggedInt, right: TaggedInt -- l: Number, r: Number), Nothing, [exit];
            /// Exits unless two numbers compare as is said.
            _GUARD_COMPARE_NUMBERS = _GUARD_COMPARE_NUMBERS:
                (l: Number, r: Number --), Comparison, [exit exit_pops],
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
            /// `tuple[sub]`; exits unless `sub` is a tagged int within bounds of a tuple.
            _BINARY_SUBSCR_TUPLE_TAGGED = _BINARY_SUBSCR_TUPLE_TAGGED:
                (tuple: Object, sub: Tagged -- res: Object), Nothing, [exit];
            /// `tuple[sub]` of a borrowed tuple.
            _BINARY_SUBSCR_TUPLE_TAGGED_BORROW = _BINARY_SUBSCR_TUPLE_TAGGED_BORROW:
                (tuple: Borrowed, sub: Tagged -- res: Object), Nothing, [exit];
            /// `str[sub]`; exits unless `sub` is a tagged int within bounds of a str.
            _BINARY_SUBSCR_STR_TAGGED = _BINARY_SUBSCR_STR_TAGGED:
                (str: Object, sub: Tagged -- res: Str), Nothing, [exit];
            /// `str[sub]` of a borrowed str.
            _BINARY_SUBSCR_STR_TAGGED_BORROW = _BINARY_SUBSCR_STR_TAGGED_BORROW:
                (str: Borrowed, sub: Tagged -- res: Str), Nothing, [exit];
            /// A value of a borrowed instance; exits if there is none.
            _LOAD_ATTR_INSTANCE_VALUE_BORROW = _LOAD_ATTR_INSTANCE_VALUE_BORROW:
                (owner: Borrowed -- attr: Object), Attribute, [exit];
            /// Sets a value of a borrowed instance.
            _STORE_ATTR_INSTANCE_VALUE_BORROW = _STORE_ATTR_INSTANCE_VALUE_BORROW:
                (value: Object, owner: Borrowed --), Attribute, [];
            /// `list.append(arg)` of a borrowed list; exits if it is something else.
            _CALL_LIST_APPEND_BORROW = _CALL_LIST_APPEND_BORROW:
                (callable: Object, this: Borrowed, arg: Object --), Nothing, [exit];
        }
    };
}
