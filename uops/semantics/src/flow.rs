//! Where execution continues after a uop.

use crate::object::Ref;

/// What a uop's function answers: continue with these outputs, or leave.
#[derive(Debug)]
pub enum Flow<const OUT: usize> {
    /// On to the next uop; the inputs are consumed, these are pushed, the topmost last.
    Next([Ref; OUT]),
    /// Through the uop's exit. Stack and reference counts are as they were on entry, unless the
    /// table flags the uop `exit_pops`: then its inputs are consumed.
    Exit,
    /// An exception is set in the thread. Stack and reference counts are as they were on entry.
    Error,
    /// Back to the start of this trace, after `_START_EXECUTOR`.
    Top,
    /// To the place where the frame that has just become the current one continues.
    Return,
}
