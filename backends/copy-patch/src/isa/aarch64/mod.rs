//! AArch64.

pub mod exit_stubs;
mod record;
mod windows;

pub use record::{BEYOND, Record, Word};
pub use windows::{PROGRAM_LIMIT, Windows};

/// Half as far as `adrp` reaches, in bytes, less the largest size of a segment's code.
pub const REACH: usize = (1 << 31) - (64 << 20);

/// How far a call reaches, in bytes, less the size of a prefix.
pub const CALL_REACH: usize = (1 << 27) - (1 << 20);

/// The shapes that have code of their own, see the module `write`, and their numbers from 1 on, as arguments of the macro `then`. A hole takes so many
/// instructions that few of them are spare.
macro_rules! with_shapes {
    ($then:ident) => {
        $then! {
            1 [1 1 0, 0 0 0 0] 2 [2 0 0, 0 0 0 0] 3 [2 2 0, 0 0 0 0]
            4 [0 0 1, 0 0 1 1] 5 [1 0 1, 0 1 1 1] 6 [1 0 1, 1 0 1 1] 7 [2 0 2, 1 1 1 1]
            8 [1 2 2, 0 1 1 1] 9 [2 1 4, 1 1 3 2] 10 [3 4 5, 2 3 5 4]
        }
    };
}
pub(crate) use with_shapes;
