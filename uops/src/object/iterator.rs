//! Iterators.

use super::{Header, Ref};

/// A `range_iterator`: CPython's `_PyRangeIterObject`.
#[repr(C)]
#[derive(Debug)]
pub struct RangeIter {
    /// The common header.
    pub header: Header,
    /// The next value.
    pub start: i64,
    /// Distance of two values.
    pub step: i64,
    /// Number of values left.
    pub len: i64,
}

/// A `list_iterator`, `tuple_iterator` or `bytes_iterator`.
#[repr(C)]
#[derive(Debug)]
pub struct SequenceIter {
    /// The common header.
    pub header: Header,
    /// Index of the next item.
    pub index: usize,
    /// What is iterated over; null once exhausted.
    pub sequence: Ref,
}
