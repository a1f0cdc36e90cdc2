//! CPython 3.15: uops that leave their inputs on the stack, above the result, for the uops that release
//! them; guards on compact ints; iterators of two slots.
//!
//! Such an input may be owned or borrowed: the functions count no references to it.

use super::counting::{decref, decref_compact_int, decref_float};
use super::list::compact_item;
use super::local::local;
use crate::helpers::{uop_binary_op, uop_compare, uop_get_iter};
use crate::object::{Float, Int, RangeIter, type_id};
use crate::operator::comparison::accepts;
use crate::{Flow, Ref, Thread, Vm};

/// A result above which an input stays; without a result there is an exception.
#[inline(always)]
pub(super) fn above_one(res: Ref, value: Ref) -> Flow<2> {
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([res, value])
}

/// A result above which two inputs stay; without a result there is an exception.
#[inline(always)]
pub(super) fn above_two(res: Ref, left: Ref, right: Ref) -> Flow<3> {
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([res, left, right])
}

/// Whether CPython has one digit of 30 bits for a number.
#[inline(always)]
pub(super) fn is_one_digit(value: i64) -> bool {
    value.unsigned_abs() < 1 << 30
}

/// Whether an object is an int, not a bool, that CPython calls compact.
#[inline(always)]
pub(super) unsafe fn is_compact(object: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        let int = object.cast::<Int>();
        object.type_id() == type_id::INT && (*int).header.flags == 0 && is_one_digit((*int).value)
    }
}

uop!(_GUARD_TOS_COMPACT, |_, _, [value]| -> Flow<1> {
    if !is_compact(value) {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_COMPACT, |_, _, [left, unused]| -> Flow<2> {
    if !is_compact(left) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
});

uop!(_GUARD_TOS_LIST, |_, _, [value]| -> Flow<1> {
    if value.type_id() != type_id::LIST {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_LIST, |_, _, [left, unused]| -> Flow<2> {
    if left.type_id() != type_id::LIST {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
});

uop!(_GUARD_TOS_NOT_NULL, |_, _, [value]| -> Flow<1> {
    if value.is_null() {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_POP_SLOT, |vm, _, [value]| -> Flow<0> {
    if !value.is_null() {
        decref(vm.thread, value);
    }
    Flow::Next([])
});

uop!(_POP_TOP_NOP, |_, _, [_value]| -> Flow<0> { Flow::Next([]) });

uop!(_POP_TOP_FLOAT, |vm, _, [value]| -> Flow<0> {
    decref_float(vm.thread, value);
    Flow::Next([])
});

uop!(_SWAP_FAST, |vm, operands, [value]| -> Flow<1> {
    let local = local(vm, operands);
    let old = *local;
    *local = value;
    Flow::Next([old])
});

/// An operation on two compact ints whose result is compact, or none.
#[inline(always)]
unsafe fn compact_op(
    vm: &Vm,
    left: Ref,
    right: Ref,
    op: impl Fn(i64, i64) -> Option<i64>,
) -> Flow<3> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let (l, r) = (left.cast::<Int>(), right.cast::<Int>());
        if (*l).header.flags | (*r).header.flags != 0 {
            return Flow::Exit;
        }
        match op((*l).value, (*r).value) {
            Some(value) if is_one_digit(value) => {
                Flow::Next([Thread::int(vm.thread, value), left, right])
            }
            _ => Flow::Exit,
        }
    }
}

uop!(_BINARY_OP_ADD_COMPACT, |vm, _, [left, right]| -> Flow<3> {
    compact_op(vm, left, right, i64::checked_add)
});

uop!(_BINARY_OP_SUBTRACT_COMPACT, |vm, _, [left, right]| -> Flow<3> {
    compact_op(vm, left, right, i64::checked_sub)
});

uop!(_BINARY_OP_MULTIPLY_COMPACT, |vm, _, [left, right]| -> Flow<3> {
    compact_op(vm, left, right, i64::checked_mul)
});

#[inline(always)]
unsafe fn float_op(vm: &Vm, left: Ref, right: Ref, op: impl Fn(f64, f64) -> f64) -> Flow<3> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let value = op((*left.cast::<Float>()).value, (*right.cast::<Float>()).value);
        Flow::Next([Thread::float(vm.thread, value), left, right])
    }
}

uop!(_BINARY_OP_ADD_FLOAT_KEPT, |vm, _, [left, right]| -> Flow<3> {
    float_op(vm, left, right, |l, r| l + r)
});

uop!(_BINARY_OP_SUBTRACT_FLOAT_KEPT, |vm, _, [left, right]| -> Flow<3> {
    float_op(vm, left, right, |l, r| l - r)
});

uop!(_BINARY_OP_MULTIPLY_FLOAT_KEPT, |vm, _, [left, right]| -> Flow<3> {
    float_op(vm, left, right, |l, r| l * r)
});

/// Releases the left one of two compact ints if there is a result.
#[inline(always)]
unsafe fn without_left(vm: &Vm, flow: Flow<3>) -> Flow<3> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let Flow::Next([res, left, right]) = flow else { return flow };
        decref_compact_int(vm.thread, left.cast());
        Flow::Next([res, Ref::NULL, right])
    }
}

/// Releases the right one of two compact ints if there is a result.
#[inline(always)]
unsafe fn without_right(vm: &Vm, flow: Flow<3>) -> Flow<3> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let Flow::Next([res, left, right]) = flow else { return flow };
        decref_compact_int(vm.thread, right.cast());
        Flow::Next([res, left, Ref::NULL])
    }
}

