//! Stack slots that a row of the table names.

use super::Kind;

/// An input or output of a uop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Its name in the stack effect.
    pub name: &'static str,
    /// What it has to be, or is.
    pub kind: Kind,
}

/// Stack slots in memory, under a uop's inputs, that its function reaches.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Below {
    /// None.
    Nothing,
    /// Pops `first`, and above it `oparg` slots of kind `rest`.
    Pops {
        /// The deepest slots.
        first: &'static [Slot],
        /// What each of the `oparg` others has to be.
        rest: Kind,
    },
    /// Pops `oparg` pairs of objects.
    PopsPairs,
    /// Pushes `oparg` objects, under its outputs.
    Pushes,
    /// Looks at `first` and the `oparg` slots of kind `rest` above it, which stay.
    Peeks {
        /// The deepest slots.
        first: &'static [Slot],
        /// What each of the `oparg` others has to be.
        rest: Kind,
    },
    /// Looks at the slot `oparg - 1` below the topmost one, which stays there.
    Reads(Slot),
    /// Pushes a copy of the slot `oparg - 1` below the topmost one.
    Copies,
    /// Exchanges the input with the slot `oparg - 1` below it.
    Swaps,
    /// All of them, which have to be in memory while another frame is the current one.
    Frame,
}
