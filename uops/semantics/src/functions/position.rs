//! CPython 3.15: iteration over lists, tuples, texts and bytes without an iterator. Above the container is a position, a
//! tagged int: the index of the next item. Above an iterator is null.

use super::kept::iterate;
use super::types::is_walked_by_position;
use crate::helpers::{uop_iter_next, uop_walked_item};
use crate::object::{List, Tuple, type_id};
use crate::slow_path::uop_error_occurred;
use crate::{Flow, Ref, Vm};

/// The position of the first item.
const START: Ref = Ref(core::ptr::without_provenance_mut(1));
/// What a position grows by from one item to the next.
const STEP: usize = 2;

/// The position of the item after the one at `position`.
#[inline(always)]
pub(super) fn next_position(position: Ref) -> Ref {
    Ref(position.0.wrapping_byte_add(STEP))
}

uop!(_PUSH_TAGGED_ZERO, |_, _, []| -> Flow<1> { Flow::Next([START]) });

uop!(_GET_ITER_OR_POSITION, |vm, _, [iterable]| -> Flow<2> {
    if is_walked_by_position(iterable) {
        return Flow::Next([iterable, START]);
    }
    iterate(vm.thread, iterable)
});

uop!(_ITER_CHECK_LIST_AT, |_, _, [iter, index]| -> Flow<2> {
    if !index.is_tagged() || iter.type_id() != type_id::LIST {
        return Flow::Exit;
    }
    Flow::Next([iter, index])
});

uop!(_ITER_CHECK_TUPLE_AT, |_, _, [iter, index]| -> Flow<2> {
    if !index.is_tagged() || iter.type_id() != type_id::TUPLE {
        return Flow::Exit;
    }
    Flow::Next([iter, index])
});

/// The item of a list at a position, if there is one.
#[inline(always)]
unsafe fn list_item(list: Ref, position: Ref) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let list = list.cast::<List>();
        let index = position.untagged() as usize;
        if index >= (*list).len {
            return None;
        }
        Some(*(*list).items.add(index))
    }
}

/// The item of a tuple at a position, if there is one.
#[inline(always)]
unsafe fn tuple_item(tuple: Ref, position: Ref) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let tuple = tuple.cast::<Tuple>();
        let index = position.untagged() as usize;
        if index >= (*tuple).len {
            return None;
        }
        Some(*(&raw const (*tuple).items).cast::<Ref>().add(index))
    }
}

uop!(_GUARD_NOT_EXHAUSTED_LIST_AT, |_, _, [iter, index]| -> Flow<2> {
    if list_item(iter, index).is_none() {
        return Flow::Exit;
    }
    Flow::Next([iter, index])
});

uop!(_GUARD_NOT_EXHAUSTED_TUPLE_AT, |_, _, [iter, index]| -> Flow<2> {
    if tuple_item(iter, index).is_none() {
        return Flow::Exit;
    }
    Flow::Next([iter, index])
});

uop!(_ITER_NEXT_LIST_AT, |_, _, [iter, index]| -> Flow<3> {
    let Some(next) = list_item(iter, index) else { return Flow::Exit };
    next.incref();
    Flow::Next([iter, next_position(index), next])
});

uop!(_ITER_NEXT_TUPLE_AT, |_, _, [iter, index]| -> Flow<3> {
    let items = (&raw const (*iter.cast::<Tuple>()).items).cast::<Ref>();
    let next = *items.add(index.untagged() as usize);
    next.incref();
    Flow::Next([iter, next_position(index), next])
});

/// A new reference to the next item of what is walked by a position, if there is one.
#[inline(always)]
pub(super) unsafe fn item_at(vm: &Vm, iter: Ref, position: Ref) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let index = position.untagged() as usize;
        let item = match iter.type_id() {
            type_id::LIST => list_item(iter, position)?,
            type_id::TUPLE => tuple_item(iter, position)?,
            _ => {
                core::hint::cold_path();
                let item = uop_walked_item(vm.thread, iter, index);
                return if item.is_null() { None } else { Some(item) };
            }
        };
        item.incref();
        Some(item)
    }
}

uop!(_FOR_ITER_VIRTUAL, |vm, _, [iter, index]| -> Flow<3> {
    if !index.is_tagged() {
        return Flow::Exit;
    }
    let Some(next) = item_at(vm, iter, index) else { return Flow::Exit };
    Flow::Next([iter, next_position(index), next])
});

/// The next item of an iterator, above which null stays.
#[inline(always)]
unsafe fn next_of(vm: &Vm, iter: Ref) -> Flow<3> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let next = uop_iter_next(vm.thread, iter);
        if next.is_null() {
            core::hint::cold_path();
            return if uop_error_occurred(vm.thread) { Flow::Error } else { Flow::Exit };
        }
        Flow::Next([iter, Ref::NULL, next])
    }
}

uop!(_FOR_ITER_ANY, |vm, _, [iter, index]| -> Flow<3> {
    if index.is_tagged() {
        let Some(next) = item_at(vm, iter, index) else { return Flow::Exit };
        return Flow::Next([iter, next_position(index), next]);
    }
    next_of(vm, iter)
});
