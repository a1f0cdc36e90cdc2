//! How exceptions are raised, and what handlers do with them.

use super::shape::Shape;
use crate::program::{FunctionId, TraceId};

/// The classes of exceptions of a program, by the numbers that they have among these, and the one that each derives
/// from. The last two are the program's own, all others are builtins.
pub(super) const EXCEPTIONS: [(&str, Option<usize>); 18] = [
    ("BaseException", None),
    ("Exception", Some(0)),
    ("ArithmeticError", Some(1)),
    ("ZeroDivisionError", Some(2)),
    ("OverflowError", Some(2)),
    ("LookupError", Some(1)),
    ("IndexError", Some(5)),
    ("KeyError", Some(5)),
    ("NameError", Some(1)),
    ("UnboundLocalError", Some(8)),
    ("AttributeError", Some(1)),
    ("TypeError", Some(1)),
    ("ValueError", Some(1)),
    ("RuntimeError", Some(1)),
    ("RecursionError", Some(13)),
    ("MemoryError", Some(1)),
    ("Fault", Some(7)),
    ("Alarm", Some(1)),
];

/// How many uops it takes to begin what a handler is for.
pub(super) const PROTECTING: usize = 2;
/// How many uops it takes to make something whose making may raise an exception, and to pop it.
pub(super) const RISKING: usize = 6;
/// The most uops of a handler, but for its end, and of what it needs besides.
pub(super) const MOST_OF_HANDLER: usize = 46;
/// The most uops that run while an exception is handled.
pub(super) const MOST_INNER: usize = 12;

/// What a handler does with an exception.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deed {
    /// To let the exception go.
    Drop,
    /// To handle it, as `except` does.
    Handle,
    /// To raise it again in the end, as `finally` does.
    RaiseAgain,
}

/// What a handler begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handling {
    pub(super) deed: Deed,
    /// Whether the offset of the instruction lies under the exception.
    pub(super) pushes_offset: bool,
    /// Whether it is for some classes alone, and raises others again.
    pub(super) matches: bool,
    /// Whether a handler of its own makes the exception handled before the one that is handled.
    pub(super) cleans_up: bool,
    /// How many uops run while the exception is the one that is handled.
    pub(super) inner: usize,
}

impl Handling {
    /// The slots that are pushed for it.
    pub(super) fn pushed(self) -> &'static [Shape] {
        match self.pushes_offset {
            true => &[Shape::Int { bits: 30 }, Shape::Exception],
            false => &[Shape::Exception],
        }
    }

    /// How many uops it takes, but for those that pop what was pushed.
    pub(super) fn uops(self) -> usize {
        match self.deed {
            Deed::Drop => 0,
            Deed::Handle => {
                2 + 3 * usize::from(self.matches) + 3 * usize::from(self.cleans_up) + self.inner
            }
            Deed::RaiseAgain => 1 + self.inner,
        }
    }
}

/// How a trace raises an exception in the end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Raising {
    /// `raise Class`
    Class,
    /// `raise Class(value)`
    Instance,
    /// `raise Class from None`
    From,
    /// `raise`
    Handled,
}

impl Raising {
    pub(super) const ALL: [Raising; 4] =
        [Raising::Class, Raising::Instance, Raising::From, Raising::Handled];

    /// How many uops it takes.
    pub(super) fn uops(self) -> usize {
        match self {
            Raising::Class => 3,
            Raising::Instance => 6,
            Raising::From => 4,
            Raising::Handled => 2,
        }
    }
}

/// A handler of a line of traces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Try {
    pub(super) function: FunctionId,
    pub(super) target: TraceId,
    /// How many slots stay on the stack.
    pub(super) depth: usize,
    pub(super) pushes_offset: bool,
}
