//! Unpacking of iterables.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::iterators;
use super::owned::{Owned, OwnedAll};
use super::subscripts::{is_iterable, length, said, type_name};
use super::{PyException, RequestKind, replay, state};
use crate::object::{Ref, type_id};
use crate::thread::Thread;

/// See [`crate::helpers::uop_unpack`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_unpack(
    thread: *mut Thread,
    sequence: Ref,
    out: *mut Ref,
    count: usize,
) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { said(thread, unpack(thread, sequence, out, count)) }
}

/// Writes the items of an iterable with `count` of them, the last first, or nothing at all.
unsafe fn unpack(thread: *mut Thread, iterable: Ref, out: *mut Ref, count: usize) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(iterable) {
            let answer = replay::answered(thread, RequestKind::Unpack, "", &[iterable])?;
            let items = Owned::new(thread, answer);
            return match replay::is_opaque(items.get()) {
                true => Err(replay::unseen(thread, "unpacked")),
                false => unpack(thread, items.get(), out, count),
            };
        }
        if !is_iterable(iterable) {
            let name = type_name(iterable);
            return Err(PyException::type_error(format!(
                "cannot unpack non-iterable {name} object"
            )));
        }
        let iter = Owned::new(thread, iterators::get_iter(thread, iterable)?);
        let mut items = OwnedAll::new(thread);
        while let Some(item) = iterators::next(thread, iter.get())? {
            items.push(item);
            if items.get().len() > count {
                return Err(too_many(thread, iterable, count));
            }
        }
        let len = items.get().len();
        if len < count {
            let message = format!("not enough values to unpack (expected {count}, got {len})");
            return Err(PyException::value_error(message));
        }
        for (index, item) in items.give().into_iter().rev().enumerate() {
            *out.add(index) = item;
        }
        Ok(())
    }
}

/// The error for an iterable of more than `count` values. Newer versions say how many there are where that is known.
unsafe fn too_many(thread: *mut Thread, iterable: Ref, count: usize) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    let got = unsafe {
        let is_sized = matches!(iterable.type_id(), type_id::LIST | type_id::TUPLE | type_id::DICT);
        match is_sized && state(thread).exceptions.is_newer {
            true => length(iterable).map_or(String::new(), |len| format!(", got {len}")),
            false => String::new(),
        }
    };
    PyException::value_error(format!("too many values to unpack (expected {count}{got})"))
}
