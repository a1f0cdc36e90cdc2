//! x86-64.

/// As far as a 32-bit displacement reaches, less what a program and its segment may take.
pub(crate) const REACH: usize = (1 << 31) - (256 << 20);

/// Nothing: the processor keeps its instruction caches coherent by itself.
#[inline(always)]
pub(crate) fn clear(_: *const u8, _: usize) {}
