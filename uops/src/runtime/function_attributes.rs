//! Attributes of functions: the values of parameters by default, and what a program gives functions. They are in a dict of
//! each function, by the numbers of their names; so is the name of a function in a program that asks for it. Values by
//! default are in that dict if a parameter without one comes after one with one.
//!
//! Functions that exist before a program runs get back what they had then.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::owned::Owned;
use super::strings::text;
use super::{PyException, dealloc, dicts, functions, state, tuples};
use crate::object::{Code, Function, Ref, type_id};
use crate::thread::Thread;

/// The attributes that have default values.
const DEFAULTS: &str = "__defaults__";
const KEYWORD_DEFAULTS: &str = "__kwdefaults__";
/// What stands for default values that are apart in the dict of a function, instead of the number of a name: a tuple with
/// an item for each parameter with a name of its own, which is an empty cell for those without a value.
const APART: i64 = -1;
/// Those that functions have from their code.
const NAMES: [&str; 2] = ["__name__", "__qualname__"];

/// What a function had before a program changed it.
#[derive(Debug)]
pub(super) struct Before {
    function: *mut Function,
    defaults: Ref,
    attributes: Ref,
}

/// The value by default of each parameter with a name of its own, if it has one.
pub(super) unsafe fn values_by_default(
    thread: *mut Thread,
    function: &Function,
) -> Vec<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let code = &*function.code;
        let mut values = vec![None; code.positional as usize + code.keyword_only as usize];
        let mut all = function.defaults;
        if all.is_null() && !function.attributes.is_null() {
            let apart = Owned::new(thread, Thread::int(thread, APART));
            let found = dicts::get(thread, function.attributes, apart.get());
            all = found.ok().flatten().unwrap_or(Ref::NULL);
        }
        let items = if all.is_null() { &[] } else { tuples::items(all) };
        for (value, &item) in values.iter_mut().rev().zip(items.iter().rev()) {
            *value = (item.type_id() != type_id::CELL).then_some(item);
        }
        values
    }
}

/// Gives a function values by default, one for each parameter with a name of its own, in the place of those it has.
pub(super) unsafe fn give_by_default(
    thread: *mut Thread,
    function: *mut Function,
    values: &[Option<Ref>],
) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let first = values.iter().position(Option::is_some).unwrap_or(values.len());
        let known: Vec<Ref> = values[first..].iter().copied().flatten().collect();
        let is_apart = known.len() < values.len() - first;
        let apart = Owned::new(thread, Thread::int(thread, APART));
        let mut made = Ref::NULL;
        if is_apart {
            let nothing = Owned::new(thread, functions::uop_make_cell(thread, Ref::NULL));
            let all: Vec<Ref> = values.iter().map(|it| it.unwrap_or(nothing.get())).collect();
            let all = Owned::new(thread, tuples::copy_tuple(thread, &all));
            if (*function).attributes.is_null() {
                (*function).attributes = dicts::new_dict(thread);
            }
            // A number has a hash.
            let _ = dicts::set(thread, (*function).attributes, apart.get(), all.get());
        } else {
            if !(*function).attributes.is_null()
                && let Ok(Some((key, value))) =
                    dicts::take(thread, (*function).attributes, apart.get())
            {
                dealloc::release(thread, key);
                dealloc::release(thread, value);
            }
            if !known.is_empty() {
                made = tuples::copy_tuple(thread, &known);
            }
        }
        dealloc::release(thread, std::mem::replace(&mut (*function).defaults, made));
    }
}

/// Puts the values that a tuple has by default in the place of those of the last parameters that take arguments by
/// position; whether there are so many parameters.
pub(super) unsafe fn put_positional(
    code: &Code,
    values: &mut [Option<Ref>],
    given: &[Ref],
) -> bool {
    let Some(first) = (code.positional as usize).checked_sub(given.len()) else { return false };
    for (place, value) in values[..code.positional as usize].iter_mut().enumerate() {
        *value = place.checked_sub(first).and_then(|index| given.get(index)).copied();
    }
    true
}

