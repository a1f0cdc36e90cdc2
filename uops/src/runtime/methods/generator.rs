//! Methods of generators and coroutines.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Generator, Ref, type_id};
use crate::runtime::error::Result;
use crate::runtime::{ExceptionKind, PyException, dealloc, iterators};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::GENERATOR, "generator.close", 0, 0, close),
    (type_id::GENERATOR, "generator.send", 1, 1, send),
    (type_id::COROUTINE, "coroutine.close", 0, 0, close),
    (type_id::COROUTINE, "coroutine.send", 1, 1, send),
];

/// Uops resume what can be resumed; others raise an exception, whatever they are sent.
unsafe fn send(_: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    let ended = || PyException::new(ExceptionKind::StopIteration, "");
    // SAFETY: the caller keeps the contract of this module.
    unsafe { iterators::next_of_generator(this)?.ok_or_else(ended) }
}

/// Ends a generator that waits where nothing handles exceptions; a program that closes one in a `try` is not recorded so.
unsafe fn close(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module; no uop runs in the frame of a generator that waits.
    unsafe {
        let generator = this.cast::<Generator>();
        match (*generator).header.flags {
            Generator::SUSPENDED => dealloc::finish_generator(thread, Generator::locals(generator)),
            Generator::FINISHED => {}
            _ => {
                let name = type_id::name(this.type_id());
                return Err(PyException::value_error(format!("{name} already executing")));
            }
        }
        Ok(Thread::none(thread))
    }
}
