//! The code that leaves a program.

use core::arch::asm;

/// Marks a place that is reached through a register, so that the processor can check the jump.
#[inline(always)]
pub fn landing() {
    // SAFETY: the marker does nothing.
    unsafe { asm!("endbr32", options(nomem, nostack, preserves_flags)) }
}

/// Defines where unlinked exits and errors leave the program: each calls this, and the result is the address of
/// the call. What stencils pass to each other is on the stack, above the address to which the program returns.
#[macro_export]
macro_rules! leave {
    ($export:literal) => {
        #[unsafe(export_name = $export)]
        #[unsafe(naked)]
        unsafe extern "C" fn leave() {
            core::arch::naked_asm!(
                "mov ecx, dword ptr [esp + 16]",
                "mov eax, dword ptr [esp + 8]",
                "mov dword ptr [ecx + {locals}], eax",
                "mov eax, dword ptr [esp + 12]",
                "mov dword ptr [ecx + {stack_pointer}], eax",
                "mov eax, dword ptr [esp + 20]",
                "mov dword ptr [ecx + {registers}], eax",
                "mov eax, dword ptr [esp + 24]",
                "mov dword ptr [ecx + {registers} + 4], eax",
                "mov eax, dword ptr [esp + 28]",
                "mov dword ptr [ecx + {registers} + 8], eax",
                "mov eax, dword ptr [esp + 32]",
                "mov dword ptr [ecx + {registers} + 12], eax",
                "pop eax",
                "sub eax, 5",
                "xor edx, edx",
                "ret",
                locals = const core::mem::offset_of!($crate::Thread, locals),
                stack_pointer = const core::mem::offset_of!($crate::Thread, stack_pointer),
                registers = const core::mem::offset_of!($crate::Thread, registers),
            )
        }
    };
}
