//! Lists.

use super::counting::{decref, decref_compact_int};
use crate::helpers::{uop_build_list, uop_list_extend};
use crate::object::{Int, List, type_id};
use crate::slow_path::uop_list_append;
use crate::{Flow, Ref, Site, Vm};

/// The slot `list[sub]`, if `list` is a list and `sub` a compact int within its bounds.
#[inline(always)]
unsafe fn item(list: Ref, sub: Ref) -> Option<*mut Ref> {
    if sub.type_id() != type_id::INT || list.type_id() != type_id::LIST {
        return None;
    }
    let int = sub.cast::<Int>();
    if (*int).header.flags != 0 {
        return None;
    }
    item_at(list.cast(), (*int).value)
}

/// The slot of an index within bounds.
#[inline(always)]
pub(super) unsafe fn item_at(list: *mut List, index: i64) -> Option<*mut Ref> {
    // A negative index is a large one without its sign.
    let index = index as usize;
    if index >= (*list).len {
        return None;
    }
    Some((*list).items.add(index))
}

#[inline(always)]
pub unsafe fn _BINARY_SUBSCR_LIST_INT(vm: &mut Vm, _: impl Site, [list, sub]: [Ref; 2]) -> Flow<1> {
    let Some(item) = item(list, sub) else { return Flow::Exit };
    let res = *item;
    res.incref();
    decref_compact_int(vm.thread, sub.cast());
    decref(vm.thread, list);
    Flow::Next([res])
}

#[inline(always)]
pub unsafe fn _STORE_SUBSCR_LIST_INT(
    vm: &mut Vm,
    _: impl Site,
    [value, list, sub]: [Ref; 3],
) -> Flow<0> {
    let Some(item) = item(list, sub) else { return Flow::Exit };
    let old = *item;
    *item = value;
    decref(vm.thread, old);
    decref_compact_int(vm.thread, sub.cast());
    decref(vm.thread, list);
    Flow::Next([])
}

/// Appends in place where there is room.
#[inline(always)]
pub(super) unsafe fn append(vm: &Vm, list: Ref, value: Ref) {
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

#[inline(always)]
pub unsafe fn _LIST_APPEND(vm: &mut Vm, site: impl Site, [v]: [Ref; 1]) -> Flow<0> {
    let list = *vm.below(site.oparg());
    append(vm, list, v);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _LIST_EXTEND(vm: &mut Vm, site: impl Site, [iterable]: [Ref; 1]) -> Flow<0> {
    let list = *vm.below(site.oparg());
    if !uop_list_extend(vm.thread, list, iterable) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, iterable);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _BUILD_LIST(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let count = site.oparg();
    let items = vm.below(count);
    let list = uop_build_list(vm.thread, items, count);
    vm.sp = items;
    Flow::Next([list])
}