/// Puts the values that a dict has by default in the place of those of parameters that take arguments by name only.
pub(super) unsafe fn put_named(
    thread: *mut Thread,
    code: &Code,
    values: &mut [Option<Ref>],
    given: Option<Ref>,
) {
    // SAFETY: the caller keeps the contract of this module, and passes a dict.
    unsafe {
        let names = if code.names.is_null() { &[] } else { tuples::items(code.names) };
        for (value, &name) in values.iter_mut().zip(names).skip(code.positional as usize) {
            *value = given.and_then(|given| dicts::get(thread, given, name).ok()?);
        }
    }
}

/// The qualified name of a function, where errors name it.
pub(super) unsafe fn qualified<'n>(thread: *mut Thread, function: &Function) -> Option<&'n str> {
    // SAFETY: the caller keeps the contract of this module; the name lives as long as the function.
    unsafe {
        let number = state(thread).classes.number_of(NAMES[1])?;
        if function.attributes.is_null() {
            return None;
        }
        let key = key(thread, number as usize);
        let name = dicts::get(thread, function.attributes, key.get()).ok()??;
        (name.type_id() == type_id::STR).then(|| text(name))
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
            let values = values_by_default(thread, function);
            let by_position = &values[..(*function.code).positional as usize];
            let by_position: Vec<Ref> = by_position.iter().copied().flatten().collect();
            return Ok(Some(match by_position.is_empty() {
                true => Thread::none(thread),
                false => tuples::copy_tuple(thread, &by_position),
            }));
        }
        if state(thread).classes.name(name) == KEYWORD_DEFAULTS {
            return Ok(Some(named_by_default(thread, function)?));
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
        if [DEFAULTS, KEYWORD_DEFAULTS].contains(&state(thread).classes.name(name)) {
            let by_name = state(thread).classes.name(name) == KEYWORD_DEFAULTS;
            let made = with_defaults(thread, &*loaded, value, by_name)?;
            keep(thread, function)?;
            give_by_default(thread, loaded, &made);
            return Ok(());
        }
        keep(thread, function)?;
        if (*loaded).attributes.is_null() {
            (*loaded).attributes = dicts::new_dict(thread);
        }
        dicts::set(thread, (*loaded).attributes, key(thread, name).get(), value)
    }
}

/// A dict of the values by default of parameters that take arguments by name only, or None.
unsafe fn named_by_default(thread: *mut Thread, function: &Function) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let code = &*function.code;
        let names = if code.names.is_null() { &[] } else { tuples::items(code.names) };
        let dict = Owned::new(thread, dicts::new_dict(thread));
        let values = values_by_default(thread, function);
        for (value, &name) in values.iter().zip(names).skip(code.positional as usize) {
            if let Some(value) = value {
                dicts::set(thread, dict.get(), name, *value)?;
            }
        }
        Ok(match dicts::len(dict.get()) {
            0 => Thread::none(thread),
            _ => dict.give(),
        })
    }
}

/// The values by default of a function that gets these: those of parameters that take arguments by name only, or those of
/// the others.
unsafe fn with_defaults(
    thread: *mut Thread,
    function: &Function,
    value: Ref,
    by_name: bool,
) -> Result<Vec<Option<Ref>>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let code = &*function.code;
        let mut values = values_by_default(thread, function);
        let is_none = value.type_id() == type_id::NONE;
        if by_name {
            if !is_none && value.type_id() != type_id::DICT {
                let message = "__kwdefaults__ must be set to a dict object";
                return Err(PyException::type_error(message));
            }
            put_named(thread, code, &mut values, (!is_none).then_some(value));
            return Ok(values);
        }
        if !is_none && value.type_id() != type_id::TUPLE {
            return Err(PyException::type_error("__defaults__ must be set to a tuple object"));
        }
        let given = if is_none { &[] } else { tuples::items(value) };
        if !put_positional(code, &mut values, given) {
            let message = "such default values of a function are not supported";
            return Err(PyException::type_error(message));
        }
        Ok(values)
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
