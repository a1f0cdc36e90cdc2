//! `value in container`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::dealloc::release;
use super::error::Result;
use super::owned::Owned;
use super::strings::{self, text};
use super::subscripts::{as_int, is_iterable, object_or_null, type_name};
use super::{
    PyException, RequestKind, arithmetic, buffers, comparison, dicts, iterators, lists, nested,
    replay, search, sets, tuples, views,
};
use crate::object::{Range, Ref, type_id};
use crate::thread::Thread;
use num_traits::{Signed, Zero};
use std::ops::ControlFlow;

/// `value in container`
pub(super) unsafe fn contains(thread: *mut Thread, container: Ref, value: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { contains_inlined(thread, container, value) }
}

/// The same as a part of its caller: a call would take about as long as a look-up.
#[inline(always)]
unsafe fn contains_inlined(thread: *mut Thread, container: Ref, value: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        // Of the containers, those that compare one item after the other count as a level of nesting.
        let any = |items: &[Ref]| {
            nested(thread, " in comparison", || {
                for &item in items {
                    if comparison::same_or_equal(thread, item, value)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            })
        };
        match container.type_id() {
            type_id::LIST => any(lists::items(container)),
            type_id::TUPLE => any(tuples::items(container)),
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                Ok(dicts::get(thread, container, value)?.is_some())
            }
            type_id::DICT_KEYS | type_id::DICT_ITEMS => views::contains(thread, container, value),
            type_id::SET | type_id::FROZENSET => sets::contains(thread, container, value),
            type_id::STR => match strings::as_text(value) {
                Some(part) => Ok(search::find(text(container), part).is_some()),
                None => Err(PyException::type_error(format!(
                    "'in <string>' requires string as left operand, not {}",
                    type_name(value)
                ))),
            },
            type_id::RANGE if as_int(value).is_some() => {
                let range = &*container.cast::<Range>();
                let distance = arithmetic::int_value(value) - range.start;
                let (number, rest) = num_integer::Integer::div_rem(&distance, &range.step.into());
                Ok(rest.is_zero() && !number.is_negative() && number < range.len.into())
            }
            type_id::BYTES | type_id::BYTEARRAY => buffers::contains(container, value),
            _ if is_iterable(container) && container.held().is_none() => {
                let mut found = Ok(false);
                let mut look = |item: Ref| {
                    found = comparison::same_or_equal(thread, item, value);
                    release(thread, item);
                    match found {
                        Ok(false) => ControlFlow::Continue(()),
                        _ => ControlFlow::Break(()),
                    }
                };
                nested(thread, " in comparison", || {
                    let iter = Owned::new(thread, iterators::get_iter(thread, container)?);
                    while let Some(item) = iterators::next(thread, iter.get())? {
                        if look(item).is_break() {
                            break;
                        }
                    }
                    Ok(())
                })?;
                found
            }
            _ => match container.held() {
                Some(held) => contains(thread, held, value),
                None => Err(PyException::type_error(format!(
                    "argument of type '{}' is not iterable",
                    type_name(container)
                ))),
            },
        }
    }
}

/// See [`crate::helpers::uop_contains`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_contains(thread: *mut Thread, container: Ref, value: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(container) {
            let operands = [value, container];
            let answer = replay::answered(thread, RequestKind::Contains, "", &operands);
            return object_or_null(thread, answer);
        }
        let outcome = contains_inlined(thread, container, value);
        object_or_null(thread, outcome.map(|found| Thread::bool(thread, found)))
    }
}
