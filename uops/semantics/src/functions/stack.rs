//! The evaluation stack, and constants.

use super::counting::decref;
use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
pub unsafe fn _POP_TOP(vm: &mut Vm, _: impl Site, [value]: [Ref; 1]) -> Flow<0> {
    decref(vm.thread, value);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _PUSH_NULL(_: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<1> {
    Flow::Next([Ref::NULL])
}

#[inline(always)]
pub unsafe fn _COPY(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = *vm.below(site.oparg());
    value.incref();
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _SWAP(vm: &mut Vm, site: impl Site, [top]: [Ref; 1]) -> Flow<1> {
    let slot = vm.below(site.oparg().wrapping_sub(1));
    let bottom = *slot;
    *slot = top;
    Flow::Next([bottom])
}

#[inline(always)]
fn constant(site: impl Site) -> Ref {
    Ref(site.operand() as usize as *mut _)
}

#[inline(always)]
pub unsafe fn _LOAD_CONST_INLINE(_: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    let value = constant(site);
    value.incref();
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _LOAD_CONST_INLINE_BORROW(_: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    Flow::Next([constant(site)])
}

#[inline(always)]
pub unsafe fn _LOAD_CONST_INLINE_BORROW_WITH_NULL(
    _: &mut Vm,
    site: impl Site,
    []: [Ref; 0],
) -> Flow<2> {
    Flow::Next([constant(site), Ref::NULL])
}

#[inline(always)]
pub unsafe fn _LOAD_CONST_INLINE_WITH_NULL(_: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<2> {
    let value = constant(site);
    value.incref();
    Flow::Next([value, Ref::NULL])
}

#[inline(always)]
pub unsafe fn _POP_TOP_LOAD_CONST_INLINE_BORROW(
    vm: &mut Vm,
    site: impl Site,
    [pop]: [Ref; 1],
) -> Flow<1> {
    decref(vm.thread, pop);
    Flow::Next([constant(site)])
}

#[inline(always)]
pub unsafe fn _NOP(_: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    Flow::Next([])
}
