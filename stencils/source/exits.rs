//! Ways into a program, out of it, and from trace to trace.

use crate::holes::*;
use crate::object::{Frame, Header};
use crate::{CACHE, Ref, Stencil, Thread};

/// What a C caller calls to run code: its own registers are saved here.
#[unsafe(export_name = "_ENTER")]
unsafe extern "C" fn enter(
    code: Stencil,
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
) -> u64 {
    // SAFETY: the caller passes published code and an activation of its program.
    unsafe { code(locals, sp, thread, Ref::NULL, Ref::NULL, Ref::NULL, Ref::NULL) }
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
unsafe fn spill(mut sp: *mut Ref, cache: [Ref; CACHE], depth: usize) -> *mut Ref {
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

/// The end of a program that returned.
#[unsafe(export_name = "_LEAVE_RETURNED")]
unsafe extern "rust-preserve-none" fn leave_returned(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    _: Ref,
    _: Ref,
    _: Ref,
    _: Ref,
) -> u64 {
    // SAFETY: see `stop`.
    unsafe { stop(locals, sp, thread) };
    0
}

/// Goes on where the frame that is now current waits for.
#[unsafe(export_name = "_RETURN")]
unsafe extern "rust-preserve-none" fn resume(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    r0: Ref,
    r1: Ref,
    r2: Ref,
    r3: Ref,
) -> u64 {
    // SAFETY: `_SAVE_RETURN_OFFSET` has put the number of a continuation into the frame, and the
    // table has the address of each.
    unsafe {
        let number = (*Frame::of(locals)).return_to as usize;
        let target = *(*thread).return_table.add(number);
        let target: Stencil = core::mem::transmute(target);
        become target(locals, sp, thread, r0, r1, r2, r3)
    }
}

/// Counts a uop.
#[unsafe(export_name = "_COUNT_UOP")]
unsafe extern "rust-preserve-none" fn count_uop(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    r0: Ref,
    r1: Ref,
    r2: Ref,
    r3: Ref,
) -> u64 {
    // SAFETY: stencils get a live thread.
    unsafe {
        (*thread).uops_executed = (*thread).uops_executed.wrapping_add(1);
        become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
    }
}

/// Counts an exit.
#[unsafe(export_name = "_COUNT_EXIT")]
unsafe extern "rust-preserve-none" fn count_exit(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    r0: Ref,
    r1: Ref,
    r2: Ref,
    r3: Ref,
) -> u64 {
    // SAFETY: stencils get a live thread.
    unsafe {
        (*thread).exits_taken = (*thread).exits_taken.wrapping_add(1);
        become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
    }
}

macro_rules! links {
    ($($depth:literal)*) => {$(
        const _: () = {
            /// A warm exit: all of the stack goes to memory, as the other trace expects it.
            #[unsafe(export_name = concat!("_EXIT_LINK__", stringify!($depth)))]
            unsafe extern "rust-preserve-none" fn link(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                r0: Ref,
                r1: Ref,
                r2: Ref,
                r3: Ref,
            ) -> u64 {
                // SAFETY: see `spill`.
                unsafe {
                    let sp = spill(sp, [r0, r1, r2, r3], $depth);
                    become _JIT_TARGET(locals, sp, thread, r0, r1, r2, r3)
                }
            }
        };
    )*};
}

links!(0 1 2 3 4);

macro_rules! cold {
    ($($depth:literal $leave:ident)*) => {$(
        const _: () = {
            /// A cold exit or error: its number goes into the register that holds no slot.
            #[unsafe(export_name = concat!("_EXIT_COLD__", stringify!($depth)))]
            unsafe extern "rust-preserve-none" fn cold(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                r0: Ref,
                r1: Ref,
                r2: Ref,
                _: Ref,
            ) -> u64 {
                // SAFETY: the shared end expects a number in the last register.
                unsafe { become $leave(locals, sp, thread, r0, r1, r2, number()) }
            }

            /// The end that all cold exits of this depth share.
            #[unsafe(export_name = concat!("_LEAVE__", stringify!($depth)))]
            unsafe extern "rust-preserve-none" fn leave(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                r0: Ref,
                r1: Ref,
                r2: Ref,
                number: Ref,
            ) -> u64 {
                // SAFETY: see `spill` and `stop`.
                unsafe {
                    let sp = spill(sp, [r0, r1, r2, Ref::NULL], $depth);
                    stop(locals, sp, thread);
                }
                number.0 as u64
            }
        };
    )*};
}

cold!(0 _JIT_LEAVE_0 1 _JIT_LEAVE_1 2 _JIT_LEAVE_2 3 _JIT_LEAVE_3);

/// The exit's number, as something that fits a register of the cache.
#[inline(always)]
fn number() -> Ref {
    use crate::site::Site;
    Ref(Hole.small_operand() as *mut Header)
}

/// A cold exit with all registers in use: one slot more goes to memory first.
#[unsafe(export_name = "_EXIT_COLD__4")]
unsafe extern "rust-preserve-none" fn cold_4(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    r0: Ref,
    r1: Ref,
    r2: Ref,
    r3: Ref,
) -> u64 {
    // SAFETY: see `spill`; the shared end expects a number in the last register.
    unsafe {
        *sp = r0;
        become _JIT_LEAVE_3(locals, sp.add(1), thread, r1, r2, r3, number())
    }
}
