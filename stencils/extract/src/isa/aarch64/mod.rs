//! AArch64.

mod assembly;
mod marker;
mod narrow;
mod relocation;

pub(super) use assembly::Isa;
pub(super) use marker::marked;
pub(super) use relocation::relocation;
