//! Methods of `tuple`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, bounds};
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::{PyException, comparison, tuples};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] =
    &[(type_id::TUPLE, "tuple.count", 1, 1, count), (type_id::TUPLE, "tuple.index", 1, 3, index)];

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut found = 0;
        for &item in tuples::items(this) {
            found += i64::from(comparison::same_or_equal(thread, item, args[0])?);
        }
        Ok(Thread::int(thread, found))
    }
}

unsafe fn index(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let items = tuples::items(this);
        let [from, to] = bounds(items.len(), &args[1..])?;
        for (index, &item) in items.iter().enumerate().take(to).skip(from) {
            if comparison::same_or_equal(thread, item, args[0])? {
                return Ok(Thread::int(thread, index as i64));
            }
        }
        Err(PyException::value_error("tuple.index(x): x not in tuple"))
    }
}
