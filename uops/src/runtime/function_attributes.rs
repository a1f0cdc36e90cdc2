//! Attributes of functions: the values of parameters by default, and what a program gives functions. They are in a dict of
//! each function, by the numbers of their names; so is the name of a function in a program that asks for it.
//!
//! Functions that exist before a program runs get back what they had then.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::owned::Owned;
use super::{PyException, dealloc, dicts, state, tuples};
use crate::object::{Function, Ref, type_id};
use crate::thread::Thread;

/// The attribute that has default values.
const DEFAULTS: &str = "__defaults__";
/// Those that functions have from their code.
const NAMES: [&str; 2] = ["__name__", "__qualname__"];

/// What a function had before a program changed it.
#[derive(Debug)]
pub(super) struct Before {
    function: *mut Function,
    defaults: Ref,
    attributes: Ref,
}

/// The default values of parameters that take arguments by position, and of the others.
unsafe fn defaults_of<'a>(function: &Function) -> (&'a [Ref], &'a [Ref]) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_any = !function.defaults.is_null();
        let all = if is_any { tuples::items(function.defaults) } else { &[] };
        let by_name = ((*function.code).keyword_only as usize).min(all.len());
        all.split_at(all.len() - by_name)
    }
}

/// What stands for a name in the dicts of functions.
unsafe fn key(thread: *mut Thread, name: usize) -> Owned {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Owned::new(thread, Thread::int(thread, name as i64)) }
}

/// A new reference to an attribute, if the function has it.
pub(super) unsafe fn get(thread: *mut Thread, function: Ref, name: usize) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module, and passes a function.
    unsafe {
        let function = &*function.cast::<Function>();
        if state(thread).classes.name(name) == DEFAULTS {
            let (by_position, _) = defaults_of(function);
            return Ok(Some(match by_position.is_empty() {
                true => Thread::none(thread),
                false => tuples::copy_tuple(thread, by_position),
            }));
        }
        if function.attributes.is_null() {
            return Ok(None);
        }
        let found = dicts::get(thread, function.attributes, key(thread, name).get())?;
        if let Some(value) = found {
            value.incref();
        }
        Ok(found)
    }
}

/// Gives a function an attribute.
pub(super) unsafe fn set(
    thread: *mut Thread,
    function: Ref,
    name: usize,
    value: Ref,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module, and passes a function.
    unsafe {
        let loaded = function.cast::<Function>();
        if state(thread).classes.name(name) == DEFAULTS {
            let made = with_defaults(thread, &*loaded, value)?;
            keep(thread, function)?;
            dealloc::release(thread, std::mem::replace(&mut (*loaded).defaults, made));
            return Ok(());
        }
        keep(thread, function)?;
        if (*loaded).attributes.is_null() {
            (*loaded).attributes = dicts::new_dict(thread);
        }
        dicts::set(thread, (*loaded).attributes, key(thread, name).get(), value)
    }
}

/// All default values of a function that gets these for parameters which take arguments by position.
unsafe fn with_defaults(thread: *mut Thread, function: &Function, value: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let by_position = match value.type_id() {
            type_id::NONE => &[],
            type_id::TUPLE => tuples::items(value),
            _ => {
                let message = "__defaults__ must be set to a tuple object";
                return Err(PyException::type_error(message));
            }
        };
        let (_, by_name) = defaults_of(function);
        let code = &*function.code;
        let fits = by_position.len() <= code.positional as usize
            && (by_position.is_empty() || by_name.len() == code.keyword_only as usize);
        if !fits {
            let message = "such default values of a function are not supported";
            return Err(PyException::type_error(message));
        }
        let all = [by_position, by_name].concat();
        Ok(if all.is_empty() { Ref::NULL } else { tuples::copy_tuple(thread, &all) })
    }
}

/// Takes an attribute away from a function; whether it had it.
pub(super) unsafe fn delete(thread: *mut Thread, function: Ref, name: usize) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module, and passes a function.
    unsafe {
        let loaded = function.cast::<Function>();
        if (*loaded).attributes.is_null() {
            return Ok(false);
        }
        keep(thread, function)?;
        let found = dicts::take(thread, (*loaded).attributes, key(thread, name).get())?;
        if let Some((key, value)) = found {
            dealloc::release(thread, key);
            dealloc::release(thread, value);
        }
        Ok(found.is_some())
    }
}

/// Gives a function that exists before a program runs an attribute that it has then.
pub(super) unsafe fn set_first(
    thread: *mut Thread,
    function: *mut Function,
    name: u32,
    value: Ref,
) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if (*function).attributes.is_null() {
            (*function).attributes = dicts::new_dict(thread);
        }
        // A number has a hash.
        let _ = dicts::set(thread, (*function).attributes, key(thread, name as usize).get(), value);
    }
}

/// Gives a function that is made the name that functions of its code have.
#[cold]
pub(super) unsafe fn name_as(thread: *mut Thread, made: *mut Function, template: &Function) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for name in NAMES {
            let Some(number) = state(thread).classes.number_of(name) else { continue };
            let found = dicts::get(thread, template.attributes, key(thread, number as usize).get());
            if let Ok(Some(value)) = found {
                set_first(thread, made, number, value);
            }
        }
    }
}

/// Notes what a function has that exists before the program runs, if this is its first change.
unsafe fn keep(thread: *mut Thread, function: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module, and passes a function.
    unsafe {
        let loaded = function.cast::<Function>();
        let is_known = state(thread).functions.iter().any(|before| before.function == loaded);
        if !function.is_immortal() || is_known {
            return Ok(());
        }
        let attributes = match (*loaded).attributes.is_null() {
            true => Ref::NULL,
            false => dicts::copy(thread, (*loaded).attributes)?.give(),
        };
        let defaults = (*loaded).defaults;
        if !defaults.is_null() {
            defaults.incref();
        }
        state(thread).functions.push(Before { function: loaded, defaults, attributes });
        Ok(())
    }
}

/// Gives functions back what they had before the program changed them.
pub(super) unsafe fn restore(thread: *mut Thread) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for Before { function, defaults, attributes } in
            std::mem::take(&mut state(thread).functions)
        {
            dealloc::release(thread, std::mem::replace(&mut (*function).defaults, defaults));
            dealloc::release(thread, std::mem::replace(&mut (*function).attributes, attributes));
        }
    }
}
