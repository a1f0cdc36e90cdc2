//! x86-64.

/// Handlers are jumped to, so they begin where the processor fetches.
pub(crate) const ALIGN: usize = 16;

/// `int3`
pub(crate) const FILLING: u8 = 0xcc;
