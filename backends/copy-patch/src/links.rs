//! Links between traces: where traces are placed, and exits that lead to traces.

use crate::hole::WrittenHole;
use crate::stencil_table::StencilPlace;
use trace::TraceId;
use uops::stencil::CACHED_SLOTS;

/// A trace, and the addresses at which it is entered once it has been placed.
#[derive(Clone, Copy, Default, Debug)]
pub struct PlacedTrace {
    /// The address for an entry with the whole stack in memory; 0 while the trace is not placed.
    pub entry: usize,
    /// The address for an entry with `depth` slots in registers.
    pub body: usize,
    /// How many slots the body wants in registers.
    pub depth: u8,
    /// How many uops the program has before the trace.
    pub before: usize,
    /// Whether the entry is to be marked as a place that is reached through a register.
    pub is_landing: bool,
    /// Link stubs by the number of slots that are in registers, or 0 where there is none yet. A link
    /// stub puts the slots into memory and jumps to `entry`.
    pub stubs: [usize; CACHED_SLOTS + 1],
}

/// A uop of a program.
#[derive(Clone, Copy, Debug)]
pub struct UopIndex {
    /// Its trace.
    pub trace: TraceId,
    /// Its index in the trace.
    pub uop: usize,
}

/// An exit that leads to a trace, and that leads to its exit stub until it is linked.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The uop.
    pub uop: UopIndex,
    /// Its stencil.
    pub stencil: StencilPlace,
    /// How many slots are in registers where it leaves.
    pub depth: u8,
    /// The addresses of its hot and its cold part.
    pub parts: [usize; 2],
    /// The trace.
    pub target: TraceId,
}

/// An exit to another trace that is linked after its code was written, and how to link it.
#[derive(Clone, Debug)]
pub struct LinkableExit {
    /// The uop's index in its trace.
    pub uop: u32,
    /// The trace that the exit leads to.
    pub target: TraceId,
    /// The holes of the uop's code that lead to the exit.
    pub holes: Vec<WrittenHole>,
    /// The address of the exit stub, where the holes lead while the exit is not linked.
    pub exit_stub: usize,
    /// The hole of a link stub, if the trace expects all slots in memory.
    pub link_stub: Option<WrittenHole>,
}

/// When exits to other traces are linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linking {
    /// While the program is compiled.
    Now,
    /// After their code was written.
    Later,
}
