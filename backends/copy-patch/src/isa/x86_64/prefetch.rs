//! Prefetching.

use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

/// Loads the cache line with this address into the cache, if the address is mapped.
#[inline(always)]
pub fn prefetch<T>(address: *const T) {
    // SAFETY: every processor of this kind can do that, and with any address.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
}
