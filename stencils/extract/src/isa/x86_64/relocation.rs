//! Relocations.

use crate::isa::place::{Problem, place};
use object::{Relocation, RelocationFlags, elf, macho, pe};
use stencil_format::Patch;
use stencil_format::isa::x86_64::Patch as X86;

/// How a relocation is written, and what is added to its value.
pub(in crate::isa) fn relocation(
    relocation: &Relocation,
    code: &[u8],
) -> Result<(Patch, i64), Problem> {
    let patch = match relocation.flags() {
        RelocationFlags::Elf { r_type } => elf(r_type),
        RelocationFlags::MachO { r_type, r_pcrel, r_length } => macho(r_type, r_pcrel, r_length),
        RelocationFlags::Coff { typ } => coff(typ),
        _ => None,
    };
    let patch = patch.ok_or(Problem::Unknown)?;
    let in_place = match patch {
        Patch::Abs64 => i64::from_le_bytes(place(code)?),
        _ => i32::from_le_bytes(place(code)?).into(),
    };
    let addend = match relocation.flags() {
        RelocationFlags::Elf { .. } => relocation.addend(),
        // The processor counts from the end of the field. What follows the field within the
        // instruction is in the place already, although the kind of the relocation implies it, too.
        RelocationFlags::MachO { r_pcrel: true, .. } => in_place - 4,
        // Here, only the kind of the relocation implies it, and `object` adds it to the addend.
        _ => in_place + relocation.addend(),
    };
    Ok((patch, addend))
}

fn elf(r_type: elf::RelocationType) -> Option<Patch> {
    match r_type {
        elf::R_X86_64_64 => Some(Patch::Abs64),
        elf::R_X86_64_32 => Some(Patch::X86_64(X86::Abs32)),
        elf::R_X86_64_32S => Some(Patch::X86_64(X86::Abs32Signed)),
        elf::R_X86_64_PC32 | elf::R_X86_64_PLT32 => Some(Patch::X86_64(X86::Rel32)),
        // A load from the global offset table could only be filled with the address of a place that
        // has the address; stencils are compiled so that there is none.
        _ => None,
    }
}

fn macho(r_type: macho::RelocationType, r_pcrel: bool, r_length: u8) -> Option<Patch> {
    match (r_type, r_pcrel, r_length) {
        (macho::X86_64_RELOC_UNSIGNED, false, 3) => Some(Patch::Abs64),
        (
            macho::X86_64_RELOC_BRANCH
            | macho::X86_64_RELOC_SIGNED
            | macho::X86_64_RELOC_SIGNED_1
            | macho::X86_64_RELOC_SIGNED_2
            | macho::X86_64_RELOC_SIGNED_4,
            true,
            2,
        ) => Some(Patch::X86_64(X86::Rel32)),
        _ => None,
    }
}

fn coff(typ: pe::RelocationType) -> Option<Patch> {
    match typ {
        pe::IMAGE_REL_AMD64_ADDR64 => Some(Patch::Abs64),
        pe::IMAGE_REL_AMD64_ADDR32 => Some(Patch::X86_64(X86::Abs32)),
        pe::IMAGE_REL_AMD64_REL32
        | pe::IMAGE_REL_AMD64_REL32_1
        | pe::IMAGE_REL_AMD64_REL32_2
        | pe::IMAGE_REL_AMD64_REL32_3
        | pe::IMAGE_REL_AMD64_REL32_4
        | pe::IMAGE_REL_AMD64_REL32_5 => Some(Patch::X86_64(X86::Rel32)),
        _ => None,
    }
}
