//! Operators of `Counter`, which are written in Python in CPython.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of that runtime, and those
//! that are called counters are of type `Counter`.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::owned::Owned;
use super::{comparison, dicts, operators};
use crate::object::{Ref, type_id};
use crate::operator::{Comparison, Operator};
use crate::thread::Thread;

/// Whether a comparison of two counts holds.
unsafe fn holds(thread: *mut Thread, what: Comparison, left: Ref, right: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { comparison::compare(thread, what.mask().into(), left, right) }
}

/// The items of a counter, borrowed.
unsafe fn items(counter: Ref) -> Vec<(Ref, Ref)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { dicts::table(counter).entries().map(|entry| (entry.key, entry.value)).collect() }
}

/// `left + right`, `left - right`, `left | right` or `left & right`: only counts greater than 0 stay.
unsafe fn combined(
    thread: *mut Thread,
    operator: Operator,
    left: Ref,
    right: Ref,
) -> Result<Owned> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let zero = Owned::new(thread, Thread::int(thread, 0));
        let made = Owned::new(thread, dicts::new_dict(thread));
        (*made.get().0).type_id = type_id::COUNTER;
        let keep = |item: Ref, count: &Owned| {
            if holds(thread, Comparison::Greater, count.get(), zero.get())? {
                dicts::set(thread, made.get(), item, count.get())?;
            }
            Ok(())
        };
        let copied = |count: Ref| {
            count.incref();
            Owned::new(thread, count)
        };
        for (item, count) in items(left) {
            let other = dicts::get(thread, right, item)?.unwrap_or(zero.get());
            let count = match operator {
                Operator::Add | Operator::Subtract => {
                    Owned::new(thread, operators::binary(thread, operator.into(), count, other)?)
                }
                _ => {
                    let is_less = holds(thread, Comparison::Less, count, other)?;
                    copied(if is_less == (operator == Operator::Or) { other } else { count })
                }
            };
            keep(item, &count)?;
        }
        if operator == Operator::And {
            return Ok(made);
        }
        for (item, count) in items(right) {
            if dicts::get(thread, left, item)?.is_some() {
                continue;
            }
            let count = match operator {
                Operator::Subtract => Owned::new(
                    thread,
                    operators::binary(thread, operator.into(), zero.get(), count)?,
                ),
                _ => copied(count),
            };
            keep(item, &count)?;
        }
        Ok(made)
    }
}

/// An operator on two counters; nothing if counters do not have it. In place, the left one gets the result.
pub(super) unsafe fn binary(
    thread: *mut Thread,
    operator: Operator,
    in_place: bool,
    left: Ref,
    right: Ref,
) -> Option<Result<Ref>> {
    use Operator::{Add, And, Or, Subtract};
    if !matches!(operator, Add | And | Or | Subtract) {
        return None;
    }
    // SAFETY: the caller keeps the contract of this module.
    Some(unsafe {
        combined(thread, operator, left, right).and_then(|made| {
            if !in_place {
                return Ok(made.give());
            }
            dicts::clear(thread, left);
            dicts::merge(thread, left, made.get())?;
            left.incref();
            Ok(left)
        })
    })
}
