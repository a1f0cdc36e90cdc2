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

/// An iterator of a sequence, such as a `list_iterator`, or one that goes backwards.
#[repr(C)]
#[derive(Debug)]
pub struct SequenceIter {
    /// The common header.
    pub header: Header,
    /// Index of the next item: of its first byte in a `str`, one more than its own where the iterator
    /// goes backwards.
    pub index: usize,
    /// What is iterated over; null once exhausted.
    pub sequence: Ref,
}

/// An `enumerate`.
#[repr(C)]
#[derive(Debug)]
pub struct Enumerate {
    /// The common header.
    pub header: Header,
    /// The next number.
    pub index: i64,
    /// Where the items come from.
    pub iter: Ref,
}

/// A `zip`.
#[repr(C)]
#[derive(Debug)]
pub struct Zip {
    /// The common header.
    pub header: Header,
    /// A tuple of iterators.
    pub iters: Ref,
}
