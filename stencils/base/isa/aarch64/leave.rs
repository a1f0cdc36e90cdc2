//! The code that leaves a program.

use core::arch::asm;

/// Marks a place that is reached through a register, so that the processor can check the jump: `bti jc`.
#[inline(always)]
pub fn landing() {
    // SAFETY: the marker does nothing.
    unsafe { asm!("hint #38", options(nomem, nostack, preserves_flags)) }
}

/// Stores a register in a field of the thread.
#[macro_export]
macro_rules! note {
    ($field:literal, $register:ident) => {
        concat!(
            "str ",
            $crate::register!($register),
            ", [",
            $crate::register!(thread),
            ", ",
            $field,
            "]"
        )
    };
}

/// Defines where unlinked exits and errors leave the program.
///
/// The code of a segment begins with a row of calls of this, one for each exit that a program can have. An
/// exit jumps to the call with its own number. So the link register identifies the exit, and the result is
/// the address of the call. The code stores all registers that may hold slots in the thread. The backend
/// knows how many of them do. The return address is where `enter!` has put it.
#[macro_export]
macro_rules! leave {
    ($export:literal) => {
        #[unsafe(export_name = $export)]
        #[unsafe(naked)]
        unsafe extern "C" fn leave() {
            core::arch::naked_asm!(
                $crate::note!("{locals}", locals),
                $crate::note!("{stack_pointer}", sp),
                $crate::note!("{registers}", r0),
                $crate::note!("{registers} + 8", r1),
                $crate::note!("{registers} + 16", r2),
                $crate::note!("{registers} + 24", r3),
                "sub x0, x30, #4",
                "ldr x30, [sp, #16]",
                "br x30",
                locals = const core::mem::offset_of!($crate::Thread, locals),
                stack_pointer = const core::mem::offset_of!($crate::Thread, stack_pointer),
                registers = const core::mem::offset_of!($crate::Thread, registers),
            )
        }
    };
}
