//! AArch64.

mod patch;

pub use patch::Patch;

/// Bytes of an instruction.
pub(crate) const INSTRUCTION: usize = 4;
