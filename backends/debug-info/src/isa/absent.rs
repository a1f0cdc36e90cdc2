//! A machine whose instructions are not known: no backend makes code for it.

use super::Step;
use crate::frame::Frame;
use gimli::Register;

pub(crate) const ELF_MACHINE: object::elf::Machine = object::elf::EM_NONE;
pub(crate) const STACK_POINTER: Register = Register(0);
pub(crate) const FRAME_POINTER: Register = Register(0);
pub(crate) const RETURN_ADDRESS: Register = Register(0);
pub(crate) const PUSHED_BY_CALL: i32 = 0;
pub(crate) const KEPT: [Register; 0] = [];

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
