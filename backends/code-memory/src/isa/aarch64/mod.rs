//! AArch64.

use core::arch::asm;

/// Half as far as `adrp` reaches, less what a program and its segment may take.
pub(crate) const REACH: usize = (1 << 31) - (256 << 20);

/// Makes what was written to the code at `start` visible to the instruction cache.
pub(crate) fn clear(start: *const u8, len: usize) {
    /// No cache line is shorter.
    const LINE: usize = 16;
    let lines = || (start as usize / LINE * LINE..start as usize + len).step_by(LINE);
    // SAFETY: these instructions change no memory; they take addresses of mapped memory.
    unsafe {
        for line in lines() {
            asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags));
        }
        asm!("dsb ish", options(nostack, preserves_flags));
        for line in lines() {
            asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags));
        }
        asm!("dsb ish", "isb", options(nostack, preserves_flags));
    }
}
