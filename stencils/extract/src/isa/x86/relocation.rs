//! Relocations.

use crate::isa::place::{Problem, place};
use object::{Relocation, RelocationFlags, elf};
use stencil_format::Patch;
use stencil_format::isa::x86_64::Patch as X86;

/// How a relocation is written, and what is added to its value, which is in its place.
pub(in crate::isa) fn relocation(
    relocation: &Relocation,
    code: &[u8],
) -> Result<(Patch, i64), Problem> {
    let patch = match relocation.flags() {
        RelocationFlags::Elf { r_type: elf::R_386_32 } => X86::Abs32,
        RelocationFlags::Elf { r_type: elf::R_386_PC32 | elf::R_386_PLT32 } => X86::Rel32,
        _ => return Err(Problem::Unknown),
    };
    let addend = i32::from_le_bytes(place(code)?);
    Ok((Patch::X86_64(patch), addend.into()))
}

/// The hole that a symbol stands for, and how it is filled: a register has half of an operand.
pub(in crate::isa) fn part(symbol: &str, patch: Patch) -> (&str, Patch) {
    let half = |half| symbol.strip_suffix(half).filter(|_| patch == Patch::X86_64(X86::Abs32));
    if let Some(hole) = half("_LOW") {
        (hole, Patch::X86_64(X86::Low32))
    } else if let Some(hole) = half("_HIGH") {
        (hole, Patch::X86_64(X86::High32))
    } else {
        (symbol, patch)
    }
}
