//! Compact ints, those that CPython has one digit of 30 bits for: what the optimiser makes of CPython 3.15's uops on
//! them, once it has joined such a uop with those that release its inputs.

use super::counting::{decref, decref_compact_int};
use super::kept::is_one_digit;
use super::local::local;
use crate::helpers::uop_compare;
use crate::object::{Int, RangeIter};
use crate::operator::comparison::accepts;
use crate::slow_path::uop_box_int;
use crate::{Flow, Ref, Thread, Vm};

// ---- ints with a box

/// An operation on two ints, if they and the result are compact; releases them.
#[inline(always)]
unsafe fn boxed(vm: &Vm, [left, right]: [Ref; 2], op: fn(i64, i64) -> Option<i64>) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let (l, r) = (left.cast::<Int>(), right.cast::<Int>());
        if (*l).header.flags | (*r).header.flags != 0 {
            return Flow::Exit;
        }
        match op((*l).value, (*r).value) {
            Some(value) if is_one_digit(value) => {
                decref_compact_int(vm.thread, l);
                decref_compact_int(vm.thread, r);
                Flow::Next([Thread::int(vm.thread, value)])
            }
            _ => Flow::Exit,
        }
    }
}

uop!(_ADD_COMPACT, |vm, _, [left, right]| -> Flow<1> {
    boxed(vm, [left, right], i64::checked_add)
});

uop!(_SUBTRACT_COMPACT, |vm, _, [left, right]| -> Flow<1> {
    boxed(vm, [left, right], i64::checked_sub)
});

uop!(_MULTIPLY_COMPACT, |vm, _, [left, right]| -> Flow<1> {
    boxed(vm, [left, right], i64::checked_mul)
});

uop!(_COMPARE_OP_INT_POP, |vm, operands, [left, right]| -> Flow<1> {
    let (l, r) = (left.cast::<Int>(), right.cast::<Int>());
    let res = if (*l).header.flags | (*r).header.flags == 0 {
        Thread::bool(vm.thread, accepts(operands.oparg(), (*l).value, (*r).value))
    } else {
        // Two ints always compare.
        core::hint::cold_path();
        uop_compare(vm.thread, operands.oparg(), left, right)
    };
    decref(vm.thread, left);
    decref(vm.thread, right);
    Flow::Next([res])
});

uop!(_TO_BOOL_INT_POP, |vm, _, [value]| -> Flow<1> {
    // An int too large for 64 bits is not 0, whatever its lower half is.
    let int = value.cast::<Int>();
    let res = (*int).value != 0 || (*int).header.flags != 0;
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

// ---- tagged ints

/// The lowest tagged value of a compact int, with the sign changed.
const LIMIT: i64 = (1 << 31) - 3;

/// Whether a tagged int is compact.
#[inline(always)]
fn is_compact(tagged: i64) -> bool {
    tagged.wrapping_add(LIMIT) as u64 <= (LIMIT + (1 << 31) - 1) as u64
}

/// A result that is tagged, if it is compact.
#[inline(always)]
fn result(tagged: i64) -> Flow<1> {
    if !is_compact(tagged) {
        return Flow::Exit;
    }
    Flow::Next([Ref(tagged as usize as *mut _)])
}

// A tagged int is twice the number and one. Two compact ones never overflow 64 bits.

uop!(_ADD_COMPACT_TAGGED, |_, _, [left, right]| -> Flow<1> {
    result((left.0 as i64 - 1).wrapping_add(right.0 as i64))
});

uop!(_SUBTRACT_COMPACT_TAGGED, |_, _, [left, right]| -> Flow<1> {
    result((left.0 as i64).wrapping_sub(right.0 as i64 - 1))
});

uop!(_MULTIPLY_COMPACT_TAGGED, |_, _, [left, right]| -> Flow<1> {
    result((left.0 as i64 - 1).wrapping_mul(right.0 as i64 >> 1) + 1)
});

uop!(_COMPARE_COMPACT_TAGGED, |vm, operands, [left, right]| -> Flow<1> {
    let res = accepts(operands.oparg(), left.0 as i64, right.0 as i64);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_TO_BOOL_COMPACT_TAGGED, |vm, _, [value]| -> Flow<1> {
    Flow::Next([Thread::bool(vm.thread, value.0 as i64 != 1)])
});

uop!(_GUARD_TOS_COMPACT_TAGGED, |_, _, [value]| -> Flow<1> {
    if !value.is_tagged() || !is_compact(value.0 as i64) {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_COMPACT_TAGGED, |_, _, [left, unused]| -> Flow<2> {
    if !left.is_tagged() || !is_compact(left.0 as i64) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
});

uop!(_LOAD_FAST_COMPACT_TAGGED, |vm, operands, []| -> Flow<1> {
    let value = (*(*local(vm, operands)).cast::<Int>()).value;
    Flow::Next([Ref((value << 1 | 1) as usize as *mut _)])
});

uop!(_LOAD_FAST_HELD_TAGGED, |vm, operands, []| -> Flow<1> { Flow::Next([*local(vm, operands)]) });

uop!(_STORE_FAST_OVER_TAGGED, |vm, operands, [value]| -> Flow<0> {
    *local(vm, operands) = value;
    Flow::Next([])
});

uop!(_UNTAG_COMPACT, |vm, _, [value]| -> Flow<1> {
    Flow::Next([Thread::int(vm.thread, value.untagged())])
});

uop!(_ITER_NEXT_RANGE_NOS_TAGGED, |vm, _, [iter, index]| -> Flow<3> {
    let range = iter.cast::<RangeIter>();
    let value = (*range).start;
    // After the last value the sum may wrap, but then it is never read.
    (*range).start = value.wrapping_add((*range).step);
    (*range).len -= 1;
    let next = match Ref::tagged(value) {
        Some(tagged) => tagged,
        None => {
            core::hint::cold_path();
            uop_box_int(vm.thread, value as usize)
        }
    };
    Flow::Next([iter, index, next])
});
