//! An instruction of machine code, as text.

use std::ops::Range;

/// An instruction as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// Which bytes of the code it is.
    pub bytes: Range<usize>,
    /// What it does.
    pub text: String,
    /// How often it is repeated right behind, where that is many times; then the next instruction is
    /// the one behind these.
    pub repeats: usize,
}
