//! x86-64.

pub mod exit_stubs;
mod record;
mod windows;

pub use record::{BEYOND, Record, Word};
pub use windows::{PROGRAM_LIMIT, Windows};

/// How far a 32-bit displacement reaches, in bytes, less the largest size of a segment's code.
pub const REACH: usize = (1 << 31) - (64 << 20);

/// How far a call reaches: as far.
pub const CALL_REACH: usize = REACH;

/// The shapes that have code of their own, see the module `write`, and their numbers from 1 on, as arguments of the macro `then`.
macro_rules! with_shapes {
    ($then:ident) => {
        $then! {
            1 [1 1 0, 0 0 0 0] 2 [2 0 0, 0 0 0 0] 3 [0 2 0, 0 0 0 0] 4 [1 2 0, 0 0 0 0] 5 [2 3 0, 0 0 0 0]
            6 [0 0 1, 0 0 1 1] 7 [1 0 1, 0 0 1 1] 8 [0 0 1, 0 1 1 1] 9 [1 0 1, 0 1 0 0] 10 [1 0 1, 1 0 1 1]
            11 [2 0 1, 0 0 1 1] 12 [1 0 2, 0 0 1 1] 13 [0 0 2, 1 1 1 1] 14 [2 0 2, 0 0 1 1] 15 [1 1 2, 0 1 1 1]
            16 [1 2 2, 0 1 1 1] 17 [2 2 4, 0 2 0 0] 18 [2 0 2, 0 0 3 2] 19 [0 3 3, 0 0 3 2] 20 [2 1 4, 1 1 3 2]
            21 [3 4 5, 2 3 5 4]
        }
    };
}
pub(crate) use with_shapes;
