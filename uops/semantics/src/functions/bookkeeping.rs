//! What keeps a trace honest: validity, events, the instruction pointer, the ends of a trace.

use crate::helpers::uop_raise_missing;
use crate::object::{Executor, Frame};
use crate::slow_path::uop_handle_events;
use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
pub unsafe fn _START_EXECUTOR(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    let executor = site.operand() as usize as *const Executor;
    (*vm.thread).executor = executor;
    if (*executor).valid == 0 {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
unsafe fn event_waits(vm: &Vm) -> bool {
    (*vm.thread).eval_breaker != 0
}

#[inline(always)]
pub unsafe fn _RESUME_CHECK(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    if event_waits(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _TIER2_RESUME_CHECK(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    if event_waits(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _CHECK_PERIODIC(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    if event_waits(vm) {
        core::hint::cold_path();
        if !uop_handle_events(vm.thread) {
            return Flow::Error;
        }
    }
    Flow::Next([])
}

#[inline(always)]
unsafe fn is_valid(vm: &Vm) -> bool {
    (*(*vm.thread).executor).valid != 0
}

#[inline(always)]
unsafe fn set_ip(vm: &Vm, site: impl Site) {
    (*Frame::of(vm.locals)).instr_ptr = site.small_operand() as u64;
}

#[inline(always)]
pub unsafe fn _CHECK_VALIDITY(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    if !is_valid(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _CHECK_VALIDITY_AND_SET_IP(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    if !is_valid(vm) {
        return Flow::Exit;
    }
    set_ip(vm, site);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _SET_IP(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<0> {
    set_ip(vm, site);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _JUMP_TO_TOP(_: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    Flow::Top
}

#[inline(always)]
pub unsafe fn _ERROR_POP_N(vm: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    uop_raise_missing(vm.thread);
    Flow::Error
}

#[inline(always)]
pub unsafe fn _EXIT_TRACE(_: &mut Vm, _: impl Site, []: [Ref; 0]) -> Flow<0> {
    Flow::Exit
}
