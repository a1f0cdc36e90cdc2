//! The stencils that enter a program, leave it, and go from trace to trace.

use base::holes::*;
use base::isa::landing;
use base::stencil;
use base::{CACHED_SLOTS, Operands, Ref, Stencil, Thread};
use semantics::object::Frame;

/// What a C caller calls to run code: its own registers are saved here.
#[unsafe(export_name = "_ENTER")]
unsafe extern "C" fn enter(
    code: Stencil,
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
) -> u64 {
    // SAFETY: the caller passes published code and an activation of its program.
    unsafe {
        base::enter!(code; locals, sp, thread, [Ref::NULL, Ref::NULL, Ref::NULL, Ref::NULL])
    }
}

/// Notes where the program stopped, for the harness.
#[inline(always)]
unsafe fn stop(locals: *mut Ref, sp: *mut Ref, thread: *mut Thread) {
    // SAFETY: stencils get a live thread.
    unsafe {
        (*thread).locals = locals;
        (*thread).stack_pointer = sp;
    }
}

#[inline(always)]
unsafe fn spill(mut sp: *mut Ref, cache: [Ref; CACHED_SLOTS], depth: usize) -> *mut Ref {
    let mut i = 0;
    while i < depth {
        // SAFETY: the verifier has shown that the stack has room.
        unsafe {
            *sp = cache[i];
            sp = sp.add(1);
        }
        i += 1;
    }
    sp
}

// The end of a program that returned.
stencil!("_LEAVE_RETURNED", |locals, sp, thread, _, _, _, _| {
    // SAFETY: see `stop`.
    unsafe { stop(locals, sp, thread) };
    0
});

// Goes on where the frame that is now current waits for.
stencil!("_RETURN", |locals, sp, thread, r0, r1, r2, r3| {
    // SAFETY: `_SAVE_RETURN_OFFSET` has put the number of a continuation into the frame, and the
    // table has the address of each.
    unsafe {
        let number = (*Frame::of(locals)).return_to as usize;
        let target = *(*thread).return_table.add(number);
        let target: Stencil = core::mem::transmute(target);
        become target(locals, sp, thread, r0, r1, r2, r3)
    }
});

// Begins what is reached through a register, where the processor is to check that.
stencil!("_LANDING", |locals, sp, thread, r0, r1, r2, r3| {
    landing();
    // SAFETY: the loader has something follow.
    unsafe { become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3) }
});

// Counts a uop.
stencil!("_COUNT_UOP", |locals, sp, thread, r0, r1, r2, r3| {
    // SAFETY: stencils get a live thread.
    unsafe {
        (*thread).uops_executed = (*thread).uops_executed.wrapping_add(1);
        become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
    }
});

// Counts an exit.
stencil!("_COUNT_EXIT", |locals, sp, thread, r0, r1, r2, r3| {
    // SAFETY: stencils get a live thread.
    unsafe {
        (*thread).exits_taken = (*thread).exits_taken.wrapping_add(1);
        become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
    }
});

macro_rules! links {
    ($($depth:literal)*) => {$(
        // A linked exit: all of the stack goes to memory, as the other trace expects it.
        stencil!(
            concat!("_EXIT_LINK__", stringify!($depth)),
            |locals, sp, thread, r0, r1, r2, r3| {
                // SAFETY: see `spill`.
                unsafe {
                    let sp = spill(sp, [r0, r1, r2, r3], $depth);
                    become _JIT_TARGET(locals, sp, thread, r0, r1, r2, r3)
                }
            }
        );
    )*};
}

links!(0 1 2 3 4);

macro_rules! copies {
    ($($depth:literal)*) => {$(
        // A side exit with code of its own, to compare with the one that all share.
        stencil!(
            concat!("_EXIT_COPY__", stringify!($depth)),
            |locals, sp, thread, r0, r1, r2, r3| {
                // SAFETY: see `spill` and `stop`.
                unsafe {
                    let sp = spill(sp, [r0, r1, r2, r3], $depth);
                    stop(locals, sp, thread);
                }
                Hole.small_operand() as u64
            }
        );
    )*};
}

copies!(0 1 2 3 4);

base::leave!("_LEAVE");
