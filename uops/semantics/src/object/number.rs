//! `int`, `bool`, `float` and `complex`.

use super::Header;

/// Bytes of the slot that holds a number: what CPython's allocator rounds 24 and 28 up to.
pub const NUMBER_SIZE: usize = 32;

/// Set in the header's flags of an int that does not fit 128 bits.
pub const FLAG_BIG: u32 = 1;
/// Set in the header's flags of an int that fits 128 bits and not 64.
pub const FLAG_WIDE: u32 = 2;

/// An `int` or `bool`.
#[repr(C)]
#[derive(Debug)]
pub struct Int {
    /// Flags are 0 for a compact int, else [`FLAG_WIDE`] or [`FLAG_BIG`].
    pub header: Header,
    /// The value of a compact int, the lower half of a wide one, or the address of a boxed `BigInt`.
    pub value: i64,
    /// The upper half of a wide int; of others nothing.
    pub upper: i64,
}

impl Int {
    /// Whether the value fits 64 bits.
    #[inline(always)]
    pub fn is_compact(&self) -> bool {
        self.header.flags == 0
    }

    /// The value, if it fits 128 bits.
    #[inline]
    pub fn wide(&self) -> Option<i128> {
        match self.header.flags {
            0 => Some(self.value.into()),
            FLAG_WIDE => Some(i128::from(self.upper) << 64 | i128::from(self.value as u64)),
            _ => None,
        }
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

/// A `complex`.
#[repr(C)]
#[derive(Debug)]
pub struct Complex {
    /// The common header.
    pub header: Header,
    /// The real part.
    pub real: f64,
    /// The imaginary part.
    pub imag: f64,
}
