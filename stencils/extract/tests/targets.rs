//! All stencils for the targets whose object files extraction knows, made on any machine that has Rust's core
//! library for them or its source: every hole is filled, and a decoder reads back what it was filled with.

mod pipeline;

use iced_x86::{Decoder, DecoderOptions, OpKind};
use stencil_extract::{Blob, CACHED_SLOTS, Hole, Library, Patch, crates};
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::isa::x86_64::Patch as X86;
use uops::Op;
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Opcode, Operand};

/// The stencils, or nothing where they can't be made.
fn library(name: &str) -> Option<Library> {
    let target = pipeline::foreign::target(name)?;
    let (rustc, root, work) = (pipeline::rustc(), pipeline::root(), pipeline::work(name));
    let library = stencil_extract::build(&rustc, &root, &crates::STENCILS, &target, &work);
    let library = library.unwrap_or_else(|error| panic!("{name}: {error}"));
    for op in Op::ALL {
        for depth in 0..=CACHED_SLOTS {
            let stencil = format!("{}__{depth}", op.symbol());
            assert!(library.find(&stencil).is_some(), "{name}: there is no {stencil}");
        }
    }
    Some(library)
}

/// A part whose holes are filled, and with which values, addends included.
struct Filled {
    code: Vec<u8>,
    values: Vec<(Hole, u64)>,
}

impl Filled {
    /// Fills the holes of a part at `address`. `value` is one that fits a hole.
    fn new(blob: &Blob, address: u64, value: impl Fn(&Hole) -> u64) -> Filled {
        let mut code = blob.bytes.clone();
        let mut values = Vec::new();
        for hole in &blob.holes {
            let at = usize::from(hole.offset);
            let value = value(hole).wrapping_add_signed(hole.addend.into());
            let written = hole.patch.apply(&mut code[at..], address + at as u64, value);
            written.unwrap_or_else(|error| panic!("{:?}: {error}", hole.what));
            values.push((*hole, value));
        }
        Filled { code, values }
    }
}

/// Checks all parts of all stencils.
fn check(name: &str, check: impl Fn(&Blob) -> Result<(), String>) {
    let Some(library) = library(name) else { return };
    let mut holes = 0;
    for stencil in &library.stencils {
        for blob in [&stencil.hot, &stencil.cold] {
            check(blob).unwrap_or_else(|what| panic!("{name}, {}: {what}", stencil.name));
            holes += blob.holes.len();
        }
    }
    println!("{name}: {} stencils, {holes} holes", library.stencils.len());
    assert!(holes > 9_000, "{name}: {holes} holes");
}

/// Decodes a part of AArch64 code, filled with one set of values and with another.
fn check_aarch64(blob: &Blob) -> Result<(), String> {
    // Multiples of 8 near the code, behind it and in front of it, with bits in all parts of them.
    check_aarch64_with(blob, 0x1_2345_8678, 0x0123_4567_89ab_cdef)?;
    check_aarch64_with(blob, 0x1_2338_7980, 0xfedc_ba98_7654_3210)
}

/// Decodes a part of AArch64 code whose holes are filled with an address, or with a number where moves load it.
fn check_aarch64_with(blob: &Blob, near: u64, number: u64) -> Result<(), String> {
    const ADDRESS: u64 = 0x1_2345_0000;
    let value = |hole: &Hole| match hole.patch {
        Patch::Aarch64(A64::Move16 { .. }) => number,
        _ => near,
    };
    let Filled { code, values } = Filled::new(blob, ADDRESS, value);
    let decoder = InstDecoder::default();
    if !code.len().is_multiple_of(4) {
        return Err("half an instruction".into());
    }
    let decode = |word| decoder.decode(&mut U8Reader::new(word)).map_err(|error| error.to_string());
    let instructions = code.chunks(4).map(decode).collect::<Result<Vec<_>, _>>()?;
    for (number, instruction) in instructions.iter().enumerate() {
        let at = 4 * number;
        let is_hole = blob.holes.iter().any(|hole| usize::from(hole.offset) == at);
        let distances = instruction.operands.iter().filter_map(|operand| match operand {
            Operand::PCOffset(distance) => Some(*distance),
            _ => None,
        });
        let mut targets = distances.map(|distance| at as i64 + distance);
        if !is_hole && targets.any(|target| !(0..=code.len() as i64).contains(&target)) {
            return Err(format!("{instruction} leads out of the part without a hole"));
        }
    }
    for (hole, value) in values {
        let at = usize::from(hole.offset);
        let instruction = instructions[at / 4];
        let address = ADDRESS + at as u64;
        let distance = instruction.operands.iter().find_map(|operand| match operand {
            Operand::PCOffset(distance) => Some(*distance as u64),
            _ => None,
        });
        let number = instruction.operands.iter().find_map(|operand| match *operand {
            Operand::Immediate(number) => Some(u64::from(number)),
            Operand::ImmShift(number, shift) => Some(u64::from(number) << shift),
            Operand::Imm16(number) => Some(number.into()),
            Operand::Imm64(number) => Some(number),
            Operand::RegPreIndex(_, number, false) => Some(number as u64),
            _ => None,
        });
        let branches = [Opcode::B, Opcode::BL, Opcode::CBZ, Opcode::CBNZ];
        let is_branch =
            branches.contains(&instruction.opcode) || matches!(instruction.opcode, Opcode::Bcc(_));
        let Patch::Aarch64(patch) = hole.patch else { return Err(format!("{hole:?}")) };
        let (found, expected) = match patch {
            A64::Branch26 | A64::Branch19 if is_branch => {
                (distance.map(|distance| address.wrapping_add(distance)), value)
            }
            A64::Page21 if instruction.opcode == Opcode::ADRP => {
                let page = address & !0xfff;
                (distance.map(|distance| page.wrapping_add(distance)), value & !0xfff)
            }
            A64::PageOffset12 { .. }
                if [Opcode::ADD, Opcode::LDR, Opcode::STR].contains(&instruction.opcode) =>
            {
                (number, value & 0xfff)
            }
            A64::Move16 { shift } if [Opcode::MOVZ, Opcode::MOVK].contains(&instruction.opcode) => {
                // `movz` of half a register has its number without a shift.
                (number, value & 0xffff << shift)
            }
            _ => return Err(format!("{hole:?} in {instruction}")),
        };
        if found != Some(expected) {
            return Err(format!("{hole:?} in {instruction}: {found:x?}, not {expected:x}"));
        }
    }
    Ok(())
}

