//! What the texts of collections have that those of lists and dicts have not.
//!
//! # Safety
//! The functions here share one contract: objects are alive.
#![allow(clippy::missing_safety_doc)]

use crate::object::{Ref, type_id};
use crate::runtime::arithmetic::{self, Number};
use crate::runtime::dicts;
use std::cmp::Ordering;

/// Items and counts as a counter shows them: those that come most often first, or as they are if counts have no order.
pub(super) unsafe fn counts(counter: Ref) -> Vec<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut pairs: Vec<_> = dicts::table(counter)
            .entries()
            .map(|it| (arithmetic::number(it.value), it.key, it.value))
            .collect();
        if pairs.iter().all(|(number, ..)| number.is_some()) {
            pairs.sort_by(|(left, ..), (right, ..)| match (left, right) {
                (Some(Number::Int(left)), Some(Number::Int(right))) => right.cmp(left),
                (Some(left), Some(right)) => {
                    let [left, right] =
                        [left, right].map(|it| it.to_f64().unwrap_or(f64::INFINITY));
                    right.partial_cmp(&left).unwrap_or(Ordering::Equal)
                }
                _ => Ordering::Equal,
            });
        }
        pairs.into_iter().flat_map(|(_, item, count)| [item, count]).collect()
    }
}

/// What stands in front of the items of a `defaultdict`.
pub(super) unsafe fn opening(dict: Ref) -> String {
    // SAFETY: the caller keeps the contract of this module. The header's flags have the class that makes values.
    match unsafe { (*dict.0).flags } {
        0 => "defaultdict(None, ".to_owned(),
        factory => format!("defaultdict(<class '{}'>, ", type_id::name(factory)),
    }
}
