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
