//! Dict views as the sets that they stand for.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::dicts::Entry;
use super::error::Result;
use super::owned::Owned;
use super::{comparison, dicts, sets, tuples};
use crate::object::{DictView, Ref, TypeId, type_id};
use crate::operator::Comparison;
use crate::thread::Thread;

/// Whether objects of a type compare as sets of what is in a dict.
fn is_view(kind: TypeId) -> bool {
    matches!(kind, type_id::DICT_KEYS | type_id::DICT_ITEMS)
}

/// Whether objects of two types compare as sets because of a view among them.
pub(super) fn compare_as_sets(left: TypeId, right: TypeId) -> bool {
    let is_set = |kind| matches!(kind, type_id::SET | type_id::FROZENSET);
    is_view(left) && (is_view(right) || is_set(right)) || is_set(left) && is_view(right)
}

/// The dict of a view.
pub(super) unsafe fn dict(view: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module, and `view` is one.
    unsafe { (*view.cast::<DictView>()).dict }
}

/// How many members a set or a view has.
unsafe fn len(object: Ref) -> usize {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.type_id() {
            type_id::SET | type_id::FROZENSET => sets::len(object),
            _ => dicts::len(dict(object)),
        }
    }
}

/// `value in keys`, or `value in items`: CPython's `dictkeys_contains` and `dictitems_contains`.
pub(super) unsafe fn contains(thread: *mut Thread, view: Ref, value: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if view.type_id() == type_id::DICT_KEYS {
            return Ok(dicts::get(thread, dict(view), value)?.is_some());
        }
        if value.type_id() != type_id::TUPLE {
            return Ok(false);
        }
        let &[key, wanted] = tuples::items(value) else { return Ok(false) };
        match dicts::get(thread, dict(view), key)? {
            Some(found) => comparison::same_or_equal(thread, found, wanted),
            None => Ok(false),
        }
    }
}

/// Whether all members of a set or a view are in another one.
unsafe fn is_subset(thread: *mut Thread, object: Ref, other: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_member = |value| match other.type_id() {
            type_id::SET | type_id::FROZENSET => sets::contains(thread, other, value),
            _ => contains(thread, other, value),
        };
        if !is_view(object.type_id()) {
            for member in sets::table(object).members() {
                if !is_member(member)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let is_keys = object.type_id() == type_id::DICT_KEYS;
        for &Entry { key, value, .. } in dicts::table(dict(object)).entries() {
            let found = if is_keys {
                is_member(key)
            } else {
                is_member(Owned::new(thread, tuples::copy_tuple(thread, &[key, value])).get())
            };
            if !found? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A comparison of two objects of which one is a view and the other a view, a set or a frozenset:
/// CPython's `dictview_richcompare`.
pub(super) unsafe fn compare(
    thread: *mut Thread,
    comparison: Comparison,
    left: Ref,
    right: Ref,
) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (fewer, more) = (len(left), len(right));
        Ok(match comparison {
            Comparison::Equal | Comparison::NotEqual => {
                // A set leaves the comparison to the view.
                let (walked, other) =
                    if is_view(left.type_id()) { (left, right) } else { (right, left) };
                let equal = fewer == more && is_subset(thread, walked, other)?;
                equal == (comparison == Comparison::Equal)
            }
            Comparison::Less => fewer < more && is_subset(thread, left, right)?,
            Comparison::LessEqual => fewer <= more && is_subset(thread, left, right)?,
            Comparison::Greater => fewer > more && is_subset(thread, right, left)?,
            Comparison::GreaterEqual => fewer >= more && is_subset(thread, right, left)?,
        })
    }
}
