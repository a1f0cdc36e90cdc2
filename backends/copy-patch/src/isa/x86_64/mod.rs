//! x86-64.

pub mod exit_stubs;
mod record;
mod windows;

pub use record::{Record, Word};
pub use windows::{PROGRAM_LIMIT, Windows};

/// How far a 32-bit displacement reaches, in bytes, less the largest size of a segment's code.
pub const REACH: usize = (1 << 31) - (64 << 20);

/// How far a call reaches: as far.
pub const CALL_REACH: usize = REACH;

/// The shapes that have a function, see the module `write`, as arguments of the macro `then`.
macro_rules! with_shapes {
    ($then:ident) => {
        $then! {
            [1, 1, 0, 0] [2, 3, 0, 0] [1, 1, 0, 2] [1, 2, 0, 2] [1, 1, 1, 4] [1, 2, 1, 4]
            [2, 3, 0, 2] [2, 4, 1, 4] [2, 4, 1, 6] [2, 6, 0, 6]
        }
    };
}
pub(crate) use with_shapes;
