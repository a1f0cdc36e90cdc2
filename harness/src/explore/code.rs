//! The machine code of one backend, ready to be shown.

use super::mark;
use super::patched::{Patched, patched};
use crate::disassembly::{Instruction, decode};
use backend_api::{BackendInfo, Piece, Role};
use serde::Serialize;
use std::collections::HashMap;
use trace::Program;

/// A backend.
#[derive(Serialize, Debug)]
pub struct Column {
    /// Its id.
    pub id: &'static str,
    /// One line for people.
    pub description: &'static str,
    /// Its mark, as SVG.
    pub mark: String,
    /// Its machine code, in the order of addresses.
    pub blocks: Vec<Block>,
    /// What each uop costs.
    #[serde(skip)]
    costs: HashMap<(usize, usize), Cost>,
}

/// A run of instructions that belong together.
#[derive(Serialize, Debug)]
pub struct Block {
    /// The trace, if it is of one.
    pub trace: Option<usize>,
    /// The uop, if it is of one.
    pub uop: Option<usize>,
    /// `hot`, `cold`, `exit`, `entry`, `enter`, `shared` or `data`.
    pub kind: &'static str,
    /// The stencil that it is a copy of, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stencil: Option<&'static str>,
    /// Where it begins, in bytes from the first block of all.
    pub at: u64,
    /// Its instructions.
    pub lines: Vec<Line>,
}

/// An instruction.
#[derive(Serialize, Debug)]
pub struct Line {
    /// Its bytes, in hexadecimal.
    pub bytes: String,
    /// What it does.
    pub text: String,
    /// What was patched in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holes: Vec<Mark>,
}

/// A hole of an instruction.
#[derive(Serialize, Debug)]
pub struct Mark {
    /// The first byte, of the instruction's.
    pub start: usize,
    /// How many bytes.
    pub len: usize,
    /// What is there now.
    pub what: String,
}

/// What a uop costs on a backend.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Debug)]
pub struct Cost {
    /// Bytes on the hot path.
    pub hot: usize,
    /// Bytes off it.
    pub cold: usize,
    /// Bytes of its own way out.
    pub exit: usize,
    /// Instructions on the hot path.
    pub instructions: usize,
}

impl Column {
    /// Of a backend that made these pieces of the program.
    pub(super) fn new(info: BackendInfo, program: &Program, pieces: &[Piece]) -> Self {
        let mut pieces: Vec<&Piece> = pieces.iter().filter(|p| !p.bytes.is_empty()).collect();
        pieces.sort_by_key(|piece| piece.address);
        let start = pieces.first().map_or(0, |piece| piece.address);
        let mut costs: HashMap<(usize, usize), Cost> = HashMap::new();
        let mut blocks = Vec::new();
        for piece in pieces {
            let patched = match info.id {
                "copy-patch" => patched(program, piece),
                _ => None,
            };
            let block = Block::new(piece, patched, start);
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
        Column { id, description, mark: mark(id, description), blocks, costs }
    }

    /// What a uop costs.
    pub(super) fn cost(&self, trace: usize, uop: usize) -> Cost {
        self.costs.get(&(trace, uop)).copied().unwrap_or_default()
    }
}

impl Block {
    fn new(piece: &Piece, patched: Option<Patched>, start: u64) -> Self {
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
            _ => decode(piece.address, &piece.bytes, &noted),
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
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
