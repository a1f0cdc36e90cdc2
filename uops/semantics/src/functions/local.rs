//! Locals.

use super::counting::decref;
use crate::slow_path::uop_unbound_local;
use crate::{Flow, Ref, Site, Vm};

/// Where a local is.
#[inline(always)]
pub(super) fn local(vm: &Vm, site: impl Site) -> *mut Ref {
    vm.locals.wrapping_byte_add(site.local_offset())
}

#[inline(always)]
pub unsafe fn _LOAD_FAST(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = *local(vm, site);
    value.incref();
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _LOAD_FAST_AND_CLEAR(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let local = local(vm, site);
    let value = *local;
    *local = Ref::NULL;
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _STORE_FAST(vm: &mut Vm, site: impl Site, [value]: [Ref; 1]) -> Flow<0> {
    let local = local(vm, site);
    let old = *local;
    *local = value;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _DELETE_FAST(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    let local = local(vm, site);
    let value = *local;
    if value.is_null() {
        core::hint::cold_path();
        uop_unbound_local(vm.thread, site.local_offset() / size_of::<Ref>());
        return Flow::Error;
    }
    *local = Ref::NULL;
    decref(vm.thread, value);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _LOAD_FAST_CHECK(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = *local(vm, site);
    if value.is_null() {
        core::hint::cold_path();
        uop_unbound_local(vm.thread, site.local_offset() / size_of::<Ref>());
        return Flow::Error;
    }
    value.incref();
    Flow::Next([value])
}