/// The result of an operation on floats, in the object of `dead` if nothing else refers to it.
#[inline(always)]
pub(super) unsafe fn in_place(vm: &Vm, dead: Ref, value: f64) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe {
        if dead.is_unique() {
            (*dead.cast::<Float>()).value = value;
            return dead;
        }
        // Another reference is left, so this one is not its last.
        dead.drop_reference();
        Thread::float(vm.thread, value)
    }
}

macro_rules! in_place_functions {
    ($($int:ident $int_right:ident $float:ident $float_right:ident $checked:path, $op:tt;)*) => {$(
        uop!($int, |vm, _, [left, right]| -> Flow<3> {
            without_left(vm, compact_op(vm, left, right, $checked))
        });

        uop!($int_right, |vm, _, [left, right]| -> Flow<3> {
            without_right(vm, compact_op(vm, left, right, $checked))
        });

        uop!($float, |vm, _, [left, right]| -> Flow<3> {
            let value = (*left.cast::<Float>()).value $op (*right.cast::<Float>()).value;
            Flow::Next([in_place(vm, left, value), Ref::NULL, right])
        });

        uop!($float_right, |vm, _, [left, right]| -> Flow<3> {
            let value = (*left.cast::<Float>()).value $op (*right.cast::<Float>()).value;
            Flow::Next([in_place(vm, right, value), left, Ref::NULL])
        });
    )*};
}

in_place_functions! {
    _BINARY_OP_ADD_INT_INPLACE _BINARY_OP_ADD_INT_INPLACE_RIGHT
    _BINARY_OP_ADD_FLOAT_INPLACE _BINARY_OP_ADD_FLOAT_INPLACE_RIGHT i64::checked_add, +;
    _BINARY_OP_SUBTRACT_INT_INPLACE _BINARY_OP_SUBTRACT_INT_INPLACE_RIGHT
    _BINARY_OP_SUBTRACT_FLOAT_INPLACE _BINARY_OP_SUBTRACT_FLOAT_INPLACE_RIGHT i64::checked_sub, -;
    _BINARY_OP_MULTIPLY_INT_INPLACE _BINARY_OP_MULTIPLY_INT_INPLACE_RIGHT
    _BINARY_OP_MULTIPLY_FLOAT_INPLACE _BINARY_OP_MULTIPLY_FLOAT_INPLACE_RIGHT i64::checked_mul, *;
}

