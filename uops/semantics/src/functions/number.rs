//! Arithmetic and comparison.

use super::counting::{decref, decref_compact_int, decref_float};
use crate::helpers::{uop_binary_op, uop_unary_op};
use crate::object::{Float, Int, type_id};
use crate::operator::Operator;
use crate::operator::comparison::accepts;
use crate::slow_path;
use crate::{Flow, Ref, Thread, Vm};

/// An int operation: on 64 bits where both operands and the result fit, else `slow`.
#[inline(always)]
unsafe fn int_op(
    vm: &Vm,
    left: Ref,
    right: Ref,
    fast: impl Fn(i64, i64) -> Option<i64>,
    slow: impl Fn(*mut Thread, Ref, Ref) -> Ref,
) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let (l, r) = (left.cast::<Int>(), right.cast::<Int>());
        if (*l).header.flags | (*r).header.flags == 0
            && let Some(value) = fast((*l).value, (*r).value)
        {
            let res = Thread::int(vm.thread, value);
            decref_compact_int(vm.thread, l);
            decref_compact_int(vm.thread, r);
            return Flow::Next([res]);
        }
        core::hint::cold_path();
        let res = slow(vm.thread, left, right);
        if res.is_null() {
            return Flow::Error;
        }
        Flow::Next([res])
    }
}

macro_rules! int_functions {
    ($($operator:ident [$($(#[$cfg:meta])? $uop:ident $slow:ident)?])*) => {$($(
        $(#[$cfg])?
        uop!($uop, |vm, _, [left, right]| -> Flow<1> {
            let fast = |l, r| Operator::$operator.on_i64(l, r);
            int_op(vm, left, right, fast, |t, l, r| slow_path::$slow(t, l, r))
        });
    )?)*};
}
crate::for_each_operator!(ints int_functions);

/// A float operation: CPython's `DECREF_INPUTS_AND_REUSE_FLOAT`.
#[inline(always)]
unsafe fn float_op(vm: &Vm, left: Ref, right: Ref, op: impl Fn(f64, f64) -> f64) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let (l, r) = (left.cast::<Float>(), right.cast::<Float>());
        let value = op((*l).value, (*r).value);
        if left.is_unique() {
            (*l).value = value;
            decref_float(vm.thread, right);
            return Flow::Next([left]);
        }
        if right.is_unique() {
            (*r).value = value;
            // Another reference to `left` is left, so this one is not its last.
            left.drop_reference();
            return Flow::Next([right]);
        }
        let res = Thread::float(vm.thread, value);
        decref_float(vm.thread, left);
        decref_float(vm.thread, right);
        Flow::Next([res])
    }
}

macro_rules! float_functions {
    ($($operator:ident [$($column:tt)*])*) => { $(float_functions! { @one $($column)* })* };
    (@one) => {};
    (@one runtime $function:ident) => {};
    (@one $uop:ident $unboxed:ident |$l:ident, $r:ident| $result:expr) => {
        uop!($uop, |vm, _, [left, right]| -> Flow<1> {
            float_op(vm, left, right, |$l, $r| $result)
        });
    };
}
crate::for_each_operator!(floats float_functions);

uop!(_BINARY_OP, |vm, operands, [lhs, rhs]| -> Flow<1> {
    let res = uop_binary_op(vm.thread, operands.oparg(), lhs, rhs);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, lhs);
    decref(vm.thread, rhs);
    Flow::Next([res])
});

uop!(_COMPARE_OP_INT, |vm, operands, [left, right]| -> Flow<1> {
    let (l, r) = (left.cast::<Int>(), right.cast::<Int>());
    if (*l).header.flags | (*r).header.flags != 0 {
        return Flow::Exit;
    }
    let res = accepts(operands.oparg(), (*l).value, (*r).value);
    decref_compact_int(vm.thread, l);
    decref_compact_int(vm.thread, r);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_COMPARE_OP_FLOAT, |vm, operands, [left, right]| -> Flow<1> {
    let (l, r) = (left.cast::<Float>(), right.cast::<Float>());
    let res = accepts(operands.oparg(), (*l).value, (*r).value);
    decref_float(vm.thread, left);
    decref_float(vm.thread, right);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_TO_BOOL_BOOL, |_, _, [value]| -> Flow<1> {
    if value.type_id() != type_id::BOOL {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_TO_BOOL_INT, |vm, _, [value]| -> Flow<1> {
    if value.type_id() != type_id::INT {
        return Flow::Exit;
    }
    // An int too large for 64 bits is not 0, whatever its lower half is.
    let int = value.cast::<Int>();
    let res = (*int).value != 0 || (*int).header.flags != 0;
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

/// A unary operator on an operand of any type.
#[inline(always)]
unsafe fn unary(vm: &Vm, invert: bool, value: Ref) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let res = uop_unary_op(vm.thread, invert, value);
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        decref(vm.thread, value);
        Flow::Next([res])
    }
}

uop!(_UNARY_NEGATIVE, |vm, _, [value]| -> Flow<1> { unary(vm, false, value) });

uop!(_UNARY_INVERT, |vm, _, [value]| -> Flow<1> { unary(vm, true, value) });
