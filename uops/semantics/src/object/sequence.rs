//! `list`, `tuple`, `bytes` and `range`.

use super::{Header, Ref};

/// A `list`: a growing array of references.
#[repr(C)]
#[derive(Debug)]
pub struct List {
    /// The common header.
    pub header: Header,
    /// Number of items.
    pub len: usize,
    /// The items; null while `capacity` is 0.
    pub items: *mut Ref,
    /// Number of items that fit without growing.
    pub capacity: usize,
}

/// A `tuple`; its items follow the struct.
#[repr(C)]
#[derive(Debug)]
pub struct Tuple {
    /// The common header.
    pub header: Header,
    /// Number of items.
    pub len: usize,
    /// The first item.
    pub items: [Ref; 0],
}

/// A `bytes`; its bytes follow the struct.
#[repr(C)]
#[derive(Debug)]
pub struct Bytes {
    /// The common header.
    pub header: Header,
    /// Number of bytes.
    pub len: usize,
    /// The first byte.
    pub data: [u8; 0],
}

/// A `range` whose bounds fit 64 bits.
#[repr(C)]
#[derive(Debug)]
pub struct Range {
    /// The common header.
    pub header: Header,
    /// First value.
    pub start: i64,
    /// First value that is not reached.
    pub stop: i64,
    /// Distance of two values, not 0.
    pub step: i64,
    /// Number of values.
    pub len: i64,
}
