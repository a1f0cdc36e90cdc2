//! What is known of the values of a form that is being inlined.

use super::slot::Slot;
use cranelift_codegen::ir::{Block, Value};

/// What is known of a form's value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Known {
    /// It has not been defined yet.
    Nothing,
    /// A constant; a truth value is 0 or 1, a float its bits.
    Constant(i64),
    Value(Value),
    /// The address so many bytes after another one.
    Place(Value, i64),
    /// `True` or `False` by this condition.
    Truth(Value),
    /// The opposite of a truth value.
    Not(Value),
}

/// The state of inlining a form. It is kept from uop to uop, so that it is allocated once.
#[derive(Debug, Default)]
pub(super) struct Inlining {
    pub(super) known: Vec<Known>,
    /// Which values are known not to be null.
    pub(super) not_null: Vec<bool>,
    /// Where the blocks are that have been branched to.
    pub(super) blocks: Vec<Option<Block>>,
    /// The stack before the uop.
    pub(super) before: Vec<Slot>,
}
