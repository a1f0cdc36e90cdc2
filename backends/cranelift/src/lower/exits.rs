//! The side exits of a trace that its uops have branched to so far.

use super::join::Join;
use super::slot::{FrameValues, Slot};
use cranelift_codegen::ir::Block;
use std::ops::Range;
use trace::TraceId;

/// Why a trace is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    Exit,
    Error,
}

/// Where an exit leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Destination {
    Trace(TraceId),
    Host,
}

/// An exit that is branched to and not lowered yet.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) block: Block,
    pub(super) reason: Reason,
    pub(super) uop: u32,
    pub(super) frame: FrameValues,
    pub(super) depth: usize,
    /// Where the exit leads, if that is in the same function.
    pub(super) join: Option<Join>,
    /// The range of its slots in [`Exits::slots`].
    pub(super) slots: Range<usize>,
}

/// Code that exits share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) destination: Destination,
    pub(super) frame: FrameValues,
    pub(super) depth: usize,
    pub(super) block: Block,
    pub(super) users: usize,
    /// The first uop that leaves through it.
    pub(super) uop: u32,
}

/// The exits of a trace.
#[derive(Default, Debug)]
pub(super) struct Exits {
    /// The exit and error blocks of the current uop.
    pub(super) exit: Option<Block>,
    pub(super) error: Option<Block>,
    /// Whether that exit leads to another trace of the function.
    pub(super) is_inside: bool,
    pub(super) pending: Vec<Pending>,
    /// The slots that exits have to write or to pass on, each with its index.
    pub(super) slots: Vec<(usize, Slot)>,
    pub(super) shared: Vec<Shared>,
}

impl Exits {
    pub(super) fn next_uop(&mut self) {
        (self.exit, self.error, self.is_inside) = (None, None, false);
    }
}
