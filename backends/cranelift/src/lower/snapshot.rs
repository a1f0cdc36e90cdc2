//! A snapshot of the stack as it was before a uop. The uop's exits restore it.

use super::slot::{FrameValues, Held, Slot};
use cranelift_codegen::ir::Value;

/// The frame and the stack as they were before the current uop.
///
/// A lowering may pop, push and replace slots, and then ask for an exit: the snapshot does not follow.
/// It follows what the lowering learns of the same slots: a slot whose reference has been loaded or made
/// has it in the exit too, and a slot that has been stored needs no store there.
#[derive(Debug)]
pub(super) struct Snapshot {
    frame: FrameValues,
    slots: Vec<Slot>,
}

impl Snapshot {
    /// An empty stack.
    pub(super) fn empty(frame: FrameValues) -> Self {
        Snapshot { frame, slots: Vec::new() }
    }

    /// Becomes a copy of this stack.
    pub(super) fn take(&mut self, frame: FrameValues, slots: &[Slot]) {
        self.frame = frame;
        self.slots.clear();
        self.slots.extend_from_slice(slots);
    }

    /// Forgets the stack: no uop is being lowered.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
    }

    pub(super) fn frame(&self) -> FrameValues {
        self.frame
    }

    pub(super) fn depth(&self) -> usize {
        self.slots.len()
    }

    /// The slots up to `depth` that memory does not hold, and those from `lowest` on.
    pub(super) fn needed(
        &self,
        depth: usize,
        lowest: usize,
    ) -> impl Iterator<Item = (usize, Slot)> {
        let slots = self.slots.iter().copied().take(depth).enumerate();
        slots.filter(move |&(index, slot)| slot.dirty || index >= lowest)
    }

    /// The slot of this frame, if the stack still has there what it had before the uop.
    fn unchanged(&mut self, frame: FrameValues, index: usize, held: Held) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(index).filter(|slot| slot.held == held);
        slot.filter(|_| self.frame == frame)
    }

    /// Notes that `object` is now the reference in a slot that was `held` until now.
    pub(super) fn found(&mut self, frame: FrameValues, index: usize, held: Held, object: Value) {
        if let Some(slot) = self.unchanged(frame, index, held) {
            slot.held = Held::Object(object);
        }
    }

    /// Notes that `held` has been written to a slot in memory.
    pub(super) fn stored(&mut self, frame: FrameValues, index: usize, held: Held) {
        if let Some(slot) = self.unchanged(frame, index, held) {
            slot.dirty = false;
        } else if self.frame == frame
            && let Some(slot) = self.slots.get_mut(index)
        {
            debug_assert_ne!(slot.held, Held::Memory, "nothing holds slot {index} any more");
            slot.dirty = true;
        }
    }
}
