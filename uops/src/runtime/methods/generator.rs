//! Methods of generators.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::{ExceptionKind, PyException, iterators};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[(type_id::GENERATOR, "generator.send", 1, 1, send)];

/// Uops resume a generator that can be; others raise an exception, whatever they are sent.
unsafe fn send(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let ended = || PyException::new(ExceptionKind::StopIteration, "");
        iterators::next(thread, this)?.ok_or_else(ended)
    }
}
