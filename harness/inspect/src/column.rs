//! The machine code of one backend, prepared for a page.

use crate::patched::Patched;
use crate::{Instruction, isa, stencils};
use backend_api::{BackendInfo, Piece, Role};
use results::explored::{Block, Column, Cost, Line, Mark};
use std::collections::HashMap;
use trace::Program;

/// What each uop costs, by trace and number.
pub(crate) type Costs = HashMap<(usize, usize), Cost>;

/// The column of a backend that made these pieces of the program, and what each uop costs there.
pub(crate) fn column(info: BackendInfo, program: &Program, pieces: &[Piece]) -> (Column, Costs) {
    let mut pieces: Vec<&Piece> = pieces.iter().filter(|p| !p.bytes.is_empty()).collect();
    pieces.sort_by_key(|piece| piece.address);
    let start = pieces.first().map_or(0, |piece| piece.address);
    let mut costs = Costs::new();
    let mut blocks = Vec::new();
    for piece in pieces {
        let patched = match info.id {
            "copy-patch" => stencils::patched(program, piece),
            _ => None,
        };
        let block = block(piece, patched, start);
        if let (Some(trace), Some(uop)) = (block.trace, block.uop) {
            let cost = costs.entry((trace, uop)).or_default();
            let bytes = piece.bytes.len();
            match piece.role {
                Role::Hot { .. } => {
                    cost.hot += bytes;
                    cost.instructions += block.lines.len();
                }
                Role::Exit { .. } => cost.exit += bytes,
                _ => cost.cold += bytes,
            }
        }
        blocks.push(block);
    }
    let BackendInfo { id, description } = info;
    (Column { id, description, blocks }, costs)
}

fn block(piece: &Piece, patched: Option<Patched>, start: u64) -> Block {
    let (kind, trace, uop) = match piece.role {
        Role::Hot { trace, uop } => ("hot", Some(trace), Some(uop)),
        Role::Cold { trace, uop } => ("cold", Some(trace), Some(uop)),
        Role::Exit { trace, uop } => ("exit", Some(trace), Some(uop)),
        Role::Entry { trace } => ("entry", Some(trace), None),
        Role::Enter => ("enter", None, None),
        Role::Shared => ("shared", None, None),
        Role::Data => ("data", None, None),
    };
    let holes = patched.as_ref().map_or(&[][..], |patched| &patched.holes);
    let noted =
        |bytes: std::ops::Range<usize>| holes.iter().any(|hole| bytes.contains(&hole.start));
    let instructions = match piece.role {
        Role::Data => Vec::new(),
        _ => isa::decode(piece.address, &piece.bytes, &noted),
    };
    let mut lines: Vec<Line> = Vec::new();
    for Instruction { bytes, text, repeats } in &instructions {
        let inside = holes.iter().filter(|hole| bytes.contains(&hole.start));
        lines.push(Line {
            bytes: hex(&piece.bytes[bytes.clone()]),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            holes: inside
                .map(|hole| Mark {
                    start: hole.start - bytes.start,
                    len: hole.len,
                    what: hole.what.clone(),
                })
                .collect(),
        });
        if *repeats > 0 {
            let text = format!("{repeats} times more");
            lines.push(Line { bytes: String::new(), text, holes: Vec::new() });
        }
    }
    if instructions.is_empty() {
        let rows = piece.bytes.chunks(8).map(hex);
        lines.extend(rows.map(|bytes| Line { bytes, text: String::new(), holes: Vec::new() }));
    }
    Block {
        trace: trace.map(|trace| trace.0 as usize),
        uop: uop.map(|uop| uop as usize),
        kind,
        stencil: patched.map(|patched| patched.stencil),
        at: piece.address - start,
        lines,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
