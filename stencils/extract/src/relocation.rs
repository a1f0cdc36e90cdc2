//! Relocations of object files as patches.

use object::{Architecture, Relocation, RelocationFlags, elf, macho, pe};
use stencil_format::Patch;

/// How a relocation is written.
///
/// # Errors
/// Says which relocation it is that is not known.
pub fn patch(architecture: Architecture, relocation: &Relocation) -> Result<Patch, String> {
    let known = match (architecture, relocation.flags()) {
        (Architecture::X86_64, RelocationFlags::Elf { r_type }) => elf_x86_64(r_type),
        (Architecture::Aarch64, RelocationFlags::Elf { r_type }) => elf_aarch64(r_type),
        (Architecture::X86_64, RelocationFlags::MachO { r_type, r_pcrel, r_length }) => {
            macho_x86_64(r_type, r_pcrel, r_length)
        }
        (Architecture::Aarch64, RelocationFlags::MachO { r_type, r_pcrel, r_length }) => {
            macho_aarch64(r_type, r_pcrel, r_length)
        }
        (Architecture::X86_64, RelocationFlags::Coff { typ }) => coff_x86_64(typ),
        (Architecture::Aarch64, RelocationFlags::Coff { typ }) => coff_aarch64(typ),
        _ => None,
    };
    known.ok_or_else(|| match relocation.flags() {
        RelocationFlags::Elf { r_type } => format!("an unknown relocation, ELF type {r_type:?}"),
        other => format!("an unknown relocation, {other:?}"),
    })
}

fn elf_x86_64(r_type: elf::RelocationType) -> Option<Patch> {
    match r_type {
        elf::R_X86_64_64 => Some(Patch::Abs64),
        elf::R_X86_64_32 => Some(Patch::Abs32),
        elf::R_X86_64_32S => Some(Patch::Abs32Signed),
        elf::R_X86_64_PC32 | elf::R_X86_64_PLT32 => Some(Patch::Rel32),
        // A load from the global offset table could only be filled with the address of a place that
        // has the address; stencils are compiled so that there is none.
        _ => None,
    }
}

fn elf_aarch64(r_type: elf::RelocationType) -> Option<Patch> {
    Some(match r_type {
        elf::R_AARCH64_ABS64 => Patch::Abs64,
        elf::R_AARCH64_CALL26 | elf::R_AARCH64_JUMP26 => Patch::Branch26,
        elf::R_AARCH64_CONDBR19 => Patch::Branch19,
        elf::R_AARCH64_ADR_PREL_PG_HI21 => Patch::Page21,
        elf::R_AARCH64_ADD_ABS_LO12_NC | elf::R_AARCH64_LDST8_ABS_LO12_NC => {
            Patch::PageOffset12 { scale: 0 }
        }
        elf::R_AARCH64_LDST16_ABS_LO12_NC => Patch::PageOffset12 { scale: 1 },
        elf::R_AARCH64_LDST32_ABS_LO12_NC => Patch::PageOffset12 { scale: 2 },
        elf::R_AARCH64_LDST64_ABS_LO12_NC => Patch::PageOffset12 { scale: 3 },
        elf::R_AARCH64_LDST128_ABS_LO12_NC => Patch::PageOffset12 { scale: 4 },
        elf::R_AARCH64_MOVW_UABS_G0 | elf::R_AARCH64_MOVW_UABS_G0_NC => Patch::Move16 { shift: 0 },
        elf::R_AARCH64_MOVW_UABS_G1 | elf::R_AARCH64_MOVW_UABS_G1_NC => Patch::Move16 { shift: 16 },
        elf::R_AARCH64_MOVW_UABS_G2 | elf::R_AARCH64_MOVW_UABS_G2_NC => Patch::Move16 { shift: 32 },
        elf::R_AARCH64_MOVW_UABS_G3 => Patch::Move16 { shift: 48 },
        _ => return None,
    })
}

