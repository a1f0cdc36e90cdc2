//! Uops that only the optimiser emits: they work on numbers without a box, and on references that are not
//! counted.
//!
//! Besides an owned reference, a stack slot can then hold
//!
//! - a *tagged* value: an int of 63 bits, shifted left by one with the lowest bit set, or else an
//!   owned reference to an object of any type, which is aligned (CPython 3.14's
//!   `PyStackRef_TagInt`);
//! - an *unboxed* float: its 64 bits;
//! - a *borrowed* reference, which a local keeps alive.
//!
//! The verifier knows the form of each slot, and accepts such a slot only as an input of these uops. For
//! each place where a program may stop, it notes the forms for the code that repairs the stack.

use super::counting::{decref, decref_compact_int, decref_float};
use super::list::item_at;
use super::local::local;
use crate::helpers::ORDER_OF_EQUAL;
use crate::object::{Float, Int, List, RangeIter, Ref, type_id};
use crate::operator::comparison::accepts;
use crate::slow_path::{
    uop_box_float, uop_box_int, uop_compare_tagged, uop_new_reference, uop_tagged_binary_op,
    uop_tagged_order,
};
use crate::thread::Thread;
use crate::{Flow, Operands, Vm};

// ---- representation

#[inline(always)]
fn unboxed(value: f64) -> Ref {
    Ref(value.to_bits() as usize as *mut _)
}

#[inline(always)]
fn float_of(raw: Ref) -> f64 {
    f64::from_bits(raw.0 as usize as u64)
}

/// The value of a live object that is a float.
#[inline(always)]
unsafe fn float_in(object: Ref) -> f64 {
    // SAFETY: the contract of uop functions.
    unsafe { (*object.cast::<Float>()).value }
}

/// Takes over a reference, and keeps it only if the object is not a compact int of 63 bits.
#[inline(always)]
unsafe fn tag_owned(vm: &Vm, object: Ref) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe {
        if object.is_compact_int()
            && let Some(tagged) = Ref::tagged((*object.cast::<Int>()).value)
        {
            decref_compact_int(vm.thread, object.cast());
            return tagged;
        }
        core::hint::cold_path();
        object
    }
}

/// A tagged value of an object whose reference another owner keeps.
#[inline(always)]
pub(super) unsafe fn tag_borrowed(vm: &Vm, object: Ref) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe {
        if object.is_compact_int()
            && let Some(tagged) = Ref::tagged((*object.cast::<Int>()).value)
        {
            return tagged;
        }
        core::hint::cold_path();
        uop_new_reference(vm.thread, object)
    }
}

// ---- loads

uop!(_LOAD_FAST_BORROW, |vm, operands, []| -> Flow<1> { Flow::Next([*local(vm, operands)]) });

uop!(_LOAD_FAST_TAGGED, |vm, operands, []| -> Flow<1> {
    Flow::Next([tag_borrowed(vm, *local(vm, operands))])
});

uop!(_LOAD_FAST_UNBOXED, |vm, operands, []| -> Flow<1> {
    Flow::Next([unboxed(float_in(*local(vm, operands)))])
});

uop!(_LOAD_CONST_TAGGED, |_, operands, []| -> Flow<1> {
    Flow::Next([Ref(operands.operand() as usize as *mut _)])
});

uop!(_LOAD_CONST_UNBOXED, |_, operands, []| -> Flow<1> {
    Flow::Next([Ref(operands.operand() as usize as *mut _)])
});

// ---- stores

uop!(_STORE_FAST_TAGGED, |vm, operands, [value]| -> Flow<0> {
    let local = local(vm, operands);
    let old = *local;
    let mut new = value;
    if value.is_tagged() {
        let number = value.untagged();
        match Thread::small_int(vm.thread, number) {
            Some(small) => new = small,
            None if !old.is_null() && old.is_unique() && old.is_compact_int() => {
                (*old.cast::<Int>()).value = number;
                return Flow::Next([]);
            }
            None => {
                core::hint::cold_path();
                new = uop_box_int(vm.thread, number as usize);
            }
        }
    }
    *local = new;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
});

uop!(_STORE_FAST_UNBOXED, |vm, operands, [value]| -> Flow<0> {
    let local = local(vm, operands);
    let old = *local;
    if !old.is_null() && old.is_unique() && old.type_id() == type_id::FLOAT {
        (*old.cast::<Float>()).value = float_of(value);
        return Flow::Next([]);
    }
    core::hint::cold_path();
    *local = uop_box_float(vm.thread, value.0 as usize);
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
});

