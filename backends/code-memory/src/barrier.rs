//! What has to happen between writing code and executing it, for the processor's sake.

/// Whether the processor has to be told. x86-64 keeps its instruction caches coherent by itself.
pub(crate) const IS_NEEDED: bool = !cfg!(target_arch = "x86_64");

/// Makes what was written to the code at `start` visible to the instruction cache.
#[cfg(target_arch = "aarch64")]
pub(crate) fn clear(start: *const u8, len: usize) {
    use core::arch::asm;
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

/// No JIT of this project makes code for other processors.
#[cfg(not(target_arch = "aarch64"))]
pub(crate) fn clear(_: *const u8, _: usize) {}
