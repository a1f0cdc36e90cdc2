//! What is known of an instruction that was read.

use crate::frame::Frame;

/// Where an instruction leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// To the next instruction.
    Next,
    /// To an address.
    Jump(u64),
    /// To an address or to the next instruction.
    Branch(u64),
    /// To a function, and then to the next instruction.
    Call(u64),
    /// Through a register to a place that is not known.
    Indirect,
    /// Nowhere.
    End,
}

/// An instruction that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The frame after it.
    pub(crate) after: Frame,
    /// The address of the next instruction.
    pub(crate) next: u64,
    /// Where it leads.
    pub(crate) flow: Flow,
}
