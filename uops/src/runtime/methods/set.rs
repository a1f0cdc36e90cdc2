//! Methods of `set`, and of `frozenset` where they change nothing.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, calling};
use crate::object::{Ref, type_id};
use crate::operator::Operator;
use crate::runtime::error::Result;
use crate::runtime::owned::Owned;
use crate::runtime::{Value, classes, dicts, iterators, sets};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::SET, "set.add", 1, 1, add),
    (type_id::SET, "set.clear", 0, 0, clear),
    (type_id::SET, "set.copy", 0, 0, copy),
    (type_id::SET, "set.difference", 0, usize::MAX, calling!(combine, Operator::Subtract)),
    (type_id::SET, "set.discard", 1, 1, discard),
    (type_id::SET, "set.intersection", 0, usize::MAX, calling!(combine, Operator::And)),
    (type_id::SET, "set.issubset", 1, 1, issubset),
    (type_id::SET, "set.issuperset", 1, 1, issuperset),
    (type_id::SET, "set.pop", 0, 0, pop),
    (type_id::SET, "set.remove", 1, 1, remove),
    (type_id::SET, "set.symmetric_difference", 1, 1, calling!(combine, Operator::Xor)),
    (type_id::SET, "set.union", 0, usize::MAX, calling!(combine, Operator::Or)),
    (type_id::SET, "set.update", 0, usize::MAX, update),
    (type_id::FROZENSET, "frozenset.copy", 0, 0, same),
    (
        type_id::FROZENSET,
        "frozenset.difference",
        0,
        usize::MAX,
        calling!(combine, Operator::Subtract),
    ),
    (type_id::FROZENSET, "frozenset.intersection", 0, usize::MAX, calling!(combine, Operator::And)),
    (type_id::FROZENSET, "frozenset.issubset", 1, 1, issubset),
    (type_id::FROZENSET, "frozenset.issuperset", 1, 1, issuperset),
    (type_id::FROZENSET, "frozenset.symmetric_difference", 1, 1, calling!(combine, Operator::Xor)),
    (type_id::FROZENSET, "frozenset.union", 0, usize::MAX, calling!(combine, Operator::Or)),
];

unsafe fn add(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        sets::add(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

/// What can't be changed needs no copy.
unsafe fn same(_: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { this.incref() };
    Ok(this)
}

unsafe fn clear(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        sets::clear(thread, this);
        Ok(Thread::none(thread))
    }
}

unsafe fn copy(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let copy = Owned::new(thread, sets::new_set(thread, this.type_id()));
        sets::merge(thread, copy.get(), this)?;
        Ok(copy.give())
    }
}

unsafe fn is_set(object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { matches!(object.type_id(), type_id::SET | type_id::FROZENSET) }
}

/// The argument as a set.
unsafe fn as_set(thread: *mut Thread, iterable: Ref) -> Result<Owned> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if is_set(iterable) {
            iterable.incref();
            return Ok(Owned::new(thread, iterable));
        }
        let set = Owned::new(thread, sets::new_set(thread, type_id::SET));
        classes::extend_set(thread, set.get(), iterable)?;
        Ok(set)
    }
}

unsafe fn combine(thread: *mut Thread, this: Ref, args: &[Ref], operator: Operator) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some((&first, more)) = args.split_first() else { return copy(thread, this, args) };
        let mut result = combine_two(thread, this, first, operator)?;
        for &other in more {
            match operator {
                Operator::Or => classes::extend_set(thread, result.get(), other)?,
                Operator::Subtract if is_set(other) => {
                    sets::subtract_set(thread, result.get(), other)?;
                }
                Operator::Subtract => {
                    let doomed = iterators::collect(thread, other)?;
                    sets::subtract(thread, result.get(), doomed.get().iter().copied())?;
                }
                _ => result = combine_two(thread, result.get(), other, operator)?,
            }
        }
        Ok(result.give())
    }
}

unsafe fn combine_two(
    thread: *mut Thread,
    this: Ref,
    other: Ref,
    operator: Operator,
) -> Result<Owned> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if is_set(other) || operator == Operator::Subtract && other.type_id() == type_id::DICT {
            let other = as_set(thread, other)?;
            return Ok(Owned::new(thread, sets::combine(thread, operator, this, other.get())?));
        }
        let result = Owned::new(thread, sets::new_set(thread, this.type_id()));
        match operator {
            // The members are then those of the iterable.
            Operator::And => {}
            Operator::Or => {
                sets::merge(thread, result.get(), this)?;
                classes::extend_set(thread, result.get(), other)?;
                return Ok(result);
            }
            Operator::Subtract => {
                sets::merge(thread, result.get(), this)?;
                let doomed = iterators::collect(thread, other)?;
                sets::subtract(thread, result.get(), doomed.get().iter().copied())?;
                return Ok(result);
            }
            _ => {
                classes::extend_set(thread, result.get(), other)?;
                sets::toggle(thread, result.get(), this)?;
                return Ok(result);
            }
        }
        let iter = Owned::new(thread, iterators::get_iter(thread, other)?);
        while let Some(item) = iterators::next(thread, iter.get())? {
            let item = Owned::new(thread, item);
            if sets::contains(thread, this, item.get())? {
                sets::add(thread, result.get(), item.get())?;
            }
        }
        Ok(result)
    }
}

unsafe fn discard(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        sets::discard(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn issubset(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let other = as_set(thread, args[0])?;
        Ok(Thread::bool(thread, sets::is_subset(thread, this, other.get())?))
    }
}

unsafe fn issuperset(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let other = as_set(thread, args[0])?;
        Ok(Thread::bool(thread, sets::is_subset(thread, other.get(), this)?))
    }
}

unsafe fn pop(_: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let empty = || dicts::key_error_of(Value::Str("pop from an empty set".to_owned()));
        sets::pop(this).ok_or_else(empty)
    }
}

unsafe fn remove(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match sets::discard(thread, this, args[0])? {
            true => Ok(Thread::none(thread)),
            false => Err(dicts::key_error(args[0])),
        }
    }
}

unsafe fn update(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for &other in args {
            classes::extend_set(thread, this, other)?;
        }
        Ok(Thread::none(thread))
    }
}
