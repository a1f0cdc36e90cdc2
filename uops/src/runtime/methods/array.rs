//! Methods of `array`, and those of `bytearray` that are the same.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, bounds};
use crate::object::{Ref, type_id};
use crate::runtime::classes::given_int;
use crate::runtime::error::Result;
use crate::runtime::owned::Owned;
use crate::runtime::subscripts::type_name;
use crate::runtime::{PyException, arrays, comparison};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::ARRAY, "array.append", 1, 1, append),
    (type_id::ARRAY, "array.count", 1, 1, count),
    (type_id::ARRAY, "array.extend", 1, 1, extend),
    (type_id::ARRAY, "array.index", 1, 3, index),
    (type_id::ARRAY, "array.insert", 2, 2, insert),
    (type_id::ARRAY, "array.pop", 0, 1, pop),
    (type_id::ARRAY, "array.remove", 1, 1, remove),
    (type_id::ARRAY, "array.reverse", 0, 0, reverse),
    (type_id::ARRAY, "array.tolist", 0, 0, to_list),
    (type_id::BYTEARRAY, "bytearray.append", 1, 1, append),
    (type_id::BYTEARRAY, "bytearray.insert", 2, 2, insert),
    (type_id::BYTEARRAY, "bytearray.pop", 0, 1, pop),
    (type_id::BYTEARRAY, "bytearray.reverse", 0, 0, reverse),
];

unsafe fn append(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        arrays::insert(thread, this, arrays::len(this), args[0])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn extend(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        arrays::extend(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

/// The first index within bounds, which come after the value, at which an item equals the value.
unsafe fn find(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Option<usize>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let [from, to] = bounds(arrays::len(this), &args[1..])?;
        for index in from..to.min(arrays::len(this)) {
            let item = arrays::item(thread, this, index).unwrap_or(Ref::NULL);
            let item = Owned::new(thread, item);
            if comparison::same_or_equal(thread, item.get(), args[0])? {
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
            None => Err(PyException::value_error("array.index(x): x not in array")),
        }
    }
}

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut found = 0;
        for index in 0..arrays::len(this) {
            let item = arrays::item(thread, this, index).unwrap_or(Ref::NULL);
            let item = Owned::new(thread, item);
            found += i64::from(comparison::same_or_equal(thread, item.get(), args[0])?);
        }
        Ok(Thread::int(thread, found))
    }
}

unsafe fn insert(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = arrays::len(this) as i64;
        let index = given_int(args[0])?;
        let index = if index < 0 { index.saturating_add(len).max(0) } else { index.min(len) };
        arrays::insert(thread, this, index as usize, args[1])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn pop(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = arrays::len(this) as i64;
        let index = args.first().map_or(Ok(-1), |&index| given_int(index))?;
        if len == 0 {
            let message = format!("pop from empty {}", type_name(this));
            return Err(PyException::index_error(message));
        }
        let index = if index < 0 { index.saturating_add(len) } else { index };
        let item = usize::try_from(index).ok().and_then(|at| arrays::item(thread, this, at));
        let Some(item) = item else {
            return Err(PyException::index_error("pop index out of range"));
        };
        if let Err(exception) = arrays::remove(thread, this, index as usize) {
            drop(Owned::new(thread, item));
            return Err(exception);
        }
        Ok(item)
    }
}

unsafe fn remove(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match find(thread, this, args)? {
            Some(index) => arrays::remove(thread, this, index)?,
            None => return Err(PyException::value_error("array.remove(x): x not in array")),
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn reverse(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        arrays::reverse(this);
        Ok(Thread::none(thread))
    }
}

unsafe fn to_list(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(arrays::to_list(thread, this)) }
}
