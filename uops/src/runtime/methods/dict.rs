//! Methods of `dict`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::dealloc::release;
use crate::runtime::error::Result;
use crate::runtime::{Value, classes, dicts, tuples};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::DICT, "dict.clear", 0, 0, clear),
    (type_id::DICT, "dict.copy", 0, 0, copy),
    (type_id::DICT, "dict.get", 1, 2, get),
    (type_id::DICT, "dict.items", 0, 0, items),
    (type_id::DICT, "dict.keys", 0, 0, keys),
    (type_id::DICT, "dict.pop", 1, 2, pop),
    (type_id::DICT, "dict.popitem", 0, 0, popitem),
    (type_id::DICT, "dict.setdefault", 1, 2, setdefault),
    (type_id::DICT, "dict.update", 0, 1, update),
    (type_id::DICT, "dict.values", 0, 0, values),
];

unsafe fn clear(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        dicts::clear(thread, this);
        Ok(Thread::none(thread))
    }
}

unsafe fn copy(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(dicts::copy(thread, this)?.give()) }
}

/// The second argument, or `None`.
unsafe fn default(thread: *mut Thread, args: &[Ref]) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { args.get(1).copied().unwrap_or_else(|| Thread::none(thread)) }
}

unsafe fn get(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = dicts::get(thread, this, args[0])?.unwrap_or_else(|| default(thread, args));
        value.incref();
        Ok(value)
    }
}

unsafe fn items(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(dicts::view(thread, type_id::DICT_ITEMS, this)) }
}

unsafe fn keys(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(dicts::view(thread, type_id::DICT_KEYS, this)) }
}

unsafe fn values(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(dicts::view(thread, type_id::DICT_VALUES, this)) }
}

unsafe fn pop(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (dicts::take(thread, this, args[0])?, args.get(1)) {
            (Some((key, value)), _) => {
                release(thread, key);
                Ok(value)
            }
            (None, Some(&default)) => {
                default.incref();
                Ok(default)
            }
            (None, None) => Err(dicts::key_error(args[0])),
        }
    }
}

unsafe fn popitem(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match dicts::take_last(this) {
            Some((key, value)) => Ok(tuples::new_tuple(thread, &[key, value])),
            None => {
                let message = "popitem(): dictionary is empty";
                Err(dicts::key_error_of(Value::Str(message.to_owned())))
            }
        }
    }
}

unsafe fn setdefault(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = match dicts::get(thread, this, args[0])? {
            Some(value) => value,
            None => {
                let value = default(thread, args);
                dicts::set(thread, this, args[0], value)?;
                value
            }
        };
        value.incref();
        Ok(value)
    }
}

unsafe fn update(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(&from) = args.first() {
            classes::update(thread, this, from)?;
        }
        Ok(Thread::none(thread))
    }
}
