//! x86-64 code as text.

use super::line::{hex, note};
use iced_x86::{
    Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter, OpKind, SymbolResolver,
    SymbolResult,
};
use std::fmt::Write;
use stencil_format::isa::x86_64::Patch as X86;
use stencil_format::{Blob, Hole, Patch};

/// Writes a line per instruction: offset, bytes, text, and the holes of the instruction. Instead of an operand that
/// is a hole, the line has the name of the value that fills the hole.
pub(super) fn write(out: &mut String, blob: &Blob) {
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

/// The value that the hole gives to an operand, in an instruction that ends at `end`.
fn value(hole: &Hole, end: usize) -> String {
    let addend = match hole.patch {
        // The processor counts from the end of the instruction, the patch from the hole.
        Patch::X86_64(X86::Rel32) => i64::from(hole.addend) + end as i64 - i64::from(hole.offset),
        _ => hole.addend.into(),
    };
    match addend {
        0 => format!("{:?}", hole.what),
        1.. => format!("{:?}+{addend:#x}", hole.what),
        ..0 => format!("{:?}-{:#x}", hole.what, addend.unsigned_abs()),
    }
}

/// The names of the operands of one instruction that are holes.
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
