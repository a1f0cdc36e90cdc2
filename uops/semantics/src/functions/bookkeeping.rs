//! Bookkeeping of traces: validity, events, the instruction pointer, the ends of a trace.

use crate::helpers::uop_raise_missing;
use crate::object::{Executor, Frame};
use crate::slow_path::uop_handle_events;
use crate::{Flow, Operands, Vm};

uop!(_START_EXECUTOR, |vm, operands, []| -> Flow<0> {
    let executor = operands.operand() as usize as *const Executor;
    (*vm.thread).executor = executor;
    if (*executor).valid == 0 {
        return Flow::Exit;
    }
    Flow::Next([])
});

#[inline(always)]
unsafe fn event_waits(vm: &Vm) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe { (*vm.thread).eval_breaker != 0 }
}

uop!(_RESUME_CHECK, |vm, _, []| -> Flow<0> {
    if event_waits(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_TIER2_RESUME_CHECK, |vm, _, []| -> Flow<0> {
    if event_waits(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_PERIODIC, |vm, _, []| -> Flow<0> {
    if event_waits(vm) {
        core::hint::cold_path();
        if !uop_handle_events(vm.thread) {
            return Flow::Error;
        }
    }
    Flow::Next([])
});

#[inline(always)]
unsafe fn is_valid(vm: &Vm) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe { (*(*vm.thread).executor).valid != 0 }
}

#[inline(always)]
unsafe fn set_ip(vm: &Vm, operands: impl Operands) {
    // SAFETY: the contract of uop functions.
    unsafe {
        (*Frame::of(vm.locals)).instr_ptr = operands.small_operand() as u64;
    }
}

uop!(_CHECK_VALIDITY, |vm, _, []| -> Flow<0> {
    if !is_valid(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_VALIDITY_AND_SET_IP, |vm, operands, []| -> Flow<0> {
    if !is_valid(vm) {
        return Flow::Exit;
    }
    set_ip(vm, operands);
    Flow::Next([])
});

uop!(_SET_IP, |vm, operands, []| -> Flow<0> {
    set_ip(vm, operands);
    Flow::Next([])
});

uop!(_JUMP_TO_TOP, |_, _, []| -> Flow<0> { Flow::Top });

uop!(_ERROR_POP_N, |vm, _, []| -> Flow<0> {
    uop_raise_missing(vm.thread);
    Flow::Error
});

uop!(_EXIT_TRACE, |_, _, []| -> Flow<0> { Flow::Exit });
