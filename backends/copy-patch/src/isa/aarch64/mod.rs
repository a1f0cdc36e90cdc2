//! AArch64.

pub mod exit_stubs;
mod record;
mod windows;

pub use record::{Record, Word};
pub use windows::{PROGRAM_LIMIT, Windows};

/// Half as far as `adrp` reaches, in bytes, less the largest size of a segment's code.
pub const REACH: usize = (1 << 31) - (64 << 20);

/// How far a call reaches, in bytes, less the size of a prefix.
pub const CALL_REACH: usize = (1 << 27) - (1 << 20);
