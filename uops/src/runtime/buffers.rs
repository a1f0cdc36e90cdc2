//! The bytes of objects that have some, which CPython calls a buffer: `bytes`, `bytearray`, `array` and
//! `memoryview`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of that runtime, and
//! no array changes while its bytes are used.
#![allow(clippy::missing_safety_doc)]

use super::classes::given_int;
use super::error::Result;
use super::subscripts::{clamped, type_name};
use super::{PyException, arrays, memoryviews, value};
use crate::object::{Bytes, Ref, type_id};
use crate::thread::Thread;
use memchr::memmem;

/// The content of a `bytes`.
pub(super) unsafe fn bytes<'a>(object: Ref) -> &'a [u8] {
    // SAFETY: the caller keeps the contract of this module, and passes a `bytes`.
    unsafe {
        let bytes = object.cast::<Bytes>();
        std::slice::from_raw_parts((&raw const (*bytes).data).cast::<u8>(), (*bytes).len)
    }
}

/// The bytes of an object, if it has some.
pub(super) unsafe fn of<'a>(object: Ref) -> Option<&'a [u8]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.type_id() {
            type_id::BYTES => Some(bytes(object)),
            type_id::BYTEARRAY | type_id::ARRAY => Some(arrays::bytes(object)),
            type_id::MEMORY_VIEW => memoryviews::bytes(object),
            _ => None,
        }
    }
}

/// The bytes of an argument that has to have some.
pub(super) unsafe fn given<'a>(object: Ref) -> Result<&'a [u8]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { of(object).ok_or_else(|| required(object)) }
}

unsafe fn required(object: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    if unsafe { object.type_id() } == type_id::MEMORY_VIEW {
        // SAFETY: as above.
        return unsafe { memoryviews::no_bytes(object) };
    }
    // SAFETY: the caller keeps the contract of this module.
    let name = unsafe { type_name(object) };
    PyException::type_error(format!("a bytes-like object is required, not '{name}'"))
}

/// A byte that is given as an int.
pub(super) unsafe fn byte(value: Ref) -> Result<u8> {
    // SAFETY: the caller keeps the contract of this module.
    let byte = u8::try_from(unsafe { given_int(value)? });
    byte.map_err(|_| PyException::value_error("byte must be in range(0, 256)"))
}

/// A new object of the type of another one, a `bytes` or a `bytearray`.
pub(super) unsafe fn new_like(thread: *mut Thread, like: Ref, content: &[u8]) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match like.type_id() {
            type_id::BYTEARRAY => arrays::new_bytearray(thread, content.to_vec()),
            _ => value::new_bytes(thread, content),
        }
    }
}

/// `left + right`, of which the left one is a `bytes` or a `bytearray`.
pub(super) unsafe fn concat(thread: *mut Thread, left: Ref, right: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (of(left), of(right)) {
            (Some(first), Some(second)) => Ok(new_like(thread, left, &[first, second].concat())),
            _ => Err(not_joined(left, right)),
        }
    }
}

/// That an object can't be added to a `bytes` or `bytearray`.
pub(super) unsafe fn not_joined(left: Ref, right: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    let [left, right] = [left, right].map(|object| unsafe { type_name(object) });
    PyException::type_error(format!("can't concat {right} to {left}"))
}

/// The bytes of two objects that compare by them: one is a `bytearray`, or both are `bytes`.
pub(super) unsafe fn compared<'a>(left: Ref, right: Ref) -> Option<[&'a [u8]; 2]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kinds = [left.type_id(), right.type_id()];
        let compares = kinds == [type_id::BYTES; 2] || kinds.contains(&type_id::BYTEARRAY);
        compares.then(|| Some([of(left)?, of(right)?])).flatten()
    }
}

/// `value in container`, which is a `bytes` or a `bytearray`.
pub(super) unsafe fn contains(container: Ref, value: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let all = given(container)?;
        match clamped(value) {
            Some(_) => Ok(all.contains(&byte(value)?)),
            None => Ok(memmem::find(all, given(value)?).is_some()),
        }
    }
}
