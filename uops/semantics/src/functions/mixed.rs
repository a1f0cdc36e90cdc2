//! What only the optimiser emits: mixed locals, which hold a tagged value (see `optimised`).
//!
//! Whoever leaves a frame releases only what is a reference.

use super::counting::decref;
use super::local::local;
use super::optimised::tag_borrowed;
use crate::thread::Thread;
use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
pub unsafe fn _LOAD_FAST_MIXED_TAGGED(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = *local(vm, site);
    if value.is_tagged() {
        return Flow::Next([value]);
    }
    core::hint::cold_path();
    Flow::Next([tag_borrowed(vm, value)])
}

#[inline(always)]
pub unsafe fn _LOAD_FAST_MIXED(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = *local(vm, site);
    if value.is_tagged() {
        return Flow::Next([Thread::int(vm.thread, value.untagged())]);
    }
    value.incref();
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _LOAD_FAST_AND_CLEAR_MIXED(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let local = local(vm, site);
    let value = *local;
    *local = Ref::NULL;
    if value.is_tagged() {
        return Flow::Next([Thread::int(vm.thread, value.untagged())]);
    }
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _STORE_FAST_MIXED_TAGGED(vm: &mut Vm, site: impl Site, [value]: [Ref; 1]) -> Flow<0> {
    let local = local(vm, site);
    let old = *local;
    *local = value;
    if old.is_tagged() {
        return Flow::Next([]);
    }
    core::hint::cold_path();
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
}