fn macho_x86_64(r_type: macho::RelocationType, r_pcrel: bool, r_length: u8) -> Option<Patch> {
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
        ) => Some(Patch::Rel32),
        _ => None,
    }
}

/// The unit of a load or store is in the instruction, not in the relocation; see [`scale`].
fn macho_aarch64(r_type: macho::RelocationType, r_pcrel: bool, r_length: u8) -> Option<Patch> {
    match (r_type, r_pcrel, r_length) {
        (macho::ARM64_RELOC_UNSIGNED, false, 3) => Some(Patch::Abs64),
        (macho::ARM64_RELOC_BRANCH26, true, 2) => Some(Patch::Branch26),
        (macho::ARM64_RELOC_PAGE21, true, 2) => Some(Patch::Page21),
        (macho::ARM64_RELOC_PAGEOFF12, false, 2) => Some(Patch::PageOffset12 { scale: 0 }),
        _ => None,
    }
}

fn coff_x86_64(typ: pe::RelocationType) -> Option<Patch> {
    match typ {
        pe::IMAGE_REL_AMD64_ADDR64 => Some(Patch::Abs64),
        pe::IMAGE_REL_AMD64_ADDR32 => Some(Patch::Abs32),
        pe::IMAGE_REL_AMD64_REL32
        | pe::IMAGE_REL_AMD64_REL32_1
        | pe::IMAGE_REL_AMD64_REL32_2
        | pe::IMAGE_REL_AMD64_REL32_3
        | pe::IMAGE_REL_AMD64_REL32_4
        | pe::IMAGE_REL_AMD64_REL32_5 => Some(Patch::Rel32),
        _ => None,
    }
}

fn coff_aarch64(typ: pe::RelocationType) -> Option<Patch> {
    match typ {
        pe::IMAGE_REL_ARM64_ADDR64 => Some(Patch::Abs64),
        pe::IMAGE_REL_ARM64_BRANCH26 => Some(Patch::Branch26),
        pe::IMAGE_REL_ARM64_BRANCH19 => Some(Patch::Branch19),
        pe::IMAGE_REL_ARM64_PAGEBASE_REL21 => Some(Patch::Page21),
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12A | pe::IMAGE_REL_ARM64_PAGEOFFSET_12L => {
            Some(Patch::PageOffset12 { scale: 0 })
        }
        _ => None,
    }
}

/// What the place of a relocation says about it, where the object file leaves that to the place: the
/// addend, and the unit of a load or store. `code` starts at the place.
///
/// # Errors
/// If there is no room for it in the section.
pub fn complete(
    architecture: Architecture,
    relocation: &Relocation,
    patch: Patch,
    code: &[u8],
) -> Result<(Patch, i64), String> {
    let mut addend = relocation.addend();
    let outside = || "a relocation at the end of its section".to_owned();
    if let Some(bytes) = code.first_chunk() {
        let word = u32::from_le_bytes(*bytes);
        let has_unit = !matches!(relocation.flags(), RelocationFlags::Elf { .. });
        if architecture == Architecture::Aarch64 && has_unit {
            if let Patch::PageOffset12 { .. } = patch {
                return Ok((Patch::PageOffset12 { scale: scale(word) }, addend));
            }
            if patch != Patch::Abs64 {
                return Ok((patch, addend));
            }
        }
        if relocation.has_implicit_addend() {
            addend += match patch {
                Patch::Abs64 => i64::from_le_bytes(*code.first_chunk().ok_or_else(outside)?),
                _ => i64::from(word as i32),
            };
        }
        return Ok((patch, addend));
    }
    Err(outside())
}

/// The logarithm of the unit in which an AArch64 instruction counts its immediate.
fn scale(instruction: u32) -> u8 {
    // Loads and stores with an unsigned offset; all else is an `add`.
    if instruction & 0x3b00_0000 != 0x3900_0000 {
        return 0;
    }
    let size = (instruction >> 30) as u8;
    // A vector register of 128 bits has a bit of its own.
    if size == 0 && instruction & 0x0480_0000 == 0x0480_0000 { 4 } else { size }
}
