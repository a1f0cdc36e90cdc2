//! The code that leaves a program.

use core::arch::asm;

/// Marks a place that is reached through a register, so that the processor can check the jump.
#[inline(always)]
pub fn landing() {
    // SAFETY: the marker does nothing.
    unsafe { asm!("endbr64", options(nomem, nostack, preserves_flags)) }
}

/// Stores a register in a field of the thread.
#[macro_export]
macro_rules! note {
    ($field:literal, $register:ident) => {
        concat!(
            "mov qword ptr [",
            $crate::register!(thread),
            " + ",
            $field,
            "], ",
            $crate::register!($register)
        )
    };
}

/// Defines where unlinked exits and errors leave the program.
///
/// The code of a segment begins with a row of one-byte instructions, `push rsp`, one for each exit
/// that a program can have, with a call of this at the end of every group of them. An exit jumps to
/// the one with its own number; the words that this stub and the following ones have pushed identify the stub. The
/// result is its address. The code stores all registers that may hold slots in the thread. The backend
/// knows how many of them do.
#[macro_export]
macro_rules! leave {
    ($export:literal) => {
        #[unsafe(export_name = $export)]
        #[unsafe(naked)]
        unsafe extern "C" fn leave() {
            core::arch::naked_asm!(
                "pop rax",
                "sub rax, 5",
                "2:",
                "pop r11",
                "dec rax",
                "cmp r11, rsp",
                "je 2b",
                "push r11",
                "inc rax",
                $crate::note!("{locals}", locals),
                $crate::note!("{stack_pointer}", sp),
                $crate::note!("{registers}", r0),
                $crate::note!("{registers} + 8", r1),
                $crate::note!("{registers} + 16", r2),
                $crate::note!("{registers} + 24", r3),
                "ret",
                locals = const core::mem::offset_of!($crate::Thread, locals),
                stack_pointer = const core::mem::offset_of!($crate::Thread, stack_pointer),
                registers = const core::mem::offset_of!($crate::Thread, registers),
            )
        }
    };
}