uop!(_RROT_3, |_, _, [first, second, third]| -> Flow<3> { Flow::Next([third, first, second]) });

uop!(_GUARD_NOS_NOT_NULL, |_, _, [value, unused]| -> Flow<2> {
    if value.is_null() {
        return Flow::Exit;
    }
    Flow::Next([value, unused])
});

uop!(_BINARY_OP_KEPT, |vm, operands, [lhs, rhs]| -> Flow<3> {
    above_two(uop_binary_op(vm.thread, operands.oparg(), lhs, rhs), lhs, rhs)
});

uop!(_COMPARE_OP_INT_KEPT, |vm, operands, [left, right]| -> Flow<3> {
    let (l, r) = (left.cast::<Int>(), right.cast::<Int>());
    let res = if (*l).header.flags | (*r).header.flags == 0 {
        Thread::bool(vm.thread, accepts(operands.oparg(), (*l).value, (*r).value))
    } else {
        // Two ints always compare.
        uop_compare(vm.thread, operands.oparg(), left, right)
    };
    Flow::Next([res, left, right])
});

uop!(_COMPARE_OP_FLOAT_KEPT, |vm, operands, [left, right]| -> Flow<3> {
    let (l, r) = (left.cast::<Float>(), right.cast::<Float>());
    let res = accepts(operands.oparg(), (*l).value, (*r).value);
    Flow::Next([Thread::bool(vm.thread, res), left, right])
});

uop!(_TO_BOOL_INT_KEPT, |vm, _, [value]| -> Flow<2> {
    // An int too large for 64 bits is not 0, whatever its lower half is.
    let int = value.cast::<Int>();
    let res = (*int).value != 0 || (*int).header.flags != 0;
    Flow::Next([Thread::bool(vm.thread, res), value])
});

uop!(_BINARY_OP_SUBSCR_LIST_INT, |_, _, [list, sub]| -> Flow<3> {
    let Some(item) = compact_item(list, sub) else { return Flow::Exit };
    let res = *item;
    res.incref();
    Flow::Next([res, list, sub])
});

uop!(_STORE_SUBSCR_LIST_INT_KEPT, |vm, _, [value, list, sub]| -> Flow<2> {
    let Some(item) = compact_item(list, sub) else { return Flow::Exit };
    let old = *item;
    *item = value;
    decref(vm.thread, old);
    Flow::Next([list, sub])
});

/// An iterator in place of what it walks, and null above it.
///
/// # Safety
/// The contract of uop functions.
#[inline(always)]
pub(super) unsafe fn iterate(thread: *mut Thread, iterable: Ref) -> Flow<2> {
    // SAFETY: the caller's promise.
    unsafe {
        let iter = uop_get_iter(thread, iterable);
        if iter.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        decref(thread, iterable);
        Flow::Next([iter, Ref::NULL])
    }
}

uop!(_GET_ITER_TRAD, |vm, _, [iterable]| -> Flow<2> { iterate(vm.thread, iterable) });

uop!(_ITER_CHECK_RANGE_NOS, |_, _, [iter, index]| -> Flow<2> {
    if iter.type_id() != type_id::RANGE_ITER {
        return Flow::Exit;
    }
    Flow::Next([iter, index])
});

uop!(_GUARD_NOT_EXHAUSTED_RANGE_NOS, |_, _, [iter, index]| -> Flow<2> {
    if (*iter.cast::<RangeIter>()).len <= 0 {
        return Flow::Exit;
    }
    Flow::Next([iter, index])
});

uop!(_ITER_NEXT_RANGE_NOS, |vm, _, [iter, index]| -> Flow<3> {
    let range = iter.cast::<RangeIter>();
    let value = (*range).start;
    // After the last value the sum may wrap, but then it is never read.
    (*range).start = value.wrapping_add((*range).step);
    (*range).len -= 1;
    Flow::Next([iter, index, Thread::int(vm.thread, value)])
});

uop!(_POP_ITER, |vm, _, [iter, _index]| -> Flow<0> {
    decref(vm.thread, iter);
    Flow::Next([])
});
