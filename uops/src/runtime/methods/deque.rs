//! Methods of `deque`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, bounds, calling};
use crate::object::{Ref, type_id};
use crate::runtime::classes::given_int;
use crate::runtime::error::Result;
use crate::runtime::formatting;
use crate::runtime::{PyException, comparison, deques};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::DEQUE, "deque.append", 1, 1, calling!(add, false)),
    (type_id::DEQUE, "deque.appendleft", 1, 1, calling!(add, true)),
    (type_id::DEQUE, "deque.clear", 0, 0, clear),
    (type_id::DEQUE, "deque.copy", 0, 0, copy),
    (type_id::DEQUE, "deque.count", 1, 1, count),
    (type_id::DEQUE, "deque.extend", 1, 1, calling!(extend, false)),
    (type_id::DEQUE, "deque.extendleft", 1, 1, calling!(extend, true)),
    (type_id::DEQUE, "deque.index", 1, 3, index),
    (type_id::DEQUE, "deque.insert", 2, 2, insert),
    (type_id::DEQUE, "deque.pop", 0, 0, calling!(take, false)),
    (type_id::DEQUE, "deque.popleft", 0, 0, calling!(take, true)),
    (type_id::DEQUE, "deque.remove", 1, 1, remove),
    (type_id::DEQUE, "deque.reverse", 0, 0, reverse),
    (type_id::DEQUE, "deque.rotate", 0, 1, rotate),
];

unsafe fn add(thread: *mut Thread, this: Ref, args: &[Ref], at_start: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        args[0].incref();
        deques::add(thread, this, args[0], at_start);
        Ok(Thread::none(thread))
    }
}

unsafe fn take(thread: *mut Thread, this: Ref, _: &[Ref], at_start: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { deques::take(thread, this, at_start) }
}

unsafe fn extend(thread: *mut Thread, this: Ref, args: &[Ref], at_start: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        deques::extend(thread, this, args[0], at_start)?;
        Ok(Thread::none(thread))
    }
}

unsafe fn clear(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        deques::clear(thread, this);
        Ok(Thread::none(thread))
    }
}

unsafe fn copy(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(deques::copy(thread, this)) }
}

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut found = 0;
        for item in deques::items(this) {
            found += i64::from(comparison::same_or_equal(thread, item, args[0])?);
        }
        Ok(Thread::int(thread, found))
    }
}

/// The first index within bounds, which come after the value, at which an item equals the value.
unsafe fn find(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Option<usize>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let items = deques::items(this);
        let [from, to] = bounds(items.len(), &args[1..])?;
        for (index, &item) in items.iter().enumerate().take(to).skip(from) {
            if comparison::same_or_equal(thread, item, args[0])? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }
}

unsafe fn index(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match find(thread, this, args)? {
            Some(index) => Ok(Thread::int(thread, index as i64)),
            None => {
                let shown = formatting::repr(args[0])?;
                Err(PyException::value_error(format!("{shown} is not in deque")))
            }
        }
    }
}

unsafe fn insert(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let index = given_int(args[0])?;
        args[1].incref();
        deques::insert(thread, this, index, args[1])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn remove(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match find(thread, this, args)? {
            Some(index) => deques::remove(thread, this, index),
            None => return Err(PyException::value_error("deque.remove(x): x not in deque")),
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn reverse(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        deques::reverse(thread, this);
        Ok(Thread::none(thread))
    }
}

unsafe fn rotate(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let steps = args.first().map_or(Ok(1), |&steps| given_int(steps))?;
        deques::rotate(thread, this, steps);
        Ok(Thread::none(thread))
    }
}
