//! The end of a trace: how it ends, and where execution continues.

use crate::program::{FunctionId, TraceId};

/// How many uops it takes to leave a frame whose stack is empty: to push a value, to return it, and to
/// pop it.
pub(super) const LEAVING: usize = 3;

/// Where a trace ends, and the side traces that leave it.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// At the start of another trace, or its own.
    Join(TraceId),
    /// With the values of this many locals as the program's result, and those of its instance and its
    /// cell.
    Return { locals: usize, others: usize },
    /// At the start of another trace, once a function with this number of parameters has returned there.
    Call { function: FunctionId, params: usize, body: TraceId, next: TraceId },
    /// At the place where the function was called.
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
