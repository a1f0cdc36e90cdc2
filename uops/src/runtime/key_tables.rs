//! Dicts and sets by the hashes of their keys and by which object a key is.
//!
//! CPython has no such functions. A recording calls them in the functions that stand for what C code does with keys whose
//! class has a `__hash__` or an `__eq__` of the program: those ask the program for the hash and compare, and then change
//! or look at the table through these.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::builtins::Row;
use super::dealloc::release;
use super::dicts::Entry;
use super::error::Result;
use super::subscripts::type_name;
use super::{PyException, classes, comparison, defaults, dicts, iterators, sets, tuples};
use crate::object::{Ref, type_id};
use crate::thread::Thread;

/// Name, fewest and most arguments, meaning. The first arguments of most are a dict or set, a key, and what the `__hash__`
/// of the key has returned.
pub(super) static FUNCTIONS: &[Row] = &[
    ("table.has", 3, 3, has),
    ("table.hash", 1, 1, hash),
    ("table.hashes", 1, 1, hashes),
    ("table.item", 4, 4, item),
    ("table.mixed", 1, 1, mixed),
    ("table.new", 2, 2, new),
    ("table.others", 3, 3, others),
    ("table.put", 3, 4, put),
    ("table.same", 2, 2, same),
    ("table.take", 4, 4, take),
];

/// Whether a builtin function with this name is one of these.
pub(super) fn is_one(name: &str) -> bool {
    FUNCTIONS.iter().any(|row| row.0 == name)
}

/// A dict, or a set.
enum Keyed {
    Dict(Ref),
    Set(Ref),
}

/// What an object is or holds.
unsafe fn keyed(object: Ref) -> Result<Keyed> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = object.held().unwrap_or(object);
        match table.type_id() {
            type_id::SET | type_id::FROZENSET => Ok(Keyed::Set(table)),
            _ if dicts::is_dict(table) => Ok(Keyed::Dict(table)),
            _ => {
                let message = format!("a dict or set is needed, not '{}'", type_name(object));
                Err(PyException::type_error(message))
            }
        }
    }
}

/// Whether this very key is there.
unsafe fn has(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = comparison::hash_given(thread, args[2])?;
        let found = match keyed(args[0])? {
            Keyed::Dict(dict) => dicts::get_same(dict, args[1], hash).is_some(),
            Keyed::Set(set) => sets::has_same(set, args[1], hash),
        };
        Ok(Thread::bool(thread, found))
    }
}

/// What `hash` gives where a `__hash__` has returned this.
unsafe fn hash(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, comparison::hash_given(thread, args[0])?)) }
}

/// The hashes of all keys, in their order.
unsafe fn hashes(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hashes: Vec<i64> = match keyed(args[0])? {
            Keyed::Dict(dict) => dicts::table(dict).entries().map(|entry| entry.hash).collect(),
            Keyed::Set(set) => sets::hashes(set),
        };
        let hashes: Vec<Ref> = hashes.into_iter().map(|it| Thread::int(thread, it)).collect();
        Ok(tuples::new_tuple(thread, &hashes))
    }
}

/// The value of this very key of a dict, or the last argument.
unsafe fn item(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = comparison::hash_given(thread, args[2])?;
        let value = match keyed(args[0])? {
            Keyed::Dict(dict) => dicts::get_same(dict, args[1], hash),
            Keyed::Set(_) => return Err(PyException::type_error("a set has no items")),
        };
        let value = value.unwrap_or(args[3]);
        value.incref();
        Ok(value)
    }
}

/// The hash of a tuple whose items have these hashes.
unsafe fn mixed(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let items = iterators::collect(thread, args[0])?;
        let hashes = items.get().iter().map(|&item| comparison::hash_given(thread, item));
        let hashes = hashes.collect::<Result<Vec<i64>>>()?;
        Ok(Thread::int(thread, comparison::hash_of_items(&hashes)))
    }
}

/// What the factory of a `defaultdict` makes; the last argument if it has none.
unsafe fn new(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match defaults::factory(args[0]) {
            Some(factory) => classes::call(thread, factory, &[]),
            None => {
                args[1].incref();
                Ok(args[1])
            }
        }
    }
}

/// The keys that have the hash and are tried before the key itself.
unsafe fn others(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = comparison::hash_given(thread, args[2])?;
        let keys = match keyed(args[0])? {
            Keyed::Dict(dict) => dicts::others(dict, args[1], hash),
            Keyed::Set(set) => sets::others(set, args[1], hash),
        };
        Ok(tuples::copy_tuple(thread, &keys))
    }
}

/// Sets the item of this very key, or adds this very member.
unsafe fn put(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (key, hash) = (args[1], comparison::hash_given(thread, args[2])?);
        match (keyed(args[0])?, args.get(3)) {
            (Keyed::Dict(dict), Some(&value)) => {
                dicts::set_same(thread, dict, Entry { hash, key, value });
            }
            (Keyed::Set(set), None) => sets::add_same(thread, set, key, hash),
            _ => return Err(PyException::type_error("an item of a dict has a value")),
        }
        Ok(Thread::none(thread))
    }
}

/// Whether two objects are the same one.
unsafe fn same(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    Ok(unsafe { Thread::bool(thread, args[0] == args[1]) })
}

/// Removes this very key: gives its value, or `None` in place of a set's, or the last argument if it is not there.
unsafe fn take(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (key, hash) = (args[1], comparison::hash_given(thread, args[2])?);
        let taken = match keyed(args[0])? {
            Keyed::Dict(dict) => dicts::take_same(dict, key, hash),
            Keyed::Set(set) => {
                sets::take_same(set, key, hash).map(|key| (key, Thread::none(thread)))
            }
        };
        let Some((known, value)) = taken else {
            args[3].incref();
            return Ok(args[3]);
        };
        release(thread, known);
        Ok(value)
    }
}
