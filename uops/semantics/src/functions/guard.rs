//! Guards: look at the inputs and exit, or let them pass.

use super::counting::decref;
use crate::object::{Frame, TypeId, type_id};
use crate::{Flow, Ref, Site, Thread, Vm};

#[inline(always)]
unsafe fn is(object: Ref, type_id: TypeId) -> bool {
    object.type_id() == type_id
}

#[inline(always)]
pub unsafe fn _GUARD_BOTH_INT(_: &mut Vm, _: impl Site, [left, right]: [Ref; 2]) -> Flow<2> {
    if !is(left, type_id::INT) || !is(right, type_id::INT) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
}

#[inline(always)]
pub unsafe fn _GUARD_TOS_INT(_: &mut Vm, _: impl Site, [value]: [Ref; 1]) -> Flow<1> {
    if !is(value, type_id::INT) {
        return Flow::Exit;
    }
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _GUARD_NOS_INT(_: &mut Vm, _: impl Site, [left, unused]: [Ref; 2]) -> Flow<2> {
    if !is(left, type_id::INT) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
}

#[inline(always)]
pub unsafe fn _GUARD_BOTH_FLOAT(_: &mut Vm, _: impl Site, [left, right]: [Ref; 2]) -> Flow<2> {
    if !is(left, type_id::FLOAT) || !is(right, type_id::FLOAT) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
}

#[inline(always)]
pub unsafe fn _GUARD_TOS_FLOAT(_: &mut Vm, _: impl Site, [value]: [Ref; 1]) -> Flow<1> {
    if !is(value, type_id::FLOAT) {
        return Flow::Exit;
    }
    Flow::Next([value])
}

#[inline(always)]
pub unsafe fn _GUARD_NOS_FLOAT(_: &mut Vm, _: impl Site, [left, unused]: [Ref; 2]) -> Flow<2> {
    if !is(left, type_id::FLOAT) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
}

#[inline(always)]
pub unsafe fn _GUARD_IS_TRUE_POP(vm: &mut Vm, _: impl Site, [flag]: [Ref; 1]) -> Flow<0> {
    if flag != Thread::bool(vm.thread, true) {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _GUARD_IS_FALSE_POP(vm: &mut Vm, _: impl Site, [flag]: [Ref; 1]) -> Flow<0> {
    if flag != Thread::bool(vm.thread, false) {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _GUARD_IS_NONE_POP(vm: &mut Vm, _: impl Site, [val]: [Ref; 1]) -> Flow<0> {
    if val != Thread::none(vm.thread) {
        decref(vm.thread, val);
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _GUARD_IS_NOT_NONE_POP(vm: &mut Vm, _: impl Site, [val]: [Ref; 1]) -> Flow<0> {
    if val == Thread::none(vm.thread) {
        return Flow::Exit;
    }
    decref(vm.thread, val);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _GUARD_BOTH_UNICODE(_: &mut Vm, _: impl Site, [left, right]: [Ref; 2]) -> Flow<2> {
    if !is(left, type_id::STR) || !is(right, type_id::STR) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
}

#[inline(always)]
pub unsafe fn _GUARD_TYPE_VERSION(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<1> {
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    if *versions.add(owner.type_id() as usize) != site.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([owner])
}

#[inline(always)]
pub unsafe fn _CHECK_FUNCTION(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    let function = (*Frame::of(vm.locals)).function;
    if (*function).version != site.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([])
}
