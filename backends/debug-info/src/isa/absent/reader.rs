//! Reads no instructions.

use crate::frame::Frame;
use crate::isa::Step;

/// Reads nothing.
pub(crate) struct Reader;

impl Reader {
    /// A reader.
    pub(crate) fn new() -> Self {
        Reader
    }

    /// No instruction.
    pub(crate) fn step(&mut self, _: &[u8], _: u64, _: Frame) -> Option<Step> {
        None
    }

    /// No addresses.
    pub(crate) fn addresses(_: &[u8], _: u64) -> impl Iterator<Item = u64> {
        std::iter::empty()
    }
}

/// The frame of a trace that code with these bytes enters.
pub(crate) fn at_trace(_: &[u8]) -> Frame {
    Frame::AT_ENTRY
}
