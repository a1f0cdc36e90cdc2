//! Methods of `property`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, calling};
use crate::object::{Ref, type_id};
use crate::runtime::descriptors;
use crate::runtime::error::Result;
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::PROPERTY, "property.getter", 1, 1, calling!(with, 0)),
    (type_id::PROPERTY, "property.setter", 1, 1, calling!(with, 1)),
    (type_id::PROPERTY, "property.deleter", 1, 1, calling!(with, 2)),
];

unsafe fn with(thread: *mut Thread, this: Ref, args: &[Ref], place: usize) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(descriptors::with(thread, this, place, args[0])) }
}
