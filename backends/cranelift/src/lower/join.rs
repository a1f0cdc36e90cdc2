//! Where ways join within a function.

use cranelift_codegen::ir::Block;

/// Where ways join: the start of a loop or of a trace. The block's parameters are the locals, the pointer into the
/// stack, and the slots from `lowest` up. Memory holds all slots there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Join {
    pub(super) block: Block,
    /// The depth of the slot that the pointer points at.
    pub(super) base: usize,
    /// The deepest slot that is passed as a value.
    pub(super) lowest: usize,
    /// The stack's depth there.
    pub(super) depth: usize,
}
