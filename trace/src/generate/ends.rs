//! How traces end, and the side traces that leave them and end alike.

use super::frames::LEAVING;
use super::locals::LOCALS;
use super::maker::{Maker, Side};
use super::shape::Shape;
use crate::program::{FunctionId, Operand, TraceId};
use uops::Op;

/// The longest body of a side trace.
const SIDE_UOPS: usize = 60;
/// A side trace starts with no more slots than that above its floor, since it has to pop them.
const SIDE_HEIGHT: usize = 3;

/// Where a trace ends, and the side traces that leave it.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// At the start of another trace, or its own.
    Join(TraceId),
    /// With the values of this many locals as the program's result, and those of its instance and its
    /// cell.
    Return { locals: usize, others: usize },
    /// At the start of another trace, once a function of so many parameters has returned there.
    Call { function: FunctionId, params: usize, body: TraceId, next: TraceId },
    /// Where the function was called.
    Leave,
    /// At `base`, or by calling the function itself once more, which returns to `next`.
    Again { params: usize, body: TraceId, base: TraceId, next: TraceId },
}

impl End {
    /// How many uops it takes.
    pub(super) fn uops(self) -> usize {
        match self {
            End::Join(_) => 1,
            End::Return { locals, others } => locals + others + 3,
            End::Call { params, .. } => params + 6,
            End::Leave => LEAVING,
            End::Again { params, .. } => params + 13,
        }
    }
}

impl Maker<'_> {
    /// Ends the trace.
    pub(super) fn end_with(&mut self, end: End) {
        match end {
            End::Join(target) if target == self.id => {
                self.emit(Op::_JUMP_TO_TOP, Operand::Nothing);
            }
            End::Join(target) => self.link(Op::_EXIT_TRACE, target),
            End::Call { function, params, body, next } => {
                self.call_trace(function, params, body, next);
            }
            End::Again { body, base, next, .. } => self.call_again(body, base, next),
            End::Leave => {
                self.push_result();
                self.emit(Op::_POP_FRAME, Operand::Nothing);
                self.stack.clear();
                self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
            }
            End::Return { locals, others } => {
                // Those that the mix works on first.
                let mut order: Vec<usize> = (0..LOCALS.len()).collect();
                order.sort_by_key(|&local| self.mix.weight(LOCALS[local].family) == 0);
                for &local in &order[..locals] {
                    self.load(local);
                }
                if others > 0 {
                    self.load_other_results();
                }
                let items = self.height();
                let operand = Operand::Oparg(items as u16);
                self.operate(Op::_BUILD_TUPLE, operand, items, Shape::Object);
                self.emit(Op::_POP_FRAME, Operand::Nothing);
                self.stack.clear();
                self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
            }
        }
    }

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
        let entry = self.entry_from_here(stack.len());
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
