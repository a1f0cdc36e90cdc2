//! Loads of operands: 16 bits by an instruction.

use crate::holes::{_JIT_LOCAL, _JIT_OPARG, _JIT_OPERAND, _JIT_SMALL};
use core::arch::asm;

/// Loads what a hole is filled with. LLVM knows nothing about the result of inline assembly.
macro_rules! load {
    ($hole:path, $ty:ty, $($instruction:literal),*) => {{
        let value: $ty;
        // SAFETY: computes a constant or an address; no memory, no flags.
        unsafe {
            asm!(
                $($instruction,)*
                value = out(reg) value,
                hole = sym $hole,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        value
    }};
}

/// The uop's oparg, which has 16 bits.
#[inline(always)]
pub fn oparg() -> usize {
    load!(_JIT_OPARG, usize, "movz {value:w}, #:abs_g0_nc:{hole}")
}

/// The uop's operand.
#[inline(always)]
pub fn operand() -> u64 {
    load!(
        _JIT_OPERAND,
        u64,
        "movz {value}, #:abs_g3:{hole}",
        "movk {value}, #:abs_g2_nc:{hole}",
        "movk {value}, #:abs_g1_nc:{hole}",
        "movk {value}, #:abs_g0_nc:{hole}"
    )
}

/// The uop's operand where it is an address near the code.
#[inline(always)]
pub fn near_operand() -> u64 {
    load!(_JIT_OPERAND, u64, "adrp {value}, {hole}", "add {value}, {value}, :lo12:{hole}")
}

/// The uop's operand where it fits 31 bits.
#[inline(always)]
pub fn small_operand() -> usize {
    load!(_JIT_SMALL, usize, "movz {value:w}, #:abs_g1:{hole}", "movk {value:w}, #:abs_g0_nc:{hole}")
}

/// Bytes from the first local to the uop's: 16 bits for the number of the local, 3 for its size.
#[inline(always)]
pub fn local_offset() -> usize {
    load!(_JIT_LOCAL, usize, "movz {value:w}, #:abs_g1:{hole}", "movk {value:w}, #:abs_g0_nc:{hole}")
}
