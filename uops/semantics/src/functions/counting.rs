//! Dropping references.

use crate::object::{Int, Ref};
use crate::slow_path::uop_dealloc;
use crate::thread::Thread;

/// Drops a reference to an object of any type.
#[inline(always)]
pub(super) unsafe fn decref(thread: *mut Thread, object: Ref) {
    // SAFETY: the contract of uop functions.
    unsafe {
        if object.drop_reference() {
            core::hint::cold_path();
            uop_dealloc(thread, object);
        }
    }
}

/// Drops a reference to a float: CPython's `_Py_DECREF_SPECIALIZED` with `_PyFloat_ExactDealloc`.
#[inline(always)]
pub(super) unsafe fn decref_float(thread: *mut Thread, float: Ref) {
    // SAFETY: the contract of uop functions.
    unsafe {
        if float.drop_reference() {
            Thread::free_number(thread, float);
        }
    }
}

/// Drops a reference to a compact int.
#[inline(always)]
pub(super) unsafe fn decref_compact_int(thread: *mut Thread, int: *mut Int) {
    // SAFETY: the contract of uop functions.
    unsafe {
        // A compact int is freed as a float is: its slot goes back.
        decref_float(thread, Ref(int.cast()));
    }
}
