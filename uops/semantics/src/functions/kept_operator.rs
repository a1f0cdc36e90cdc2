//! CPython 3.15: comparisons, truth, unary operators and subscripts that leave their inputs above the
//! result.

use super::kept::{above_one, above_two, in_place};
use super::text::character;
use crate::helpers::{
    uop_binary_op, uop_contains, uop_dict_item, uop_str_compare, uop_str_concat, uop_subscript,
    uop_unary_op,
};
use crate::object::{Float, Int, List, Str, Tuple};
use crate::operator::Operator;
use crate::operator::comparison::accepts;
use crate::{Flow, Ref, Thread, Vm};

uop!(_BINARY_OP_ADD_UNICODE_KEPT, |vm, _, [left, right]| -> Flow<3> {
    above_two(uop_str_concat(vm.thread, left, right), left, right)
});

/// The quotient of two floats, if the divisor is not 0; else null and an exception.
#[inline(always)]
unsafe fn quotient(vm: &Vm, left: Ref, right: Ref) -> Option<f64> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let divisor = (*right.cast::<Float>()).value;
        // All bits but the sign, as an int: forms know no constant floats.
        if *(&raw const (*right.cast::<Float>()).value).cast::<u64>() << 1 == 0 {
            core::hint::cold_path();
            uop_binary_op(vm.thread, Operator::TrueDivide as usize, left, right);
            return None;
        }
        Some((*left.cast::<Float>()).value / divisor)
    }
}

uop!(_BINARY_OP_TRUEDIV_FLOAT, |vm, _, [left, right]| -> Flow<3> {
    let Some(value) = quotient(vm, left, right) else { return Flow::Error };
    Flow::Next([Thread::float(vm.thread, value), left, right])
});

uop!(_BINARY_OP_TRUEDIV_FLOAT_INPLACE, |vm, _, [left, right]| -> Flow<3> {
    let Some(value) = quotient(vm, left, right) else { return Flow::Error };
    Flow::Next([in_place(vm, left, value), Ref::NULL, right])
});

uop!(_BINARY_OP_TRUEDIV_FLOAT_INPLACE_RIGHT, |vm, _, [left, right]| -> Flow<3> {
    let Some(value) = quotient(vm, left, right) else { return Flow::Error };
    Flow::Next([in_place(vm, right, value), left, Ref::NULL])
});

uop!(_UNARY_NEGATIVE_FLOAT_INPLACE, |vm, _, [value]| -> Flow<2> {
    // The sign alone, as an int: negating a float would need a constant in memory.
    let bits = *(&raw const (*value.cast::<Float>()).value).cast::<u64>();
    Flow::Next([in_place(vm, value, f64::from_bits(bits ^ 1 << 63)), Ref::NULL])
});

uop!(_UNARY_NEGATIVE_KEPT, |vm, _, [value]| -> Flow<2> {
    above_one(uop_unary_op(vm.thread, false, value), value)
});

uop!(_UNARY_INVERT_KEPT, |vm, _, [value]| -> Flow<2> {
    above_one(uop_unary_op(vm.thread, true, value), value)
});

uop!(_COMPARE_OP_STR_KEPT, |vm, operands, [left, right]| -> Flow<3> {
    let res = accepts(operands.oparg(), uop_str_compare(left, right), 0);
    Flow::Next([Thread::bool(vm.thread, res), left, right])
});

uop!(_CONTAINS_OP_KEPT, |vm, operands, [left, right]| -> Flow<3> {
    let res = uop_contains(vm.thread, right, left);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    let found = res == Thread::bool(vm.thread, true);
    Flow::Next([Thread::bool(vm.thread, found != (operands.oparg() != 0)), left, right])
});

uop!(_IS_OP_KEPT, |vm, operands, [left, right]| -> Flow<3> {
    let res = (left == right) != (operands.oparg() != 0);
    Flow::Next([Thread::bool(vm.thread, res), left, right])
});

uop!(_TO_BOOL_LIST_KEPT, |vm, _, [value]| -> Flow<2> {
    let res = (*value.cast::<List>()).len != 0;
    Flow::Next([Thread::bool(vm.thread, res), value])
});

uop!(_TO_BOOL_STR_KEPT, |vm, _, [value]| -> Flow<2> {
    let res = (*value.cast::<Str>()).len != 0;
    Flow::Next([Thread::bool(vm.thread, res), value])
});

uop!(_REPLACE_WITH_TRUE_KEPT, |vm, _, [value]| -> Flow<2> {
    Flow::Next([Thread::bool(vm.thread, true), value])
});

uop!(_BINARY_OP_SUBSCR_KEPT, |vm, _, [container, sub]| -> Flow<3> {
    above_two(uop_subscript(vm.thread, container, sub), container, sub)
});

uop!(_BINARY_OP_SUBSCR_DICT_KEPT, |vm, _, [dict, sub]| -> Flow<3> {
    above_two(uop_dict_item(vm.thread, dict, sub), dict, sub)
});

uop!(_BINARY_OP_SUBSCR_STR_INT_KEPT, |vm, _, [str, sub]| -> Flow<3> {
    let (text, int) = (str.cast::<Str>(), sub.cast::<Int>());
    // A negative index is a large one without its sign.
    let index = (*int).value as usize;
    if (*int).header.flags != 0 || index >= (*text).len {
        return Flow::Exit;
    }
    Flow::Next([character(vm, text, index), str, sub])
});

uop!(_BINARY_OP_SUBSCR_TUPLE_INT, |_, _, [tuple, sub]| -> Flow<3> {
    let items = (&raw const (*tuple.cast::<Tuple>()).items).cast::<Ref>();
    let res = *items.add((*sub.cast::<Int>()).value as usize);
    res.incref();
    Flow::Next([res, tuple, sub])
});
