//! Relocations.

use crate::isa::place::{Problem, place};
use object::{Relocation, RelocationFlags, elf, macho, pe};
use stencil_format::Patch;
use stencil_format::isa::aarch64::Patch as A64;

/// How a relocation is written, and what is added to its value.
pub(in crate::isa) fn relocation(
    relocation: &Relocation,
    code: &[u8],
) -> Result<(Patch, i64), Problem> {
    let instruction = u32::from_le_bytes(place(code)?);
    let patch = match relocation.flags() {
        RelocationFlags::Elf { r_type } => elf(r_type),
        RelocationFlags::MachO { r_type, r_pcrel, r_length } => {
            macho(r_type, r_pcrel, r_length, instruction)
        }
        RelocationFlags::Coff { typ } => coff(typ, instruction),
        _ => None,
    };
    let patch = patch.ok_or(Problem::Unknown)?;
    let immediate = immediate(patch, instruction);
    let addend = match (relocation.flags(), patch) {
        (RelocationFlags::Elf { .. }, _) => relocation.addend(),
        (_, Patch::Abs64) => i64::from_le_bytes(place(code)?),
        // The addend of an instruction is a relocation of its own, which `object` adds to this one.
        (RelocationFlags::MachO { .. }, _) if immediate == 0 => relocation.addend(),
        // A branch has none.
        (
            RelocationFlags::Coff { .. },
            Patch::Aarch64(A64::Branch26) | Patch::Aarch64(A64::Branch19),
        ) if immediate == 0 => 0,
        (
            RelocationFlags::Coff { .. },
            Patch::Aarch64(A64::Page21) | Patch::Aarch64(A64::PageOffset12 { .. }),
        ) => immediate,
        _ => return Err(Problem::Addend),
    };
    Ok((patch, addend))
}

/// What the immediate of an instruction adds, in bytes: that of `adrp`, too, where an object file's
/// addend is.
fn immediate(patch: Patch, instruction: u32) -> i64 {
    let signed = |value: u32, bits: u32| i64::from((value << (32 - bits)) as i32 >> (32 - bits));
    match patch {
        Patch::Aarch64(A64::Branch26) => signed(instruction, 26) * 4,
        Patch::Aarch64(A64::Branch19) => signed(instruction >> 5, 19) * 4,
        Patch::Aarch64(A64::Page21) => signed(instruction >> 3 & !3 | instruction >> 29 & 3, 21),
        Patch::Aarch64(A64::PageOffset12 { scale }) => {
            i64::from(instruction >> 10 & 0xfff) << scale
        }
        Patch::Aarch64(A64::Move16 { shift }) => i64::from(instruction >> 5 & 0xffff) << shift,
        Patch::Abs64 | Patch::X86_64(_) => 0,
    }
}

fn elf(r_type: elf::RelocationType) -> Option<Patch> {
    Some(match r_type {
        elf::R_AARCH64_ABS64 => Patch::Abs64,
        elf::R_AARCH64_CALL26 | elf::R_AARCH64_JUMP26 => Patch::Aarch64(A64::Branch26),
        elf::R_AARCH64_CONDBR19 => Patch::Aarch64(A64::Branch19),
        elf::R_AARCH64_ADR_PREL_PG_HI21 => Patch::Aarch64(A64::Page21),
        elf::R_AARCH64_ADD_ABS_LO12_NC | elf::R_AARCH64_LDST8_ABS_LO12_NC => {
            Patch::Aarch64(A64::PageOffset12 { scale: 0 })
        }
        elf::R_AARCH64_LDST16_ABS_LO12_NC => Patch::Aarch64(A64::PageOffset12 { scale: 1 }),
        elf::R_AARCH64_LDST32_ABS_LO12_NC => Patch::Aarch64(A64::PageOffset12 { scale: 2 }),
        elf::R_AARCH64_LDST64_ABS_LO12_NC => Patch::Aarch64(A64::PageOffset12 { scale: 3 }),
        elf::R_AARCH64_LDST128_ABS_LO12_NC => Patch::Aarch64(A64::PageOffset12 { scale: 4 }),
        elf::R_AARCH64_MOVW_UABS_G0 | elf::R_AARCH64_MOVW_UABS_G0_NC => {
            Patch::Aarch64(A64::Move16 { shift: 0 })
        }
        elf::R_AARCH64_MOVW_UABS_G1 | elf::R_AARCH64_MOVW_UABS_G1_NC => {
            Patch::Aarch64(A64::Move16 { shift: 16 })
        }
        elf::R_AARCH64_MOVW_UABS_G2 | elf::R_AARCH64_MOVW_UABS_G2_NC => {
            Patch::Aarch64(A64::Move16 { shift: 32 })
        }
        elf::R_AARCH64_MOVW_UABS_G3 => Patch::Aarch64(A64::Move16 { shift: 48 }),
        _ => return None,
    })
}

fn macho(
    r_type: macho::RelocationType,
    r_pcrel: bool,
    r_length: u8,
    instruction: u32,
) -> Option<Patch> {
    match (r_type, r_pcrel, r_length) {
        (macho::ARM64_RELOC_UNSIGNED, false, 3) => Some(Patch::Abs64),
        (macho::ARM64_RELOC_BRANCH26, true, 2) => Some(Patch::Aarch64(A64::Branch26)),
        (macho::ARM64_RELOC_PAGE21, true, 2) => Some(Patch::Aarch64(A64::Page21)),
        (macho::ARM64_RELOC_PAGEOFF12, false, 2) => Some(page_offset(instruction)),
        _ => None,
    }
}

fn coff(typ: pe::RelocationType, instruction: u32) -> Option<Patch> {
    match typ {
        pe::IMAGE_REL_ARM64_ADDR64 => Some(Patch::Abs64),
        pe::IMAGE_REL_ARM64_BRANCH26 => Some(Patch::Aarch64(A64::Branch26)),
        pe::IMAGE_REL_ARM64_BRANCH19 => Some(Patch::Aarch64(A64::Branch19)),
        pe::IMAGE_REL_ARM64_PAGEBASE_REL21 => Some(Patch::Aarch64(A64::Page21)),
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12A | pe::IMAGE_REL_ARM64_PAGEOFFSET_12L => {
            Some(page_offset(instruction))
        }
        _ => None,
    }
}

/// The unit of a load or store is in the instruction, not in the relocation.
fn page_offset(instruction: u32) -> Patch {
    // Loads and stores with an unsigned offset; all else is an `add`.
    if instruction & 0x3b00_0000 != 0x3900_0000 {
        return Patch::Aarch64(A64::PageOffset12 { scale: 0 });
    }
    let size = (instruction >> 30) as u8;
    // A vector register of 128 bits has a bit of its own.
    let is_vector = size == 0 && instruction & 0x0480_0000 == 0x0480_0000;
    Patch::Aarch64(A64::PageOffset12 { scale: if is_vector { 4 } else { size } })
}
