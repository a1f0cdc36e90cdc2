//! Uops beside the machine code that each backend makes of them.

use serde::Serialize;

/// A program with the machine code of each backend.
#[derive(Serialize, Debug)]
pub struct Explored {
    /// The workload's name.
    pub workload: String,
    /// What it is, in a line.
    pub description: String,
    /// What it was run with.
    pub args: String,
    /// The optimiser passes that it went through.
    pub optimiser: String,
    /// Uops that one run executed.
    pub executed: u64,
    /// The traces.
    pub traces: Vec<ExploredTrace>,
    /// The backends that have machine code.
    pub columns: Vec<Column>,
    /// Those that have none.
    pub without_code: Vec<String>,
}

/// A trace.
#[derive(Serialize, Debug)]
pub struct ExploredTrace {
    /// Its name.
    pub name: String,
    /// Its uops.
    pub uops: Vec<ExploredUop>,
}

/// A uop.
#[derive(Serialize, Debug)]
pub struct ExploredUop {
    /// Its name.
    pub op: &'static str,
    /// Operand and exit, as the `.uop` format has them.
    pub rest: String,
    /// How often a run executed it.
    pub count: u64,
    /// What it costs on each backend of [`Explored::columns`].
    pub costs: Vec<Cost>,
}

/// A backend.
#[derive(Serialize, Debug)]
pub struct Column {
    /// Its id.
    pub id: &'static str,
    /// One line for people.
    pub description: &'static str,
    /// Its machine code, in the order of addresses.
    pub blocks: Vec<Block>,
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
    /// Bytes of its own side exits.
    pub exit: usize,
    /// Instructions on the hot path.
    pub instructions: usize,
}
