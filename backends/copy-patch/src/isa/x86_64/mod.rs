//! x86-64.

pub mod disassembly;
pub mod exit_stubs;
mod prefetch;
mod record;

pub use prefetch::prefetch;
pub use record::Record;

/// As far as a 32-bit displacement reaches, in bytes, less what a segment may have of code.
pub const REACH: usize = (1 << 31) - (64 << 20);