// ---- conversions

uop!(_TAG_TOS, |vm, _, [value]| -> Flow<1> { Flow::Next([tag_owned(vm, value)]) });

uop!(_TAG_NOS, |vm, _, [value, unused]| -> Flow<2> { Flow::Next([tag_owned(vm, value), unused]) });

uop!(_UNTAG_TOS, |vm, _, [value]| -> Flow<1> {
    if value.is_tagged() {
        return Flow::Next([Thread::int(vm.thread, value.untagged())]);
    }
    Flow::Next([value])
});

uop!(_UNBOX_TOS, |vm, _, [value]| -> Flow<1> {
    let raw = float_in(value);
    decref_float(vm.thread, value);
    Flow::Next([unboxed(raw)])
});

uop!(_UNBOX_NOS, |vm, _, [value, unused]| -> Flow<2> {
    let raw = float_in(value);
    decref_float(vm.thread, value);
    Flow::Next([unboxed(raw), unused])
});

uop!(_UNBOX_TOS_BORROW, |_, _, [value]| -> Flow<1> { Flow::Next([unboxed(float_in(value))]) });

uop!(_UNBOX_NOS_BORROW, |_, _, [value, unused]| -> Flow<2> {
    Flow::Next([unboxed(float_in(value)), unused])
});

uop!(_BOX_TOS, |vm, _, [value]| -> Flow<1> {
    Flow::Next([Thread::float(vm.thread, float_of(value))])
});

// ---- guards

#[inline(always)]
unsafe fn is_int(value: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        if value.is_tagged() {
            return true;
        }
        core::hint::cold_path();
        value.type_id() == type_id::INT
    }
}

uop!(_GUARD_TOS_INT_TAGGED, |_, _, [value]| -> Flow<1> {
    if !is_int(value) {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_INT_TAGGED, |_, _, [left, unused]| -> Flow<2> {
    if !is_int(left) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
});

// ---- ints

/// A binary operator: `fast` on two tagged ints, without a change of their form, and the runtime where
/// `fast` has no answer.
#[inline(always)]
unsafe fn tagged_op(
    vm: &Vm,
    operands: impl Operands,
    [left, right]: [Ref; 2],
    fast: impl Fn(i64, i64) -> Option<i64>,
) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let (l, r) = (left.0 as i64, right.0 as i64);
        if l & r & 1 != 0
            && let Some(tagged) = fast(l, r)
        {
            return Flow::Next([Ref(tagged as usize as *mut _)]);
        }
        core::hint::cold_path();
        let res = uop_tagged_binary_op(vm.thread, operands.oparg(), left, right);
        if res.is_null() {
            return Flow::Error;
        }
        Flow::Next([res])
    }
}

macro_rules! tagged_functions {
    ($($operator:ident [$($uop:ident |$l:ident, $r:ident| $result:expr)?])*) => {$($(
        uop!($uop, |vm, operands, [left, right]| -> Flow<1> {
            tagged_op(vm, operands, [left, right], |$l, $r| $result)
        });
    )?)*};
}
// A tagged int is twice the number and one, so most operators need no shifting.
crate::for_each_operator!(tagged tagged_functions);

/// Quotient and remainder, rounded towards minus infinity; nothing for a division by 0.
#[inline(always)]
fn divide(l: i64, r: i64) -> Option<(i64, i64)> {
    // Most numbers are small and not negative, and then the division takes half the time.
    if (l | r) as u64 >> 32 == 0 {
        let (quotient, rest) =
            ((l as u32).checked_div(r as u32)?, (l as u32).checked_rem(r as u32)?);
        return Some((quotient.into(), rest.into()));
    }
    let (quotient, rest) = (l.checked_div(r)?, l.checked_rem(r)?);
    if rest != 0 && (rest < 0) != (r < 0) {
        return Some((quotient - 1, rest + r));
    }
    Some((quotient, rest))
}

uop!(_COMPARE_OP_INT_TAGGED, |vm, operands, [left, right]| -> Flow<1> {
    if left.0 as usize & right.0 as usize & 1 != 0 {
        let res = accepts(operands.oparg(), left.0 as i64, right.0 as i64);
        return Flow::Next([Thread::bool(vm.thread, res)]);
    }
    core::hint::cold_path();
    let res = uop_compare_tagged(vm.thread, operands.oparg(), left, right);
    if res.is_null() { Flow::Exit } else { Flow::Next([res]) }
});

