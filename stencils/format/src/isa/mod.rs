//! How holes are filled. Each processor has a module with its kinds of holes.

pub mod aarch64;
mod patch;
pub mod x86_64;

pub use patch::{OutOfRange, Patch};

/// Whether a signed number of this many bits can have the value.
fn is_signed(value: i64, bits: u32) -> bool {
    value >= -(1 << (bits - 1)) && value < 1 << (bits - 1)
}
