//! Loads of operands.

use crate::holes::{_JIT_LOCAL, _JIT_OPARG, _JIT_OPERAND, _JIT_SMALL};
use core::arch::asm;

/// Loads a number. Object files of macOS have no relocation of 32 bits for that.
macro_rules! load {
    ($hole:path) => {{
        let value: usize;
        // SAFETY: loads an immediate; no memory, no flags.
        unsafe {
            #[cfg(not(target_vendor = "apple"))]
            asm!(
                "mov {value:e}, offset {hole}",
                value = out(reg) value,
                hole = sym $hole,
                options(pure, nomem, nostack, preserves_flags)
            );
            #[cfg(target_vendor = "apple")]
            asm!(
                "movabs {value}, offset {hole}",
                value = out(reg) value,
                hole = sym $hole,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        value
    }};
}

/// The uop's oparg.
///
/// It is not the address of a symbol, because LLVM knows that such an address is never null, and would fold
/// comparisons with 0. LLVM knows nothing about the result of inline assembly.
#[inline(always)]
pub fn oparg() -> usize {
    load!(_JIT_OPARG)
}

/// The uop's operand.
#[inline(always)]
pub fn operand() -> u64 {
    let value: u64;
    // SAFETY: loads an immediate; no memory, no flags.
    unsafe {
        asm!(
            "movabs {value}, offset {hole}",
            value = out(reg) value,
            hole = sym _JIT_OPERAND,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    value
}

/// The uop's operand where it is an address near the code.
#[inline(always)]
pub fn near_operand() -> u64 {
    let value: u64;
    // SAFETY: computes an address; no memory, no flags.
    unsafe {
        asm!(
            "lea {value}, [rip + {hole}]",
            value = out(reg) value,
            hole = sym _JIT_OPERAND,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    value
}

/// The uop's operand where it fits 31 bits: folds into an immediate where the system puts programs into the
/// lowest 31 bits of addresses.
#[inline(always)]
pub fn small_operand() -> usize {
    if cfg!(target_os = "linux") {
        // Used in comparisons with versions, which are never 0, and as a value to store.
        &raw const _JIT_SMALL as usize
    } else {
        load!(_JIT_SMALL)
    }
}

/// Bytes from the first local to the uop's, as 32 bits: likewise folds into a displacement.
#[inline(always)]
pub fn local_offset() -> usize {
    if cfg!(target_os = "linux") {
        // Only ever added to an address, so that it doesn't matter that LLVM takes it for not 0.
        &raw const _JIT_LOCAL as usize
    } else {
        load!(_JIT_LOCAL)
    }
}
