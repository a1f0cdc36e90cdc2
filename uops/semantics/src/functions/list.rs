//! Lists.

use super::counting::{decref, decref_compact_int};
use crate::helpers::{uop_build_list, uop_list_extend};
use crate::object::{Int, List, type_id};
use crate::slow_path::uop_list_append;
use crate::{Flow, Ref, Vm};

/// The slot `list[sub]`, if `list` is a list and `sub` a compact int within its bounds.
#[inline(always)]
pub(super) unsafe fn item(list: Ref, sub: Ref) -> Option<*mut Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if sub.type_id() != type_id::INT || list.type_id() != type_id::LIST {
            return None;
        }
        compact_item(list, sub)
    }
}

/// The slot `list[sub]` of a list and an int, if the int is compact and within bounds.
#[inline(always)]
pub(super) unsafe fn compact_item(list: Ref, sub: Ref) -> Option<*mut Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let int = sub.cast::<Int>();
        if (*int).header.flags != 0 {
            return None;
        }
        item_at(list.cast(), (*int).value)
    }
}

/// The slot of an index within bounds.
#[inline(always)]
pub(super) unsafe fn item_at(list: *mut List, index: i64) -> Option<*mut Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        // A negative index is a large one without its sign.
        let index = index as usize;
        if index >= (*list).len {
            return None;
        }
        Some((*list).items.add(index))
    }
}

uop!(_BINARY_SUBSCR_LIST_INT, |vm, _, [list, sub]| -> Flow<1> {
    let Some(item) = item(list, sub) else { return Flow::Exit };
    let res = *item;
    res.incref();
    decref_compact_int(vm.thread, sub.cast());
    decref(vm.thread, list);
    Flow::Next([res])
});

uop!(_STORE_SUBSCR_LIST_INT, |vm, _, [value, list, sub]| -> Flow<0> {
    let Some(item) = item(list, sub) else { return Flow::Exit };
    let old = *item;
    *item = value;
    decref(vm.thread, old);
    decref_compact_int(vm.thread, sub.cast());
    decref(vm.thread, list);
    Flow::Next([])
});

/// Appends in place where there is room.
#[inline(always)]
pub(super) unsafe fn append(vm: &Vm, list: Ref, value: Ref) {
    // SAFETY: the contract of uop functions.
    unsafe {
        let l = list.cast::<List>();
        let len = (*l).len;
        if len < (*l).capacity {
            *(*l).items.add(len) = value;
            (*l).len = len + 1;
        } else {
            core::hint::cold_path();
            uop_list_append(vm.thread, list, value);
        }
    }
}

uop!(_LIST_APPEND, |vm, operands, [v]| -> Flow<0> {
    let list = *vm.below(operands.oparg());
    append(vm, list, v);
    Flow::Next([])
});

uop!(_LIST_EXTEND, |vm, operands, [iterable]| -> Flow<0> {
    let list = *vm.below(operands.oparg());
    if !uop_list_extend(vm.thread, list, iterable) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, iterable);
    Flow::Next([])
});

uop!(_BUILD_LIST, |vm, operands, []| -> Flow<1> {
    let count = operands.oparg();
    let items = vm.below(count);
    let list = uop_build_list(vm.thread, items, count);
    vm.sp = items;
    Flow::Next([list])
});
