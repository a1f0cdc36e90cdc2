//! Methods of exceptions.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::exceptions;
use crate::thread::Thread;

/// Classes of exceptions are the program's, so that its `self` is checked when it is called.
pub(super) static METHODS: &[Row] =
    &[(type_id::OBJECT, "BaseException.__init__", 0, usize::MAX, init)];

unsafe fn init(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { exceptions::init(thread, this, args) }
}
