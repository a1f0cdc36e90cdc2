//! Methods of `Counter`, which are written in Python in CPython.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use super::list::sort_by;
use crate::object::{Ref, type_id};
use crate::operator::Operator;
use crate::runtime::classes::given_int;
use crate::runtime::error::Result;
use crate::runtime::owned::{Owned, OwnedAll};
use crate::runtime::{defaults, dicts, lists, operators, tuples};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::COUNTER, "Counter.copy", 0, 0, copy),
    (type_id::COUNTER, "Counter.most_common", 0, 1, most_common),
    (type_id::COUNTER, "Counter.subtract", 0, 1, subtract),
    (type_id::COUNTER, "Counter.total", 0, 0, total),
    (type_id::COUNTER, "Counter.update", 0, 1, update),
];

/// Items and counts, those that come most often first; others in the order in which they came.
unsafe fn most_common(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let most = match args.first() {
            Some(&most) if most.type_id() != type_id::NONE => given_int(most)?,
            _ => i64::MAX,
        };
        let mut pairs: Vec<(Ref, Ref)> =
            dicts::table(this).entries().map(|entry| (entry.value, entry.key)).collect();
        sort_by(thread, &mut pairs, true, |pair: (Ref, Ref)| pair.0)?;
        let mut found = OwnedAll::new(thread);
        for (count, item) in pairs.into_iter().take(most.max(0) as usize) {
            found.push(tuples::copy_tuple(thread, &[item, count]));
        }
        Ok(lists::new_list(thread, &found.give()))
    }
}

unsafe fn total(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let counts: Vec<Ref> = dicts::table(this).entries().map(|entry| entry.value).collect();
        let mut sum = Owned::new(thread, Thread::int(thread, 0));
        for count in counts {
            let more = operators::binary(thread, Operator::Add.into(), sum.get(), count)?;
            sum = Owned::new(thread, more);
        }
        Ok(sum.give())
    }
}

unsafe fn copy(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let made = dicts::copy(thread, this)?;
        (*made.get().0).type_id = type_id::COUNTER;
        Ok(made.give())
    }
}

unsafe fn subtract(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let counted = Owned::new(thread, defaults::counter(thread, args)?);
        let zero = Owned::new(thread, Thread::int(thread, 0));
        // The items stay alive in the other counter.
        let items: Vec<(Ref, Ref)> =
            dicts::table(counted.get()).entries().map(|entry| (entry.key, entry.value)).collect();
        for (item, count) in items {
            let known = dicts::get(thread, this, item)?.unwrap_or(zero.get());
            let left = operators::binary(thread, Operator::Subtract.into(), known, count)?;
            let left = Owned::new(thread, left);
            dicts::set(thread, this, item, left.get())?;
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn update(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        args.first().map_or(Ok(()), |&items| defaults::count(thread, this, items))?;
        Ok(Thread::none(thread))
    }
}
