//! `dict` and `set`, with what refers to them, `array`, `deque` and `slice`.

use super::{Header, Ref};
use core::ffi::c_void;

/// A `dict`, `defaultdict` or `Counter`.
#[repr(C)]
#[derive(Debug)]
pub struct Dict {
    /// The common header.
    pub header: Header,
    /// Number of items.
    pub len: usize,
    /// The table, which the runtime owns.
    pub table: *mut c_void,
}

/// A `set` or `frozenset`.
#[repr(C)]
#[derive(Debug)]
pub struct Set {
    /// The common header.
    pub header: Header,
    /// Number of members.
    pub len: usize,
    /// The table, which the runtime owns.
    pub table: *mut c_void,
}

/// A `dict_keys`, `dict_values` or `dict_items`.
#[repr(C)]
#[derive(Debug)]
pub struct DictView {
    /// The common header.
    pub header: Header,
    /// What it shows.
    pub dict: Ref,
}

/// An iterator over a `dict`, one of its views, a `set`, or a `deque`, of which it notes how often it was changed in place of
/// the number of items.
#[repr(C)]
#[derive(Debug)]
pub struct TableIter {
    /// The common header.
    pub header: Header,
    /// Where in the table the next item is looked for.
    pub index: u32,
    /// How many items are still to come, if none is put in the place of another.
    pub left: u32,
    /// How many items there were at the start.
    pub len: usize,
    /// What is iterated over; null once exhausted.
    pub container: Ref,
}

/// A `slice`.
#[repr(C)]
#[derive(Debug)]
pub struct Slice {
    /// The common header.
    pub header: Header,
    /// First index, or `None`.
    pub start: Ref,
    /// First index that is not reached, or `None`.
    pub stop: Ref,
    /// Distance of two indices, or `None`.
    pub step: Ref,
}

/// An `array.array` or a `bytearray`.
#[repr(C)]
#[derive(Debug)]
pub struct Array {
    /// The common header.
    pub header: Header,
    /// The items, which the runtime owns.
    pub content: *mut c_void,
}

/// A `memoryview`.
#[repr(C)]
#[derive(Debug)]
pub struct MemoryView {
    /// The common header.
    pub header: Header,
    /// What it shows bytes of; null once it is released.
    pub base: Ref,
    /// Which of the bytes are which items, which the runtime owns.
    pub content: *mut c_void,
}

/// A `collections.deque`.
#[repr(C)]
#[derive(Debug)]
pub struct Deque {
    /// The common header.
    pub header: Header,
    /// The items, which the runtime owns.
    pub content: *mut c_void,
}
