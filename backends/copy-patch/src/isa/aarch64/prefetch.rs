//! Prefetching.

use std::arch::asm;

/// Loads the cache line with this address into the cache, if the address is mapped.
#[inline(always)]
pub fn prefetch<T>(address: *const T) {
    // SAFETY: the instruction is a hint, with any address.
    unsafe {
        asm!("prfm pldl1keep, [{}]", in(reg) address, options(nostack, preserves_flags, readonly));
    }
}
