//! What code with unboxed numbers needs where it has to box one after all.

use super::dealloc;
use crate::object::{Int, Ref};
use crate::semantics::accepts;
use crate::thread::Thread;

/// See [`crate::helpers::uop_box_int`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_box_int(thread: *mut Thread, value: usize) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { Thread::int(thread, value as i64) }
}

/// See [`crate::helpers::uop_box_float`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_box_float(thread: *mut Thread, bits: usize) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { Thread::float(thread, f64::from_bits(bits as u64)) }
}

/// See [`crate::helpers::uop_compare_tagged`].
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are tagged ints or references that the caller owns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_compare_tagged(
    thread: *mut Thread,
    mask: usize,
    left: Ref,
    right: Ref,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let (Some(l), Some(r)) = (compact(left), compact(right)) else { return Ref::NULL };
        for value in [left, right] {
            if !value.is_tagged() {
                dealloc::release(thread, value);
            }
        }
        Thread::bool(thread, accepts(mask, l, r))
    }
}

/// The value of a tagged or compact int.
///
/// # Safety
/// A value that is not tagged is a live object.
unsafe fn compact(value: Ref) -> Option<i64> {
    if value.is_tagged() {
        return Some(value.untagged());
    }
    // SAFETY: the caller's promise; the type says the layout.
    unsafe { value.is_compact_int().then(|| (*value.cast::<Int>()).value) }
}
