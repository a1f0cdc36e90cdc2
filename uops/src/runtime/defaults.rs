//! Dicts that have a value for keys that they do not have: `collections.defaultdict`, whose factory is a builtin class, the
//! id of which is in the flags of its header, and `collections.Counter`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of
//! that runtime.
#![allow(clippy::missing_safety_doc)]

use super::dealloc::release;
use super::error::Result;
use super::owned::Owned;
use super::subscripts::type_name;
use super::{PyException, classes, comparison, dicts, iterators, operators};
use crate::object::{Ref, TypeId, TypeObject, type_id};
use crate::operator::{Comparison, Operator};
use crate::thread::Thread;

/// `defaultdict(factory, items)`
pub(super) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        let factory = match args.first() {
            None => 0,
            Some(factory) if factory.type_id() == type_id::NONE => 0,
            Some(factory) if factory.type_id() == type_id::TYPE => {
                (*factory.cast::<TypeObject>()).represents
            }
            Some(&factory) => {
                let message = format!("no factory of type '{}' is modelled", type_name(factory));
                return Err(PyException::type_error(message));
            }
        };
        if args.len() > 2 {
            let message = format!("dict expected at most 1 argument, got {}", args.len() - 1);
            return Err(PyException::type_error(message));
        }
        let dict = Owned::new(thread, dicts::new_dict(thread));
        let header = &mut *dict.get().0;
        (header.type_id, header.flags) = (type_id::DEFAULT_DICT, factory);
        if let Some(&items) = args.get(1) {
            classes::update(thread, dict.get(), items)?;
        }
        Ok(dict.give())
    }
}

/// `del dict[key]`; a counter need not have the key.
pub(super) unsafe fn delete(thread: *mut Thread, dict: Ref, key: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match dicts::take(thread, dict, key)? {
            Some((key, value)) => {
                release(thread, key);
                release(thread, value);
                Ok(())
            }
            None if dict.type_id() == type_id::COUNTER => Ok(()),
            None => Err(dicts::key_error(key)),
        }
    }
}

/// `Counter(items)`
pub(super) unsafe fn counter(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let dict = Owned::new(thread, dicts::new_dict(thread));
        (*dict.get().0).type_id = type_id::COUNTER;
        match *args {
            [] => {}
            [items] => count(thread, dict.get(), items)?,
            _ => {
                let message = "Counter.__init__() takes from 1 to 2 positional arguments";
                return Err(PyException::type_error(message));
            }
        }
        Ok(dict.give())
    }
}

/// `counter.update(items)`: how often each item comes, or the counts of a mapping.
pub(super) unsafe fn count(thread: *mut Thread, counter: Ref, items: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if items.type_id() == type_id::NONE {
            return Ok(());
        }
        if !dicts::is_dict(items) {
            let one = Owned::new(thread, Thread::int(thread, 1));
            return iterators::for_each(thread, items, |item| {
                let item = Owned::new(thread, item);
                add(thread, counter, item.get(), one.get())
            });
        }
        if dicts::len(counter) == 0 {
            return dicts::merge(thread, counter, items);
        }
        let pairs: Vec<(Ref, Ref)> =
            dicts::table(items).entries().map(|entry| (entry.key, entry.value)).collect();
        pairs.into_iter().try_for_each(|(key, value)| add(thread, counter, key, value))
    }
}

/// Whether a comparison holds for the counts of each item that one of two counters has.
pub(super) unsafe fn all_compare(
    thread: *mut Thread,
    comparison: Comparison,
    left: Ref,
    right: Ref,
) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let zero = Owned::new(thread, Thread::int(thread, 0));
        let keys = |counter| dicts::table(counter).entries().map(|entry| entry.key);
        let all: Vec<Ref> = keys(left).chain(keys(right)).collect();
        for key in all {
            let [left, right] = [dicts::get(thread, left, key)?, dicts::get(thread, right, key)?]
                .map(|count| count.unwrap_or(zero.get()));
            if !comparison::compare(thread, comparison.mask().into(), left, right)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Adds to the count of an item.
unsafe fn add(thread: *mut Thread, counter: Ref, item: Ref, value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(known) = dicts::get(thread, counter, item)? else {
            return dicts::set(thread, counter, item, value);
        };
        let sum = operators::binary(thread, Operator::Add.into(), value, known)?;
        let sum = Owned::new(thread, sum);
        dicts::set(thread, counter, item, sum.get())
    }
}

/// The value of a key that the dict, which may be of the type `dict`, does not have: a new one, which it has then.
pub(super) unsafe fn missing(thread: *mut Thread, dict: Ref, key: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if dict.type_id() == type_id::COUNTER {
            return Ok(Thread::int(thread, 0));
        }
        let Some(factory) = factory(dict) else { return Err(dicts::key_error(key)) };
        let value = Owned::new(thread, classes::call(thread, factory, &[])?);
        dicts::set(thread, dict, key, value.get())?;
        Ok(value.give())
    }
}

/// The class that makes the values of keys which a dict does not have.
pub(super) unsafe fn factory(dict: Ref) -> Option<TypeId> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let factory = (*dict.0).flags;
        (dict.type_id() == type_id::DEFAULT_DICT && factory != 0).then_some(factory)
    }
}
