//! Loads of operands: immediates of 32 bits.

use crate::holes::{_JIT_LOCAL, _JIT_OPARG, _JIT_SMALL};
use core::arch::asm;

unsafe extern "C" {
    /// The lower half of the uop's operand.
    static _JIT_OPERAND_LOW: u8;
    /// The upper half.
    static _JIT_OPERAND_HIGH: u8;
}

/// Loads what a hole is filled with. LLVM knows nothing about the result of inline assembly.
macro_rules! load {
    ($hole:path) => {{
        let value: usize;
        // SAFETY: loads an immediate; no memory, no flags.
        unsafe {
            asm!(
                "mov {value}, offset {hole}",
                value = out(reg) value,
                hole = sym $hole,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        value
    }};
}

/// The uop's oparg.
#[inline(always)]
pub fn oparg() -> usize {
    load!(_JIT_OPARG)
}

/// The uop's operand.
#[inline(always)]
pub fn operand() -> u64 {
    (load!(_JIT_OPERAND_HIGH) as u64) << 32 | near_operand()
}

/// The uop's operand where it is an address.
#[inline(always)]
pub fn near_operand() -> u64 {
    load!(_JIT_OPERAND_LOW) as u64
}

/// The uop's operand where it fits 31 bits.
#[inline(always)]
pub fn small_operand() -> usize {
    load!(_JIT_SMALL)
}

/// Bytes from the first local to the uop's.
#[inline(always)]
pub fn local_offset() -> usize {
    load!(_JIT_LOCAL)
}