uop!(_INTS_TO_NUMBERS, |vm, _, [left, right]| -> Flow<2> {
    if left.0 as usize & right.0 as usize & 1 != 0 {
        return Flow::Next([left, right]);
    }
    core::hint::cold_path();
    let order = uop_tagged_order(vm.thread, left, right);
    if order == 0 {
        return Flow::Exit;
    }
    Flow::Next([Ref(order as *mut _), Ref(ORDER_OF_EQUAL as *mut _)])
});

uop!(_GUARD_COMPARE_NUMBERS, |_, operands, [l, r]| -> Flow<0> {
    if !accepts(operands.oparg(), l.0 as i64, r.0 as i64) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_TO_BOOL_INT_TAGGED, |vm, _, [value]| -> Flow<1> {
    if value.is_tagged() {
        return Flow::Next([Thread::bool(vm.thread, value.untagged() != 0)]);
    }
    core::hint::cold_path();
    if value.type_id() != type_id::INT {
        return Flow::Exit;
    }
    // What does not fit a tag is not 0.
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, true)])
});

uop!(_ITER_NEXT_RANGE_TAGGED, |vm, _, [iter]| -> Flow<2> {
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
    Flow::Next([iter, next])
});

// ---- floats

macro_rules! unboxed_functions {
    ($($operator:ident [$($column:tt)*])*) => { $(unboxed_functions! { @one $($column)* })* };
    (@one) => {};
    (@one runtime $function:ident) => {};
    (@one $uop:ident $unboxed:ident |$l:ident, $r:ident| $result:expr) => {
        uop!($unboxed, |_, _, [left, right]| -> Flow<1> {
            let ($l, $r) = (float_of(left), float_of(right));
            Flow::Next([unboxed($result)])
        });
    };
}
crate::for_each_operator!(floats unboxed_functions);

uop!(_COMPARE_OP_FLOAT_UNBOXED, |vm, operands, [left, right]| -> Flow<1> {
    let res = accepts(operands.oparg(), float_of(left), float_of(right));
    Flow::Next([Thread::bool(vm.thread, res)])
});

// ---- lists

/// The slot `list[sub]`, if `list` is a list and `sub` a tagged int within its bounds.
#[inline(always)]
unsafe fn tagged_item(list: Ref, sub: Ref) -> Option<*mut Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if list.type_id() != type_id::LIST || !sub.is_tagged() {
            return None;
        }
        item_at(list.cast::<List>(), sub.untagged())
    }
}

uop!(_BINARY_SUBSCR_LIST_TAGGED, |vm, _, [list, sub]| -> Flow<1> {
    let Some(item) = tagged_item(list, sub) else { return Flow::Exit };
    let res = *item;
    res.incref();
    decref(vm.thread, list);
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_LIST_TAGGED_BORROW, |_, _, [list, sub]| -> Flow<1> {
    let Some(item) = tagged_item(list, sub) else { return Flow::Exit };
    let res = *item;
    res.incref();
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_LIST_TAGGED_TAG, |vm, _, [list, sub]| -> Flow<1> {
    let Some(item) = tagged_item(list, sub) else { return Flow::Exit };
    let res = tag_borrowed(vm, *item);
    decref(vm.thread, list);
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG, |vm, _, [list, sub]| -> Flow<1> {
    let Some(item) = tagged_item(list, sub) else { return Flow::Exit };
    Flow::Next([tag_borrowed(vm, *item)])
});

uop!(_STORE_SUBSCR_LIST_TAGGED, |vm, _, [value, list, sub]| -> Flow<0> {
    let Some(item) = tagged_item(list, sub) else { return Flow::Exit };
    let old = *item;
    *item = value;
    decref(vm.thread, old);
    decref(vm.thread, list);
    Flow::Next([])
});

uop!(_STORE_SUBSCR_LIST_TAGGED_BORROW, |vm, _, [value, list, sub]| -> Flow<0> {
    let Some(item) = tagged_item(list, sub) else { return Flow::Exit };
    let old = *item;
    *item = value;
    decref(vm.thread, old);
    Flow::Next([])
});
