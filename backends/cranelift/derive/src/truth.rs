//! Where `True` and `False` are.

use form::{Function, Operand};
use std::mem::{offset_of, size_of};
use uops::Thread;
use uops::object::Int;

/// The distance from the thread to `True` or to `False`.
pub(crate) fn distance_of(truth: bool) -> i64 {
    match truth {
        true => offset_of!(Thread, true_object) as i64,
        false => offset_of!(Thread, false_object) as i64,
    }
}

/// Whether the place is that of `True` or that of `False`, if it is one of them.
pub(crate) fn singleton(base: Operand, offset: i64) -> Option<bool> {
    if base != Operand::Value(Function::THREAD) {
        return None;
    }
    const { assert!(offset_of!(Thread, false_object) == size_of::<Int>()) };
    [true, false].into_iter().find(|truth| distance_of(*truth) == offset)
}
