//! Machine code as text.

use backend_api::{Piece, Role};
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use std::fmt::Write;
use std::ops::Range;
use trace::{Program, TraceId};

/// All machine code of a program in the order of addresses, with the uop that each part belongs to.
pub fn program(program: &Program, pieces: &[Piece]) -> String {
    let mut pieces: Vec<&Piece> = pieces.iter().filter(|piece| !piece.bytes.is_empty()).collect();
    pieces.sort_by_key(|piece| piece.address);
    let mut out = String::new();
    let mut last_role = None;
    for piece in pieces {
        if last_role != Some(piece.role) {
            out += &format!("{}\n", heading(program, piece.role));
            last_role = Some(piece.role);
        }
        match piece.role {
            Role::Data => bytes(&mut out, piece.address, &piece.bytes),
            _ => instructions(&mut out, piece.address, &piece.bytes, &|_| None),
        }
    }
    out
}

fn heading(program: &Program, role: Role) -> String {
    let uop = |kind: &str, trace: TraceId, uop: u32| {
        let name = program.traces.get(trace.0 as usize).map_or("?", |trace| trace.name.as_str());
        let op = program.traces.get(trace.0 as usize).and_then(|t| t.uops.get(uop as usize));
        let op = op.map_or("?", |uop| uop.op.name());
        format!("; {name}:{uop} {op}{kind}")
    };
    match role {
        Role::Hot { trace, uop: index } => uop("", trace, index),
        Role::Cold { trace, uop: index } => uop(" (cold)", trace, index),
        Role::Exit { trace, uop: index } => uop(" (exit)", trace, index),
        Role::Entry { trace } => {
            let trace = program.traces.get(trace.0 as usize);
            format!("; {}: entry", trace.map_or("?", |trace| trace.name.as_str()))
        }
        Role::Enter => "; enter".into(),
        Role::Shared => "; shared".into(),
        Role::Data => "; data".into(),
    }
}

/// Repeats of an instruction that are shown one by one.
const REPEATS: usize = 4;

/// An instruction as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// Which bytes of the code it is.
    pub bytes: Range<usize>,
    /// What it does.
    pub text: String,
    /// How often it is repeated right behind, where that is many times; then the next instruction is
    /// the one behind these.
    pub repeats: usize,
}

/// The instructions of code that runs at `address`. Repeats in which `is_noted` has something to say
/// of these bytes are instructions of their own. Nothing where the processor is not known here.
pub fn decode(
    address: u64,
    code: &[u8],
    is_noted: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Instruction> {
    let mut all = Vec::new();
    if !cfg!(target_arch = "x86_64") {
        return all;
    }
    let mut decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
    let mut formatter = IntelFormatter::new();
    formatter.options_mut().set_first_operand_char_index(8);
    formatter.options_mut().set_hex_prefix("0x");
    formatter.options_mut().set_hex_suffix("");
    formatter.options_mut().set_uppercase_hex(false);
    formatter.options_mut().set_space_after_operand_separator(true);
    formatter.options_mut().set_branch_leading_zeros(false);
    while decoder.can_decode() {
        let start = decoder.position();
        let instruction = decoder.decode();
        let end = decoder.position();
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        let repeats = code[end..].chunks_exact(end - start);
        let repeats = repeats.take_while(|bytes| *bytes == &code[start..end]).count();
        let next = end + repeats * (end - start);
        // The next position is one of the code, so that it can be set.
        let skipped =
            repeats > REPEATS && !is_noted(end..next) && decoder.set_position(next).is_ok();
        if skipped {
            decoder.set_ip(address + next as u64);
        }
        let repeats = if skipped { repeats } else { 0 };
        all.push(Instruction { bytes: start..end, text, repeats });
    }
    all
}

/// Appends a line per instruction: address, bytes, text, and what `note` has to say of these bytes
/// of the code. Where an instruction is repeated many times, their number is all that is said.
pub fn instructions(
    out: &mut String,
    address: u64,
    code: &[u8],
    note: &dyn Fn(Range<usize>) -> Option<String>,
) {
    if !cfg!(target_arch = "x86_64") {
        return bytes(out, address, code);
    }
    for Instruction { bytes, mut text, repeats } in
        decode(address, code, &|bytes| note(bytes).is_some())
    {
        if let Some(note) = note(bytes.clone()) {
            text = format!("{text:<40} ; {note}");
        }
        line(out, address + bytes.start as u64, &code[bytes], &text);
        if repeats > 0 {
            *out += &format!("{:>12}  {repeats} times more\n", "...");
        }
    }
}

/// Appends a line per 8 bytes.
fn bytes(out: &mut String, address: u64, data: &[u8]) {
    for (i, row) in data.chunks(8).enumerate() {
        line(out, address + 8 * i as u64, row, "");
    }
}

fn line(out: &mut String, address: u64, bytes: &[u8], text: &str) {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x} ")).collect();
    let line = format!("{address:>12x}  {hex:<32} {text}");
    // Writing to a string can't fail.
    _ = writeln!(out, "{}", line.trim_end());
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    #[test]
    fn shows_address_bytes_and_text() {
        let mut out = String::new();
        instructions(&mut out, 0x1000, &[0x48, 0x89, 0xc3, 0xc3], &|_| None);
        let lines: Vec<String> =
            out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["1000 48 89 c3 mov rbx, rax", "1003 c3 ret"]);
    }

    #[test]
    fn repeats_are_counted() {
        let mut out = String::new();
        instructions(&mut out, 0x1000, &[&[0x54; 32][..], &[0xc3]].concat(), &|_| None);
        let lines: Vec<&str> = out.lines().map(str::trim).collect();
        assert_eq!(lines.len(), 3, "{out}");
        assert_eq!(lines[1], "...  31 times more");
        assert!(lines[2].starts_with("1020  c3"), "{out}");
    }

    #[test]
    fn half_an_instruction_is_shown_too() {
        let mut out = String::new();
        instructions(&mut out, 0, &[0x48], &|_| Some("half".into()));
        assert!(out.contains("48") && out.contains("; half"));
    }
}
