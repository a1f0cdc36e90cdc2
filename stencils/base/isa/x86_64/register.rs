//! The contents of each register.

use crate::{C_CACHED_SLOTS, CACHED_SLOTS, Ref};
use core::arch::asm;
use semantics::object::Header;

/// How many stack slots can be in registers.
pub const LIMIT: usize = if cfg!(c_convention) { C_CACHED_SLOTS } else { CACHED_SLOTS };

/// A value for a register that holds no slot: whatever the register contains. So LLVM neither keeps nor moves
/// anything for this register.
#[inline(always)]
pub fn unused(register: usize) -> Ref {
    let value: *mut Header;
    macro_rules! whatever {
        ($register:tt) => {
            asm!("", out($register) value, options(pure, nomem, nostack, preserves_flags))
        };
    }
    // SAFETY: no instruction at all; an output is all that is claimed.
    unsafe {
        #[cfg(not(c_convention))]
        match register {
            0 => whatever!("r15"),
            1 => whatever!("rdi"),
            2 => whatever!("rsi"),
            _ => whatever!("rdx"),
        }
        #[cfg(c_convention)]
        match register {
            0 => whatever!("rcx"),
            1 => whatever!("r8"),
            2 => whatever!("r9"),
            _ => whatever!("rax"),
        }
    }
    Ref(value)
}

/// The register that something is in, as text for assembly.
#[cfg(not(c_convention))]
#[macro_export]
macro_rules! register {
    (locals) => {
        "r12"
    };
    (sp) => {
        "r13"
    };
    (thread) => {
        $crate::thread_register!()
    };
    (r0) => {
        "r15"
    };
    (r1) => {
        "rdi"
    };
    (r2) => {
        "rsi"
    };
    (r3) => {
        "rdx"
    };
}

/// Likewise in the C convention, where `r3` is in memory and holds no slot.
#[cfg(c_convention)]
#[macro_export]
macro_rules! register {
    (locals) => {
        "rdi"
    };
    (sp) => {
        "rsi"
    };
    (thread) => {
        $crate::thread_register!()
    };
    (r0) => {
        "rcx"
    };
    (r1) => {
        "r8"
    };
    (r2) => {
        "r9"
    };
    (r3) => {
        "rax"
    };
}
