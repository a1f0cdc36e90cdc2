//! Side traces: where the exits of a trace lead.

use super::end::End;
use super::maker::{Maker, Side};
use super::shape::Shape;
use crate::program::TraceId;

/// The longest body of a side trace.
const SIDE_UOPS: usize = 60;
/// A side trace starts with no more slots than that above its floor, since it has to pop them.
const SIDE_HEIGHT: usize = 3;

impl Maker<'_> {
    /// Whether there are enough uops for a side trace that starts `height` slots above the floor.
    pub(super) fn can_branch(&self, height: usize) -> bool {
        self.branches && height <= SIDE_HEIGHT && self.pool >= self.least_side(height)
    }

    fn least_side(&self, height: usize) -> usize {
        1 + height + self.side_end().uops()
    }

    /// Where a side trace of the current frame ends.
    fn side_end(&self) -> End {
        if self.has_entered() { End::Leave } else { self.end }
    }

    /// A side trace for an exit that leaves without the `popped` topmost slots; there must be enough
    /// uops for it.
    pub(super) fn side(&mut self, popped: usize) -> TraceId {
        let stack = self.stack[..self.stack.len() - popped].to_vec();
        self.side_with(stack)
    }

    /// A side trace of the current frame that starts with this stack.
    pub(super) fn side_with(&mut self, stack: Vec<Shape>) -> TraceId {
        let least = self.least_side(stack.len() - self.floor);
        let spare = (self.pool - least).min(SIDE_UOPS);
        let uops = least + self.choices.below(spare + 1);
        self.pool -= uops;
        let trace = self.allocate(self.function(), stack.len());
        let branches = self.choices.one_in(4);
        let entry = self.entry_from_here(&stack);
        self.sides.push(Side {
            trace,
            entry,
            stack,
            floor: self.floor,
            uops,
            branches,
            end: self.side_end(),
            returns: self.returns,
        });
        trace
    }
}
