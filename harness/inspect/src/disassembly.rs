//! Machine code as text.

use crate::Instruction;
use crate::isa;
use backend_api::{Piece, Role};
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

/// Appends a line per instruction: address, bytes, text, and what `note` has to say of these bytes
/// of the code. Where an instruction is repeated many times, their number is all that is said.
pub fn instructions(
    out: &mut String,
    address: u64,
    code: &[u8],
    note: &dyn Fn(Range<usize>) -> Option<String>,
) {
    if !isa::IS_KNOWN {
        return bytes(out, address, code);
    }
    for Instruction { bytes, mut text, repeats } in
        isa::decode(address, code, &|bytes| note(bytes).is_some())
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
