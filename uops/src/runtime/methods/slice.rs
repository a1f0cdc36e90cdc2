//! The method of slices.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, Slice, type_id};
use crate::runtime::error::Result;
use crate::runtime::owned::OwnedAll;
use crate::runtime::slices::Indices;
use crate::runtime::subscripts::clamped;
use crate::runtime::{PyException, tuples};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[(type_id::SLICE, "slice.indices", 1, 1, indices)];

/// `slice.indices(length)`
unsafe fn indices(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        let slice = &*this.cast::<Slice>();
        let length = clamped(args[0]).ok_or_else(|| {
            let name = super::type_name(args[0]);
            PyException::type_error(format!("'{name}' object cannot be interpreted as an integer"))
        })?;
        let length = usize::try_from(length)
            .map_err(|_| PyException::value_error("length should not be negative"))?;
        let found = Indices::new([slice.start, slice.stop, slice.step], length)?;
        let mut all = OwnedAll::new(thread);
        for number in [found.start, found.stop, found.step] {
            all.push(Thread::int(thread, number));
        }
        Ok(tuples::copy_tuple(thread, all.get()))
    }
}
