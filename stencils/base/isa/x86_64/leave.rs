//! Ways out of a program.

use core::arch::asm;

/// Marks what is reached through a register, where the processor is to check that.
#[inline(always)]
pub fn landing() {
    // SAFETY: the marker does nothing.
    unsafe { asm!("endbr64", options(nomem, nostack, preserves_flags)) }
}

/// Defines where unlinked exits and errors leave the program.
///
/// The code of a segment begins with a row of one-byte instructions, `push rsp`, one for each exit
/// that a program can have, with a call of this at the end of every group of them. An exit jumps to
/// the one with its own number; what that and the following ones have pushed tells which it was. The
/// result is its address. All registers that may hold slots are noted: how many do is known to whoever
/// made the code.
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
                concat!("mov qword ptr [", $crate::register!(thread), " + {locals}], ", $crate::register!(locals)),
                concat!("mov qword ptr [", $crate::register!(thread), " + {stack_pointer}], ", $crate::register!(sp)),
                concat!("mov qword ptr [", $crate::register!(thread), " + {registers}], ", $crate::register!(r0)),
                concat!("mov qword ptr [", $crate::register!(thread), " + {registers} + 8], ", $crate::register!(r1)),
                concat!("mov qword ptr [", $crate::register!(thread), " + {registers} + 16], ", $crate::register!(r2)),
                concat!("mov qword ptr [", $crate::register!(thread), " + {registers} + 24], ", $crate::register!(r3)),
                "ret",
                locals = const core::mem::offset_of!($crate::Thread, locals),
                stack_pointer = const core::mem::offset_of!($crate::Thread, stack_pointer),
                registers = const core::mem::offset_of!($crate::Thread, registers),
            )
        }
    };
}
