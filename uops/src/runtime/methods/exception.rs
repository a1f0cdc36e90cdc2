//! The `__init__` of exceptions and what adds notes to them, and the `__init__` of all other objects.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::{PyException, causes, exceptions};
use crate::thread::Thread;

/// Classes of exceptions are the program's, so that its `self` is checked when it is called.
pub(super) static METHODS: &[Row] = &[
    (type_id::OBJECT, "BaseException.__init__", 0, usize::MAX, init),
    (type_id::OBJECT, "BaseException.add_note", 1, 1, add_note),
    (type_id::OBJECT, "object.__init__", 0, usize::MAX, init_object),
];

unsafe fn init(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { exceptions::init(thread, this, args) }
}

unsafe fn add_note(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { causes::add_note(thread, this, args[0]) }
}

/// `object.__init__`, which an `__init__` of a class calls by `super()`.
unsafe fn init_object(thread: *mut Thread, _this: Ref, args: &[Ref]) -> Result<Ref> {
    match args {
        // SAFETY: the caller keeps the contract of this module.
        [] => Ok(unsafe { Thread::none(thread) }),
        _ => Err(PyException::type_error(
            "object.__init__() takes exactly one argument (the instance to initialize)",
        )),
    }
}
