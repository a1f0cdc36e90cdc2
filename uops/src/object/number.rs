//! `int`, `bool` and `float`.

use super::Header;

/// Bytes of the slot that holds a number: what CPython's allocator rounds 24 and 28 up to.
pub const NUMBER_SIZE: usize = 32;

/// Set in the header's flags of an int that does not fit 64 bits.
pub const FLAG_BIG: u32 = 1;

/// An `int` or `bool`.
#[repr(C)]
#[derive(Debug)]
pub struct Int {
    /// Flags are 0 for a compact int and [`FLAG_BIG`] for one of arbitrary precision.
    pub header: Header,
    /// The value of a compact int; the address of a boxed `BigInt` otherwise.
    pub value: i64,
    /// Rounds the slot up to [`NUMBER_SIZE`].
    pub padding: u64,
}

impl Int {
    /// Whether the value is held in the object itself.
    #[inline(always)]
    pub fn is_compact(&self) -> bool {
        self.header.flags == 0
    }
}

/// A `float`.
#[repr(C)]
#[derive(Debug)]
pub struct Float {
    /// The common header.
    pub header: Header,
    /// The value.
    pub value: f64,
    /// Rounds the slot up to [`NUMBER_SIZE`].
    pub padding: u64,
}
