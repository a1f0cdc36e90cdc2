//! Methods of `bytearray` that neither a `bytes` nor an `array` has so.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::{PyException, arrays, buffers, bytearrays};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::BYTEARRAY, "bytearray.clear", 0, 0, clear),
    (type_id::BYTEARRAY, "bytearray.copy", 0, 0, copy),
    (type_id::BYTEARRAY, "bytearray.extend", 1, 1, extend),
    (type_id::BYTEARRAY, "bytearray.remove", 1, 1, remove),
];

unsafe fn clear(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        arrays::clear(thread, this)?;
        Ok(Thread::none(thread))
    }
}

unsafe fn copy(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(arrays::repeat(thread, this, 1)) }
}

unsafe fn extend(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        bytearrays::extend(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn remove(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let byte = buffers::byte(args[0])?;
        match arrays::bytes(this).iter().position(|other| *other == byte) {
            Some(index) => arrays::remove(thread, this, index)?,
            None => return Err(PyException::value_error("value not found in bytearray")),
        }
        Ok(Thread::none(thread))
    }
}
