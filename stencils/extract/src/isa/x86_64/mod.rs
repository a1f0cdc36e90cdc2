//! x86-64.

mod assembly;
mod narrow;
mod relocation;

pub(super) use assembly::Isa;
pub(super) use narrow::join_of_size;
pub(super) use relocation::relocation;
