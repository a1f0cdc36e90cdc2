//! Stencils as text: disassembly, bytes and holes, in a form that is kept in the repository, so
//! that a change of machine code shows up in review.

use crate::library::DEFAULT;
use iced_x86::{
    Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter, OpKind, SymbolResolver,
    SymbolResult,
};
use std::fmt::Write;
use stencil_format::{Blob, Hole, Patch, Stencil};
use uops::Op;

/// A file of the committed listings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub contents: String,
}

/// All listings: a file for every uop, in table order, and one for what is no uop's.
pub fn files() -> Vec<File> {
    let mut files: Vec<File> = Op::ALL
        .iter()
        .map(|&op| File { name: format!("{}.txt", op.symbol()), contents: uop(op) })
        .collect();
    files.push(File { name: "glue.txt".into(), contents: glue() });
    files
}

/// The stencils of a uop for every number of cached slots, those made for one oparg or for
/// operands that fit a narrow hole behind the general ones.
pub fn uop(op: Op) -> String {
    let heading = format!("{} ({})", op.symbol(), op.info().effect);
    let mut stencils: Vec<&Stencil> =
        DEFAULT.stencils.iter().filter(|stencil| owner(stencil) == Some(op)).collect();
    stencils.sort_by_key(|stencil| (oparg(stencil, op), stencil.name));
    listing(&heading, &stencils)
}

/// The stencils that are no uop's: ways in and out, moves, counters.
pub fn glue() -> String {
    let stencils: Vec<&Stencil> =
        DEFAULT.stencils.iter().filter(|stencil| owner(stencil).is_none()).collect();
    listing("Stencils that belong to no uop", &stencils)
}

/// Which uop a stencil is a variant of.
pub fn owner(stencil: &Stencil) -> Option<Op> {
    let stem = stem(stencil);
    Op::from_symbol(stem).or_else(|| {
        let special = |op: &Op| {
            let oparg = stem.strip_prefix(op.symbol())?.parse::<u16>().ok()?;
            op.info().only.contains(&oparg).then_some(*op)
        };
        Op::ALL.iter().find_map(special)
    })
}

/// The name without the number of cached slots and the form of its operand.
fn stem(stencil: &Stencil) -> &'static str {
    let stem = stencil.name.rsplit_once("__").map_or(stencil.name, |(stem, _)| stem);
    stem.split_once('.').map_or(stem, |(stem, _)| stem)
}

/// The oparg that a stencil of `op` is made for.
fn oparg(stencil: &Stencil, op: Op) -> Option<u16> {
    stem(stencil).strip_prefix(op.symbol())?.parse().ok()
}

fn listing(heading: &str, stencils: &[&Stencil]) -> String {
    let mut out = format!("{heading}\n\n{}", summary(stencils));
    for each in stencils {
        out.push('\n');
        out += &stencil(each);
    }
    out
}

/// A table of sizes, with a line per stencil.
pub fn summary(stencils: &[&Stencil]) -> String {
    let width = stencils.iter().map(|stencil| stencil.name.len()).max().unwrap_or(0);
    let mut out = format!("{:width$}   hot  cold  holes\n", "");
    for Stencil { name, hot, cold } in stencils {
        let holes = hot.holes.len() + cold.holes.len();
        // Writing to a string can't fail.
        _ = writeln!(
            out,
            "{name:width$}  {:>4}  {:>4}  {holes:>5}",
            hot.bytes.len(),
            cold.bytes.len()
        );
    }
    out
}

/// One stencil: a line per instruction with offset, bytes and text, and behind it the instruction's
/// holes. Operands that are holes go by the name of what fills them.
pub fn stencil(stencil: &Stencil) -> String {
    let mut out = format!("{}\n", stencil.name);
    blob(&mut out, &stencil.hot);
    if !stencil.cold.bytes.is_empty() {
        out += "  cold:\n";
        blob(&mut out, &stencil.cold);
    }
    out
}

fn blob(out: &mut String, blob: &Blob) {
    let mut decoder = Decoder::with_ip(64, blob.bytes, 0, DecoderOptions::NONE);
    let mut holes = blob.holes;
    let mut text = String::new();
    while decoder.can_decode() {
        let start = decoder.position();
        let instruction = decoder.decode();
        let end = decoder.position();
        let inside = holes.partition_point(|hole| usize::from(hole.offset) < end);
        let (here, rest) = holes.split_at(inside);
        holes = rest;
        let constants = decoder.get_constant_offsets(&instruction);
        let hole_at = |place: usize| here.iter().find(|h| usize::from(h.offset) == start + place);
        let value = |hole: &Hole| value(hole, end);
        let names = Names {
            immediate: constants
                .has_immediate()
                .then(|| hole_at(constants.immediate_offset()).map(value))
                .flatten(),
            displacement: constants
                .has_displacement()
                .then(|| hole_at(constants.displacement_offset()).map(value))
                .flatten(),
        };
        text.clear();
        formatter(names).format(&instruction, &mut text);
        let mut line = format!("{start:6x}  {:30} {text}", hex(&blob.bytes[start..end]));
        if !here.is_empty() {
            let notes: Vec<String> = here.iter().map(note).collect();
            line = format!("{line:84} ; {}", notes.join(", "));
        }
        // Writing to a string can't fail.
        _ = writeln!(out, "{line}");
    }
    for hole in holes {
        _ = writeln!(out, "        ; {}", note(hole));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// A hole as it is in the library.
fn note(hole: &Hole) -> String {
    format!("{:x}: {:?} {:?} {:+}", hole.offset, hole.patch, hole.what, hole.addend)
}

/// What an operand comes to whose instruction ends at `end`.
fn value(hole: &Hole, end: usize) -> String {
    let addend = match hole.patch {
        // The processor counts from the end of the instruction, the patch from the hole.
        Patch::Rel32 => i64::from(hole.addend) + end as i64 - i64::from(hole.offset),
        _ => hole.addend.into(),
    };
    match addend {
        0 => format!("{:?}", hole.what),
        1.. => format!("{:?}+{addend:#x}", hole.what),
        ..0 => format!("{:?}-{:#x}", hole.what, addend.unsigned_abs()),
    }
}

/// What the operands of one instruction go by, where they are holes.
struct Names {
    immediate: Option<String>,
    displacement: Option<String>,
}

impl SymbolResolver for Names {
    fn symbol(
        &mut self,
        instruction: &Instruction,
        _: u32,
        operand: Option<u32>,
        address: u64,
        _: u32,
    ) -> Option<SymbolResult<'_>> {
        let name = match instruction.op_kind(operand?) {
            OpKind::Memory => self.displacement.as_deref(),
            _ => self.immediate.as_deref(),
        };
        name.map(|name| SymbolResult::with_str(address, name))
    }
}

fn formatter(names: Names) -> IntelFormatter {
    let mut formatter = IntelFormatter::with_options(Some(Box::new(names)), None);
    let options = formatter.options_mut();
    options.set_first_operand_char_index(8);
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_uppercase_hex(false);
    options.set_space_after_operand_separator(true);
    options.set_branch_leading_zeros(false);
    options.set_show_branch_size(false);
    options.set_signed_immediate_operands(true);
    formatter
}
