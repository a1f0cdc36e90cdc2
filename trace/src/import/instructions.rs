//! How often a program has the instructions of its bytecode.

/// How often a program's formed code has bytecode instructions.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Instructions {
    /// Instructions in all traces or blocks. What is inlined counts wherever it is.
    pub formed: usize,
    /// Each instruction counted once.
    pub distinct: usize,
}
