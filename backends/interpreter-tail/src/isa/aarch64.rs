//! AArch64.

/// Handlers are jumped to, so they begin where the processor fetches.
pub(crate) const ALIGN: usize = 16;

/// `udf #0` is four of these.
pub(crate) const FILLING: u8 = 0;
