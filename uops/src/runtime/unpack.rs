//! Unpacking of iterables.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::iterators;
use super::owned::{Owned, OwnedAll};
use super::subscripts::{is_iterable, said, type_name};
use super::{PyException, RequestKind, replay};
use crate::object::Ref;
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
                let message = format!("too many values to unpack (expected {count})");
                return Err(PyException::value_error(message));
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
