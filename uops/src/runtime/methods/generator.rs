//! Methods of generators and coroutines.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::{ExceptionKind, PyException, iterators};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::GENERATOR, "generator.send", 1, 1, send),
    (type_id::COROUTINE, "coroutine.send", 1, 1, send),
];

/// Uops resume what can be resumed; others raise an exception, whatever they are sent.
unsafe fn send(_: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    let ended = || PyException::new(ExceptionKind::StopIteration, "");
    // SAFETY: the caller keeps the contract of this module.
    unsafe { iterators::next_of_generator(this)?.ok_or_else(ended) }
}
