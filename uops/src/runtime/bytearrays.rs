//! What a `bytearray` does in another way than an `array` of unsigned bytes, as which it is laid out.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of that runtime, and
//! those that are called bytearrays are of type `bytearray`.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::subscripts::{is_iterable, type_name};
use super::{PyException, arrays, buffers, iterators, memoryviews, methods};
use crate::object::{Ref, type_id};
use crate::thread::Thread;

/// `bytearray(object)`, `bytearray(text, encoding)`
pub(super) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = methods::bytes::content_of(thread, type_id::BYTEARRAY, args)?;
        Ok(arrays::new_bytearray(thread, content))
    }
}

/// The bytes that are assigned to a slice.
pub(super) unsafe fn assigned(thread: *mut Thread, value: Ref) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(bytes) = buffers::of(value) {
            return Ok(bytes.to_vec());
        }
        if value.type_id() == type_id::MEMORY_VIEW {
            return memoryviews::to_bytes(value);
        }
        let is_number = matches!(value.type_id(), type_id::INT | type_id::BOOL | type_id::FLOAT);
        if is_number || value.type_id() == type_id::STR {
            let message = "can assign only bytes, buffers, or iterables of ints in range(0, 256)";
            return Err(PyException::type_error(message));
        }
        methods::bytes::content_of(thread, type_id::BYTEARRAY, &[value])
    }
}

/// `bytearray.extend(iterable)`
pub(super) unsafe fn extend(thread: *mut Thread, bytearray: Ref, iterable: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if buffers::of(iterable).is_some() {
            return add(thread, bytearray, iterable);
        }
        let name = type_name(iterable);
        if !is_iterable(iterable) {
            let message = format!("can't extend bytearray with {name}");
            return Err(PyException::type_error(message));
        }
        // If an item is none, nothing has been added.
        let mut more = Vec::new();
        let items = iterators::collect(thread, iterable)?;
        if iterable.type_id() == type_id::STR && !items.get().is_empty() {
            let message = format!("expected iterable of integers; got: '{name}'");
            return Err(PyException::type_error(message));
        }
        for &item in items.get() {
            more.push(buffers::byte(item)?);
        }
        arrays::append_bytes(thread, bytearray, &more)
    }
}

/// `bytearray += bytes`
pub(super) unsafe fn add(thread: *mut Thread, bytearray: Ref, bytes: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        // They may be its own.
        let more =
            buffers::of(bytes).ok_or_else(|| buffers::not_joined(bytearray, bytes))?.to_vec();
        arrays::append_bytes(thread, bytearray, &more)
    }
}
