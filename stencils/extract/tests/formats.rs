//! Extraction from the object files of other systems and processors, made here.

use object::write::{Object, Relocation, Symbol, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionKind, SymbolFlags, SymbolKind,
    SymbolScope, elf, macho, pe,
};
use stencil_extract::{Library, Patch, Stencil, What, extract};
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::isa::x86_64::Patch as X86;

/// An instruction: its bytes, and the relocation in it: where, how, against which hole, plus what.
type Instruction = (Vec<u8>, u64, RelocationFlags, &'static str, i64);

/// An object file with a stencil `_UOP__1` of these instructions, and a cold part of one `call`.
fn object_file(format: BinaryFormat, architecture: Architecture, code: &[Instruction]) -> Vec<u8> {
    let mut object = Object::new(format, architecture, Endianness::Little);
    // The file is as if an assembler had made it: names are given as they are.
    object.mangling = object::write::Mangling::None;
    let prefix = if format == BinaryFormat::MachO { "_" } else { "" };
    let names = match format {
        BinaryFormat::MachO => ["__text", "__text"],
        _ => [".text._UOP__1", ".text.cold._UOP__1"],
    };
    let segment = if format == BinaryFormat::MachO { b"__TEXT".to_vec() } else { Vec::new() };
    let hot = object.add_section(segment.clone(), names[0].into(), SectionKind::Text);
    let cold = match format {
        BinaryFormat::MachO => hot,
        _ => object.add_section(segment, names[1].into(), SectionKind::Text),
    };
    let symbol = |object: &mut Object, name: String, section, value| {
        object.add_symbol(Symbol {
            name: name.into_bytes(),
            value,
            size: 0,
            kind: if section == SymbolSection::Undefined {
                SymbolKind::Unknown
            } else {
                SymbolKind::Text
            },
            scope: SymbolScope::Linkage,
            weak: false,
            section,
            flags: SymbolFlags::None,
        })
    };
    let mut relocations = Vec::new();
    let mut hot_code = Vec::new();
    for (bytes, at, flags, hole, addend) in code {
        relocations.push((hot_code.len() as u64 + at, *flags, *hole, *addend));
        hot_code.extend_from_slice(bytes);
    }
    let start = object.append_section_data(hot, &hot_code, 4);
    symbol(&mut object, format!("{prefix}_UOP__1"), SymbolSection::Section(hot), start);
    let end = object.append_section_data(cold, &[0xcc; 4], 4);
    let cold_name = format!("{prefix}_UOP__1.cold");
    let cold_symbol = symbol(&mut object, cold_name, SymbolSection::Section(cold), end);
    for (offset, flags, hole, addend) in relocations {
        let target = match hole {
            "cold" => cold_symbol,
            hole => symbol(&mut object, format!("{prefix}{hole}"), SymbolSection::Undefined, 0),
        };
        let relocation = Relocation { offset: start + offset, symbol: target, addend, flags };
        object.add_relocation(hot, relocation).expect("the writer knows it");
    }
    object.write().expect("it can be written")
}

fn stencil(format: BinaryFormat, architecture: Architecture, code: &[Instruction]) -> Stencil {
    let object = object_file(format, architecture, code);
    let Library { stencils } =
        extract::extract(&object, &["_UOP__1".to_owned()]).expect("it is a stencil");
    stencils.into_iter().next().expect("there is one")
}

/// Asserts that a stencil's hot part has these holes, and that its code is all there.
fn has_holes(stencil: &Stencil, code: &[Instruction], expected: &[(Patch, What, i32)]) {
    let holes: Vec<_> =
        stencil.hot.holes.iter().map(|hole| (hole.patch, hole.what, hole.addend)).collect();
    assert_eq!(holes, expected);
    assert_eq!(stencil.hot.bytes.len(), code.iter().map(|part| part.0.len()).sum::<usize>());
    assert_eq!(stencil.cold.bytes, [0xcc; 4]);
}

fn elf(r_type: elf::RelocationType) -> RelocationFlags {
    RelocationFlags::Elf { r_type }
}

fn mach(r_type: macho::RelocationType, r_pcrel: bool, r_length: u8) -> RelocationFlags {
    RelocationFlags::MachO { r_type, r_pcrel, r_length }
}

fn coff(typ: pe::RelocationType) -> RelocationFlags {
    RelocationFlags::Coff { typ }
}

fn word(instruction: u32) -> Vec<u8> {
    instruction.to_le_bytes().to_vec()
}

/// `jne`, `movabs rax`, `mov eax`, `mov rax, [r12 + …]`
fn x86_64(flags: [RelocationFlags; 4]) -> Vec<Instruction> {
    let [branch, wide, narrow, displacement] = flags;
    vec![
        (vec![0x0f, 0x85, 0, 0, 0, 0], 2, branch, "cold", -4),
        (vec![0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0], 2, wide, "_JIT_OPERAND", 0),
        (vec![0xb8, 0, 0, 0, 0], 1, narrow, "_JIT_OPARG", 0),
        (vec![0x49, 0x8b, 0x84, 0x24, 0, 0, 0, 0], 4, displacement, "_JIT_LOCAL", 0),
    ]
}

#[test]
fn elf_x86_64() {
    let flags = [elf::R_X86_64_PLT32, elf::R_X86_64_64, elf::R_X86_64_32, elf::R_X86_64_32S];
    let code = x86_64(flags.map(elf));
    has_holes(
        &stencil(BinaryFormat::Elf, Architecture::X86_64, &code),
        &code,
        &[
            (Patch::X86_64(X86::Rel32), What::Cold, -4),
            (Patch::Abs64, What::Operand, 0),
            (Patch::X86_64(X86::Abs32), What::Oparg, 0),
            (Patch::X86_64(X86::Abs32Signed), What::Local, 0),
        ],
    );
}

#[test]
fn coff_x86_64() {
    let flags = [
        pe::IMAGE_REL_AMD64_REL32,
        pe::IMAGE_REL_AMD64_ADDR64,
        pe::IMAGE_REL_AMD64_ADDR32,
        pe::IMAGE_REL_AMD64_ADDR32,
    ];
    let code = x86_64(flags.map(coff));
    has_holes(
        &stencil(BinaryFormat::Coff, Architecture::X86_64, &code),
        &code,
        &[
            (Patch::X86_64(X86::Rel32), What::Cold, -4),
            (Patch::Abs64, What::Operand, 0),
            (Patch::X86_64(X86::Abs32), What::Oparg, 0),
            (Patch::X86_64(X86::Abs32), What::Local, 0),
        ],
    );
}

#[test]
fn mach_o_x86_64() {
    let branch = mach(macho::X86_64_RELOC_BRANCH, true, 2);
    let wide = mach(macho::X86_64_RELOC_UNSIGNED, false, 3);
    // 32-bit absolute addresses do not exist there.
    let code = x86_64([branch, wide, branch, branch])[..2].to_vec();
    has_holes(
        &stencil(BinaryFormat::MachO, Architecture::X86_64, &code),
        &code,
        &[(Patch::X86_64(X86::Rel32), What::Cold, -4), (Patch::Abs64, What::Operand, 0)],
    );
}

/// `bl`, `adrp x0`, `add x0, x0`, `ldr x0, [x0]`, `ldr q0, [x0]`
fn aarch64(flags: [RelocationFlags; 5]) -> Vec<Instruction> {
    let [call, page, add, load, vector] = flags;
    vec![
        (word(0x9400_0000), 0, call, "cold", 0),
        (word(0x9000_0000), 0, page, "_JIT_OPERAND", 0),
        (word(0x9100_0000), 0, add, "_JIT_OPERAND", 0),
        (word(0xf940_0000), 0, load, "_JIT_OPERAND", 0),
        (word(0x3dc0_0000), 0, vector, "_JIT_OPERAND", 0),
    ]
}

const AARCH64: [(Patch, What, i32); 5] = [
    (Patch::Aarch64(A64::Branch26), What::Cold, 0),
    (Patch::Aarch64(A64::Page21), What::Operand, 0),
    (Patch::Aarch64(A64::PageOffset12 { scale: 0 }), What::Operand, 0),
    (Patch::Aarch64(A64::PageOffset12 { scale: 3 }), What::Operand, 0),
    (Patch::Aarch64(A64::PageOffset12 { scale: 4 }), What::Operand, 0),
];

#[test]
fn elf_aarch64() {
    let flags = [
        elf::R_AARCH64_CALL26,
        elf::R_AARCH64_ADR_PREL_PG_HI21,
        elf::R_AARCH64_ADD_ABS_LO12_NC,
        elf::R_AARCH64_LDST64_ABS_LO12_NC,
        elf::R_AARCH64_LDST128_ABS_LO12_NC,
    ];
    let code = aarch64(flags.map(elf));
    has_holes(&stencil(BinaryFormat::Elf, Architecture::Aarch64, &code), &code, &AARCH64);
    // movz x0; movk x0, lsl #16; movk, lsl #32; movk, lsl #48; b; b.ne
    let moves = [
        (0xd280_0000, elf::R_AARCH64_MOVW_UABS_G0_NC, "_JIT_OPERAND"),
        (0xf2a0_0000, elf::R_AARCH64_MOVW_UABS_G1_NC, "_JIT_OPERAND"),
        (0xf2c0_0000, elf::R_AARCH64_MOVW_UABS_G2_NC, "_JIT_OPERAND"),
        (0xf2e0_0000, elf::R_AARCH64_MOVW_UABS_G3, "_JIT_OPERAND"),
        (0x1400_0000, elf::R_AARCH64_JUMP26, "_JIT_TOP"),
        (0x5400_0001, elf::R_AARCH64_CONDBR19, "_JIT_EXIT_1"),
    ];
    let code = moves.map(|(instruction, kind, hole)| (word(instruction), 0, elf(kind), hole, 0));
    has_holes(
        &stencil(BinaryFormat::Elf, Architecture::Aarch64, &code),
        &code,
        &[
            (Patch::Aarch64(A64::Move16 { shift: 0 }), What::Operand, 0),
            (Patch::Aarch64(A64::Move16 { shift: 16 }), What::Operand, 0),
            (Patch::Aarch64(A64::Move16 { shift: 32 }), What::Operand, 0),
            (Patch::Aarch64(A64::Move16 { shift: 48 }), What::Operand, 0),
            (Patch::Aarch64(A64::Branch26), What::Top, 0),
            (Patch::Aarch64(A64::Branch19), What::Exit(1), 0),
        ],
    );
}

#[test]
fn coff_aarch64() {
    let flags = [
        pe::IMAGE_REL_ARM64_BRANCH26,
        pe::IMAGE_REL_ARM64_PAGEBASE_REL21,
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12A,
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12L,
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12L,
    ];
    let code = aarch64(flags.map(coff));
    has_holes(&stencil(BinaryFormat::Coff, Architecture::Aarch64, &code), &code, &AARCH64);
}

#[test]
fn mach_o_aarch64() {
    let flags = [
        mach(macho::ARM64_RELOC_BRANCH26, true, 2),
        mach(macho::ARM64_RELOC_PAGE21, true, 2),
        mach(macho::ARM64_RELOC_PAGEOFF12, false, 2),
        mach(macho::ARM64_RELOC_PAGEOFF12, false, 2),
        mach(macho::ARM64_RELOC_PAGEOFF12, false, 2),
    ];
    let code = aarch64(flags);
    has_holes(&stencil(BinaryFormat::MachO, Architecture::Aarch64, &code), &code, &AARCH64);
}

#[test]
fn relocations_of_another_processor_are_unknown() {
    // Number 1 is R_X86_64_64; AArch64 has no such.
    let code = [(word(0), 0, elf(elf::R_X86_64_64), "_JIT_OPERAND", 0)];
    let object = object_file(BinaryFormat::Elf, Architecture::Aarch64, &code);
    let error = extract::extract(&object, &["_UOP__1".to_owned()]).expect_err("it is unknown");
    assert!(error.to_string().contains("an unknown relocation"), "{error}");
}

#[test]
fn objects_with_any_bit_flipped_or_cut_off_are_stencils_or_errors() {
    let flags = [elf::R_X86_64_PLT32, elf::R_X86_64_64, elf::R_X86_64_32, elf::R_X86_64_32S];
    let code = x86_64(flags.map(elf));
    let whole = object_file(BinaryFormat::Elf, Architecture::X86_64, &code);
    let names = ["_UOP__1".to_owned()];
    let mut refused = 0;
    for at in 0..whole.len() {
        refused += usize::from(extract::extract(&whole[..at], &names).is_err());
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            refused += usize::from(extract::extract(&flipped, &names).is_err());
        }
    }
    assert!(refused > 2 * whole.len(), "{refused} refused");
}
