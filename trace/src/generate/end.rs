//! The end of a trace: how it ends, and where execution continues.

use super::catching::{Deed, Handling, Raising};
use super::shape::Shape;
use crate::program::{FunctionId, TraceId};

/// How many uops it takes to leave a frame whose stack is empty: to push a value, to return it, and to
/// pop it.
pub(super) const LEAVING: usize = 3;

/// Values that a block leaves on the stack for the one that it leads to.
#[derive(Clone, Copy)]
pub(super) struct Carried {
    shapes: [Shape; Carried::MOST],
    count: usize,
}

impl Carried {
    /// How many there are at most.
    pub(super) const MOST: usize = 3;

    /// Values of these shapes, of which there are constants; no more than [`Carried::MOST`].
    pub(super) fn of(shapes: &[Shape]) -> Self {
        let mut all = [Shape::None; Carried::MOST];
        all[..shapes.len()].copy_from_slice(shapes);
        Carried { shapes: all, count: shapes.len() }
    }

    /// Their shapes, the lowest first.
    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes[..self.count]
    }
}

/// Where a trace ends, and the side traces that leave it.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// At the start of another trace, or its own.
    Join(TraceId),
    /// At the start of a block, with these values on the stack.
    Carry(TraceId, Carried),
    /// With the values of this many locals as the program's result, and those of its instance and its
    /// cell.
    Return { locals: usize, others: usize },
    /// At the start of another trace, once a function with this number of parameters has returned there.
    Call { function: FunctionId, params: usize, body: TraceId, next: TraceId },
    /// At the place where the function was called.
    Leave,
    /// In the frame that called the function, if `place` is where that frame goes on; else at the place where it does.
    /// The frame may have to note where it is.
    Follow { place: TraceId, notes_offset: bool },
    /// At `base`, or by calling the function itself once more, which returns to `next`.
    Again { params: usize, body: TraceId, base: TraceId, next: TraceId },
    /// Where a new generator was asked for, which begins at `body`.
    MakeGenerator { body: TraceId },
    /// With a value of a generator, which goes on at `next`.
    Yield { next: TraceId },
    /// With the end of a generator.
    Finish,
    /// With an exception.
    Raise(Raising),
    /// With the exception on top, which a handler has got.
    RaiseAgain,
    /// The same, and the exception that was handled before it becomes the one that is handled.
    CleanUp,
}

impl End {
    /// Where the trace of a handler ends that would end here otherwise.
    pub(super) fn of_handler(self, handling: Handling) -> End {
        match handling.deed {
            Deed::RaiseAgain => End::RaiseAgain,
            Deed::Drop | Deed::Handle => self,
        }
    }

    /// How many uops it takes.
    pub(super) fn uops(self) -> usize {
        match self {
            End::Join(_) => 1,
            End::Carry(_, carried) => carried.shapes().len() + 1,
            End::Return { locals, others } => locals + others + 3,
            End::Call { params, .. } => params + 6,
            End::Leave => LEAVING,
            End::Follow { notes_offset, .. } => LEAVING + 3 + usize::from(notes_offset),
            End::Again { params, .. } => params + 13,
            End::MakeGenerator { .. } => 2,
            End::Yield { .. } | End::Finish => 3,
            End::Raise(how) => how.uops(),
            End::RaiseAgain => 2,
            End::CleanUp => 4,
        }
    }
}
