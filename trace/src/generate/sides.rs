//! Side traces: where the exits of a trace lead.

use super::catching::Raising;
use super::end::End;
use super::maker::{Maker, Side};
use super::shape::Shape;
use crate::program::{FunctionId, TraceId};

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
        self.beginning() + height + self.side_end().uops()
    }

    /// Where a side trace of the current frame ends.
    pub(super) fn side_end(&self) -> End {
        if self.has_entered() { End::Leave } else { self.end }
    }

    /// Where a side trace ends that starts with this stack, and whether it pops everything first. In regions, it may
    /// leave the loop around it, or the function. It may raise an exception.
    fn choose_side_end(&mut self, stack: &[Shape]) -> (End, bool) {
        let usual = (self.side_end(), false);
        if self.catches && self.choices.one_in(4) && self.may_raise() {
            let end = End::Raise(self.choices.pick(&Raising::ALL));
            let least = self.beginning() + stack.len() - self.floor + end.uops();
            return if self.pool >= least { (end, false) } else { usual };
        }
        if !self.forms_regions() || self.has_entered() {
            return usual;
        }
        match self.choices.below(6) {
            4 => {
                let after = self.afters.last().copied().filter(|&after| {
                    let after = self.program.trace(after);
                    after.function == self.function() && after.stack as usize == self.floor
                });
                after.map_or(usual, |after| (End::Join(after), false))
            }
            5 => {
                let end = match self.function() {
                    FunctionId::MAIN => self.returning,
                    function if self.is_generator(function) => End::Finish,
                    _ => End::Leave,
                };
                let fits = self.pool >= self.beginning() + self.unwinding(stack) + end.uops();
                if fits { (end, true) } else { usual }
            }
            _ => usual,
        }
    }

    /// How many uops it takes to pop all of a stack.
    fn unwinding(&self, stack: &[Shape]) -> usize {
        stack.iter().filter(|&&shape| shape != Shape::Position).count()
    }

    /// Pops everything, iterators included.
    pub(super) fn unwind(&mut self) {
        while let Some(&top) = self.stack.last() {
            match top {
                Shape::Iter | Shape::Position => self.pop_iterator(),
                _ => self.pop(),
            }
        }
    }

    /// A side trace for an exit that leaves without the `popped` topmost slots; there must be enough
    /// uops for it.
    pub(super) fn side(&mut self, popped: usize) -> TraceId {
        let stack = self.stack[..self.stack.len() - popped].to_vec();
        self.side_with(stack)
    }

    /// A side trace of the current frame that starts with this stack.
    pub(super) fn side_with(&mut self, stack: Vec<Shape>) -> TraceId {
        let (end, unwinds) = self.choose_side_end(&stack);
        let popped = if unwinds { self.unwinding(&stack) } else { stack.len() - self.floor };
        let least = self.beginning() + popped + end.uops();
        let spare = (self.pool - least).min(SIDE_UOPS);
        let uops = least + self.choices.below(spare + 1);
        self.pool -= uops;
        let home = match self.has_entered() {
            true => self.home_of_function(self.function()),
            false => self.home_of(self.id),
        };
        let trace = self.allocate(home, stack.len());
        if self.has_entered() {
            self.lead_from_outside(trace);
        }
        let floor = if unwinds { 0 } else { self.floor };
        self.cover_as_here(trace, floor);
        let branches = self.choices.one_in(4);
        let entry = self.entry_from_here(&stack);
        self.sides.push(Side {
            trace,
            entry,
            stack,
            floor,
            uops,
            branches,
            unwinds,
            handling: None,
            end,
            returns: self.returns,
        });
        trace
    }
}
