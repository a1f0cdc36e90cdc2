//! Slots of the evaluation stack, and the frame that they belong to.

use cranelift_codegen::ir::Value;

/// The current frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FrameValues {
    pub(super) locals: Value,
    /// A pointer into the evaluation stack.
    pub(super) sp: Value,
    /// The depth of the slot that `sp` points at.
    pub(super) base: usize,
}

/// What is known of a slot's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Held {
    /// It is in memory.
    Memory,
    /// The reference.
    Object(Value),
    /// It is `True` or `False` by this condition. The object is made only when it is needed.
    Truth(Value),
}

/// A slot of the evaluation stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Slot {
    pub(super) held: Held,
    /// Whether memory does not contain the value.
    pub(super) dirty: bool,
    /// Whether it is null, where that is known.
    pub(super) null: Option<bool>,
}

impl Slot {
    /// A slot whose value is not null and not in memory.
    pub(super) fn changed(held: Held) -> Self {
        Slot { held, dirty: true, null: Some(false) }
    }

    /// A slot whose value is in memory, too.
    pub(super) fn clean(held: Held) -> Self {
        Slot { held, dirty: false, null: None }
    }
}
