//! What code with tagged and unboxed numbers needs where it has to box one after all.

use super::operators::{applied, uop_binary_op};
use super::{arithmetic, dealloc};
use crate::helpers::ORDER_OF_EQUAL;
use crate::object::{Int, Ref, type_id};
use crate::operator::comparison::accepts;
use crate::thread::Thread;
use std::cmp::Ordering;

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

/// See [`crate::helpers::uop_tag_local`].
///
/// # Safety
/// `thread` is a live runtime's, `object` one of its objects, to which the caller owns a reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_tag_local(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        if object.is_compact_int()
            && let Some(tagged) = Ref::tagged((*object.cast::<Int>()).value)
        {
            dealloc::release(thread, object);
            return tagged;
        }
        object.incref();
        object
    }
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
        release_object(thread, left);
        release_object(thread, right);
        Thread::bool(thread, accepts(mask, l, r))
    }
}

/// See [`crate::helpers::uop_tagged_binary_op`].
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are tagged ints or references that the caller
/// owns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_tagged_binary_op(
    thread: *mut Thread,
    operator: usize,
    left: Ref,
    right: Ref,
) -> Ref {
    // SAFETY: the caller's promise; an untagged int is a new reference, which goes again.
    unsafe {
        let wide = |value: Ref| match value.is_tagged() {
            true => Some(i128::from(value.untagged())),
            false if value.type_id() == type_id::INT => arithmetic::wide_value(value),
            false => None,
        };
        if let (Some(l), Some(r)) = (wide(left), wide(right))
            && let Some(result) = applied(operator).operator.on_i128(l, r)
        {
            release_object(thread, left);
            release_object(thread, right);
            let tagged = i64::try_from(result).ok().and_then(Ref::tagged);
            return tagged.unwrap_or_else(|| arithmetic::new_wide(thread, result));
        }
        let object = |value: Ref| match value.is_tagged() {
            true => Thread::int(thread, value.untagged()),
            false => value,
        };
        let release = |object: Ref| dealloc::release(thread, object);
        let (l, r) = (object(left), object(right));
        let result = uop_binary_op(thread, operator, l, r);
        for (value, object) in [(left, l), (right, r)] {
            if value.is_tagged() || !result.is_null() {
                release(object);
            }
        }
        if !result.is_null()
            && result.is_compact_int()
            && let Some(tagged) = Ref::tagged((*result.cast::<Int>()).value)
        {
            release(result);
            return tagged;
        }
        result
    }
}

/// See [`crate::helpers::uop_tagged_order`].
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are tagged ints or references to ints that the
/// caller owns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_tagged_order(thread: *mut Thread, left: Ref, right: Ref) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let (Some(l), Some(r)) = (compact(left), compact(right)) else { return 0 };
        release_object(thread, left);
        release_object(thread, right);
        match l.cmp(&r) {
            Ordering::Less => ORDER_OF_EQUAL - 1,
            Ordering::Equal => ORDER_OF_EQUAL,
            Ordering::Greater => ORDER_OF_EQUAL + 1,
        }
    }
}

/// Drops a reference, unless the value is a tagged int.
///
/// # Safety
/// `thread` is a live runtime's, and the caller owns the reference.
#[inline]
unsafe fn release_object(thread: *mut Thread, value: Ref) {
    if !value.is_tagged() {
        // SAFETY: the caller's promise.
        unsafe { dealloc::release(thread, value) }
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
