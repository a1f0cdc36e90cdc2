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
            0 => whatever!("x23"),
            1 => whatever!("x24"),
            2 => whatever!("x25"),
            _ => whatever!("x26"),
        }
        #[cfg(c_convention)]
        match register {
            0 => whatever!("x3"),
            1 => whatever!("x4"),
            2 => whatever!("x5"),
            _ => whatever!("x6"),
        }
    }
    Ref(value)
}

/// The register that something is in, as text for assembly.
#[cfg(not(c_convention))]
#[macro_export]
macro_rules! register {
    (locals) => {
        "x20"
    };
    (sp) => {
        "x21"
    };
    (thread) => {
        $crate::thread_register!()
    };
    (r0) => {
        "x23"
    };
    (r1) => {
        "x24"
    };
    (r2) => {
        "x25"
    };
    (r3) => {
        "x26"
    };
}

/// Likewise in the C convention.
#[cfg(c_convention)]
#[macro_export]
macro_rules! register {
    (locals) => {
        "x0"
    };
    (sp) => {
        "x1"
    };
    (thread) => {
        $crate::thread_register!()
    };
    (r0) => {
        "x3"
    };
    (r1) => {
        "x4"
    };
    (r2) => {
        "x5"
    };
    (r3) => {
        "x6"
    };
}
