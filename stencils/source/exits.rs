//! Ways into a program, out of it, and from trace to trace.

use crate::cold::thread;
use crate::holes::*;
use crate::object::Frame;
use crate::site::Site;
use crate::{CACHE, Ref, Stencil, Thread};
use core::arch::{asm, naked_asm};
use core::mem::offset_of;

/// Which register something is in, in the convention that is compiled.
#[cfg(not(c_convention))]
macro_rules! register {
    (locals) => { "r12" };
    (sp) => { "r13" };
    (r0) => { "r15" };
    (r1) => { "rdi" };
    (r2) => { "rsi" };
    (r3) => { "rdx" };
}

/// Likewise in the C convention, where `r3` is in memory and holds no slot.
#[cfg(c_convention)]
macro_rules! register {
    (locals) => { "rdi" };
    (sp) => { "rsi" };
    (r0) => { "rcx" };
    (r1) => { "r8" };
    (r2) => { "r9" };
    (r3) => { "rax" };
}

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

/// Begins what is reached through a register, where the processor is to check that.
#[unsafe(export_name = "_LANDING")]
unsafe extern "rust-preserve-none" fn landing(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    r0: Ref,
    r1: Ref,
    r2: Ref,
    r3: Ref,
) -> u64 {
    // SAFETY: the marker does nothing.
    unsafe {
        asm!("endbr64", options(nomem, nostack, preserves_flags));
        become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
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

macro_rules! copies {
    ($($depth:literal)*) => {$(
        const _: () = {
            /// A way out with code of its own, to compare with the one that all share.
            #[unsafe(export_name = concat!("_EXIT_COPY__", stringify!($depth)))]
            unsafe extern "rust-preserve-none" fn copy(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                r0: Ref,
                r1: Ref,
                r2: Ref,
                r3: Ref,
            ) -> u64 {
                // SAFETY: see `spill` and `stop`.
                unsafe {
                    let sp = spill(sp, [r0, r1, r2, r3], $depth);
                    stop(locals, sp, thread);
                }
                Hole.small_operand() as u64
            }
        };
    )*};
}

copies!(0 1 2 3 4);

/// Where unlinked exits and errors leave the program.
///
/// The code of a segment begins with a row of one-byte instructions, `push rsp`, one for each way out
/// that a program can have, with a call of this at the end of every group of them. An exit jumps to
/// the one with its own number; what that and the following ones have pushed tells which it was. The
/// result is its address. All registers that may hold slots are noted: how many do is known to whoever
/// made the code.
#[unsafe(export_name = "_LEAVE")]
#[unsafe(naked)]
unsafe extern "C" fn leave() {
    naked_asm!(
        "pop rax",
        "sub rax, 5",
        "2:",
        "pop r11",
        "dec rax",
        "cmp r11, rsp",
        "je 2b",
        "push r11",
        "inc rax",
        concat!("mov qword ptr [", thread!(), " + {locals}], ", register!(locals)),
        concat!("mov qword ptr [", thread!(), " + {stack_pointer}], ", register!(sp)),
        concat!("mov qword ptr [", thread!(), " + {registers}], ", register!(r0)),
        concat!("mov qword ptr [", thread!(), " + {registers} + 8], ", register!(r1)),
        concat!("mov qword ptr [", thread!(), " + {registers} + 16], ", register!(r2)),
        concat!("mov qword ptr [", thread!(), " + {registers} + 24], ", register!(r3)),
        "ret",
        locals = const offset_of!(Thread, locals),
        stack_pointer = const offset_of!(Thread, stack_pointer),
        registers = const offset_of!(Thread, registers),
    )
}