/// Decodes a part of x86 code of this many bits, filled with one set of values and with another.
fn check_x86(bits: u32, blob: &Blob) -> Result<(), String> {
    // The addresses lie behind the code and in front of it.
    check_x86_with(bits, blob, [0x58, 0x1254_5678, 0x1357_9bdf_0246_8ace, 0x7edc_ba98_7654_3210])?;
    check_x86_with(bits, blob, [0x27, 0x1221_8a98, 0x6420_eca8_7fdb_9753, 0x8123_4567_89ab_cdef])
}

/// Decodes a part of x86 code of this many bits. `values` are for holes of one byte, for numbers of 32 bits and
/// addresses, for halves of numbers, and for numbers of 64 bits.
fn check_x86_with(bits: u32, blob: &Blob, values: [u64; 4]) -> Result<(), String> {
    const ADDRESS: u64 = 0x1234_0000;
    let [byte, address, half, long] = values;
    let value = |hole: &Hole| match hole.patch {
        Patch::X86_64(X86::Abs8) => byte,
        Patch::X86_64(X86::Low32 | X86::High32) => half,
        Patch::Abs64 => long,
        _ => address,
    };
    let Filled { code, values } = Filled::new(blob, ADDRESS, value);
    let mut decoder = Decoder::with_ip(bits, &code, ADDRESS, DecoderOptions::NONE);
    let mut values = values.into_iter().peekable();
    while decoder.can_decode() {
        let instruction = decoder.decode();
        if instruction.is_invalid() {
            return Err(format!("no instruction at {:#x}", instruction.ip() - ADDRESS));
        }
        let start = (instruction.ip() - ADDRESS) as usize;
        let end = start + instruction.len();
        let offsets = decoder.get_constant_offsets(&instruction);
        let is_branch =
            matches!(instruction.op0_kind(), OpKind::NearBranch32 | OpKind::NearBranch64);
        let is_hole = values.peek().is_some_and(|(hole, _)| usize::from(hole.offset) < end);
        let target = instruction.near_branch_target().wrapping_sub(ADDRESS);
        if is_branch && !is_hole && target > code.len() as u64 {
            return Err(format!("{instruction:?} leads out of the part without a hole"));
        }
        while let Some((hole, value)) = values.next_if(|(hole, _)| usize::from(hole.offset) < end) {
            let at = usize::from(hole.offset) - start;
            // Distances are counted from the end of the instruction.
            let place = value.wrapping_add((end - usize::from(hole.offset)) as u64);
            let (found, expected) =
                if offsets.has_displacement() && offsets.displacement_offset() == at {
                    let found = instruction.memory_displacement64();
                    (found, if instruction.is_ip_rel_memory_operand() { place } else { value })
                } else if offsets.has_immediate() && offsets.immediate_offset() == at {
                    match is_branch {
                        true => (instruction.near_branch_target(), place),
                        false => (instruction.immediate(instruction.op_count() - 1), value),
                    }
                } else {
                    return Err(format!("{hole:?} is no operand of {instruction:?}"));
                };
            let expected = match hole.patch {
                Patch::X86_64(X86::Low32) => value & 0xffff_ffff,
                Patch::X86_64(X86::High32) => value >> 32,
                _ => expected,
            };
            if found != expected {
                return Err(format!("{hole:?} in {instruction:?}: {found:x}, not {expected:x}"));
            }
        }
    }
    match values.next() {
        Some((hole, _)) => Err(format!("{hole:?} is in no instruction")),
        None => Ok(()),
    }
}

#[test]
fn aarch64_linux() {
    check("aarch64-unknown-linux-gnu", check_aarch64);
}

#[test]
fn aarch64_macos() {
    check("aarch64-apple-darwin", check_aarch64);
}

#[test]
fn x86_64_macos() {
    check("x86_64-apple-darwin", |blob| check_x86(64, blob));
}

#[test]
fn x86_64_windows() {
    check("x86_64-pc-windows-msvc", |blob| check_x86(64, blob));
}

#[test]
fn x86_linux() {
    check("i686-unknown-linux-gnu", |blob| check_x86(32, blob));
}
