//! An instruction of machine code, as text.

use std::ops::Range;

/// An instruction as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// Which bytes of the code it is.
    pub bytes: Range<usize>,
    /// What it does.
    pub text: String,
    /// How often the instruction is repeated right after this one, if that is often; then the next instruction is
    /// the one after the repetitions.
    pub repeats: usize,
}
