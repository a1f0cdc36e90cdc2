//! Slots that change places.

use crate::lower::lowering::Lowering;

impl Lowering<'_> {
    /// No instruction at all: the two slots change places in what the lowering knows.
    pub(super) fn swap(&mut self, oparg: u16) {
        let top = self.stack.len() - 1;
        let other = self.stack.len() - usize::from(oparg);
        if top == other {
            return;
        }
        // What memory alone holds has to be loaded before its place is taken.
        self.object(top);
        self.object(other);
        self.stack.swap(top, other);
        self.stack[top].dirty = true;
        self.stack[other].dirty = true;
    }
}
