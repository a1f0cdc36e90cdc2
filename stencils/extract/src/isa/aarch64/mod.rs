//! AArch64.

mod assembly;
mod narrow;
mod relocation;

pub(super) use assembly::Isa;
pub(super) use relocation::relocation;
