//! x86 of 32 bits.

mod assembly;
mod narrow;
mod relocation;

pub(super) use assembly::Isa;
pub(super) use relocation::{part, relocation};
