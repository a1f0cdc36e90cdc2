//! Global and builtin names.

use super::counting::decref;
use crate::helpers::uop_raise_undefined;
use crate::thread::GLOBALS_VERSION;
use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
pub unsafe fn _GUARD_GLOBALS_VERSION(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    if (*vm.thread).globals_version != GLOBALS_VERSION {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _GUARD_BUILTINS_VERSION(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    if (*vm.thread).builtins_version != GLOBALS_VERSION {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
unsafe fn global(vm: &Vm, site: impl Site) -> *mut Ref {
    (*vm.thread).globals.wrapping_byte_add(site.operand() as usize)
}

/// A new reference to the value of a global name, if it has one.
#[inline(always)]
unsafe fn load(vm: &Vm, site: impl Site) -> Option<Ref> {
    let value = *global(vm, site);
    if value.is_null() {
        return None;
    }
    value.incref();
    Some(value)
}

#[inline(always)]
pub unsafe fn _LOAD_GLOBAL_MODULE_0(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let Some(value) = load(vm, site) else { return Flow::Exit };
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _LOAD_GLOBAL_MODULE_1(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<2> {
    let Some(value) = load(vm, site) else { return Flow::Exit };
    Flow::Next([value, Ref::NULL])
}

#[inline(always)]
pub unsafe fn _LOAD_GLOBAL_0(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let Some(value) = load(vm, site) else {
        core::hint::cold_path();
        uop_raise_undefined(vm.thread);
        return Flow::Error;
    };
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _LOAD_GLOBAL_1(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<2> {
    let Some(value) = load(vm, site) else {
        core::hint::cold_path();
        uop_raise_undefined(vm.thread);
        return Flow::Error;
    };
    Flow::Next([value, Ref::NULL])
}

#[inline(always)]
pub unsafe fn _STORE_GLOBAL(vm: &mut Vm, site: impl Site, [v]: [Ref; 1]) -> Flow<0> {
    let global = global(vm, site);
    let old = *global;
    *global = v;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
}
