//! Methods of `memoryview`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Method, Row};
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::owned::Owned;
use crate::runtime::{PyException, memoryviews, strings};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::MEMORY_VIEW, "memoryview.__enter__", 0, 0, enter),
    (type_id::MEMORY_VIEW, "memoryview.__exit__", 0, 3, exit),
    (type_id::MEMORY_VIEW, "memoryview.cast", 1, 1, cast),
    (type_id::MEMORY_VIEW, "memoryview.hex", 0, 2, hex),
    (type_id::MEMORY_VIEW, "memoryview.release", 0, 0, release),
    (type_id::MEMORY_VIEW, "memoryview.tobytes", 0, 1, to_bytes),
    (type_id::MEMORY_VIEW, "memoryview.tolist", 0, 0, to_list),
    (type_id::MEMORY_VIEW, "memoryview.toreadonly", 0, 0, read_only),
];

unsafe fn enter(_: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { memoryviews::enter(this) }
}

unsafe fn exit(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { release(thread, this, &[]) }
}

unsafe fn cast(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { memoryviews::cast(thread, this, args[0]) }
}

unsafe fn hex(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let bytes = Owned::new(thread, memoryviews::as_bytes(thread, this)?);
        let all: Vec<Ref> = std::iter::once(bytes.get()).chain(args.iter().copied()).collect();
        match Method::from_name("bytes.hex") {
            Some(hex) => hex.call(thread, &all),
            None => Err(PyException::type_error("there is no such method")),
        }
    }
}

unsafe fn release(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        memoryviews::release(thread, this);
        Ok(Thread::none(thread))
    }
}

unsafe fn to_bytes(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let order = args.first().filter(|order| order.type_id() != type_id::NONE);
        let is_order = |text: &str| ["C", "F", "A"].contains(&text);
        if order.is_some_and(|&order| !strings::as_text(order).is_some_and(is_order)) {
            return Err(PyException::value_error("order must be 'C', 'F' or 'A'"));
        }
        memoryviews::as_bytes(thread, this)
    }
}

unsafe fn to_list(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { memoryviews::to_list(thread, this) }
}

unsafe fn read_only(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { memoryviews::read_only(thread, this) }
}
