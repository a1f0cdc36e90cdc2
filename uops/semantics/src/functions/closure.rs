//! Functions that are made at run time, and the variables that they share.

use super::counting::decref;
use crate::helpers::{
    uop_make_cell, uop_make_function, uop_raise_unbound, uop_set_closure, uop_set_defaults,
};
use crate::object::{Cell, Frame, Tuple};
use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
fn local(vm: &Vm, site: impl Site) -> *mut Ref {
    vm.locals.wrapping_byte_add(site.local_offset())
}

#[inline(always)]
pub unsafe fn _MAKE_CELL(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    let local = local(vm, site);
    *local = uop_make_cell(vm.thread, *local);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _COPY_FREE_VARS(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    let frame = Frame::of(vm.locals);
    let closure = (*(*frame).function).closure.cast::<Tuple>();
    let count = site.oparg();
    let cells = (&raw const (*closure).items).cast::<Ref>();
    let locals = vm.locals.add((*frame).local_count as usize).sub(count);
    let mut index = 0;
    while index != count {
        let cell = *cells.add(index);
        cell.incref();
        *locals.add(index) = cell;
        index = index.wrapping_add(1);
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _LOAD_DEREF(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = (*(*local(vm, site)).cast::<Cell>()).value;
    if value.is_null() {
        core::hint::cold_path();
        uop_raise_unbound(vm.thread);
        return Flow::Error;
    }
    value.incref();
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _STORE_DEREF(vm: &mut Vm, site: impl Site, [v]: [Ref; 1]) -> Flow<0> {
    let cell = (*local(vm, site)).cast::<Cell>();
    let old = (*cell).value;
    (*cell).value = v;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _MAKE_FUNCTION(vm: &mut Vm, _: impl Site, [codeobj]: [Ref; 1]) -> Flow<1> {
    let func = uop_make_function(vm.thread, codeobj);
    decref(vm.thread, codeobj);
    Flow::Next([func])
}

/// CPython's `MAKE_FUNCTION_DEFAULTS`.
const DEFAULTS: usize = 1;
/// CPython's `MAKE_FUNCTION_CLOSURE`.
const CLOSURE: usize = 8;

#[inline(always)]
pub unsafe fn _SET_FUNCTION_ATTRIBUTE(
    vm: &mut Vm,
    site: impl Site,
    [attr, func]: [Ref; 2],
) -> Flow<1> {
    match site.oparg() {
        DEFAULTS => uop_set_defaults(vm.thread, func, attr),
        CLOSURE => uop_set_closure(vm.thread, func, attr),
        _ => {}
    }
    decref(vm.thread, attr);
    Flow::Next([func])
}
