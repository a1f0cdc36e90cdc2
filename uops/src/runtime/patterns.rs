//! Patterns of `match`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::attributes::uop_load_attr;
use super::error::Result;
use super::owned::OwnedAll;
use super::strings::text;
use super::subscripts::{object_or_null, type_name};
use super::{ExceptionKind, PyException, classes, dicts, made_classes, state, tuples};
use crate::object::{Ref, TypeId, TypeObject, type_id};
use crate::thread::Thread;

/// Builtin classes whose one positional pattern is for the object itself.
const MATCH_SELF: [TypeId; 10] = [
    type_id::BOOL,
    type_id::BYTEARRAY,
    type_id::BYTES,
    type_id::DICT,
    type_id::FLOAT,
    type_id::FROZENSET,
    type_id::INT,
    type_id::LIST,
    type_id::SET,
    type_id::STR,
];

/// See [`crate::helpers::uop_match_keys`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_match_keys(thread: *mut Thread, subject: Ref, keys: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { object_or_null(thread, match_keys(thread, subject, keys)) }
}

unsafe fn match_keys(thread: *mut Thread, subject: Ref, keys: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let subject = subject.held().unwrap_or(subject);
        if subject.type_id() != type_id::DICT || keys.type_id() != type_id::TUPLE {
            return Err(PyException::type_error("keys are looked up in a dict"));
        }
        let mut values = OwnedAll::new(thread);
        for &key in tuples::items(keys) {
            match dicts::get(thread, subject, key)? {
                Some(value) => {
                    value.incref();
                    values.push(value);
                }
                None => return Ok(Thread::none(thread)),
            }
        }
        Ok(tuples::new_tuple(thread, &values.give()))
    }
}

/// See [`crate::helpers::uop_match_class`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_match_class(
    thread: *mut Thread,
    subject: Ref,
    class: Ref,
    count: usize,
    names: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let attributes = match_class(thread, subject, class, count, names);
        object_or_null(thread, attributes.map(|found| found.unwrap_or(Thread::none(thread))))
    }
}

unsafe fn match_class(
    thread: *mut Thread,
    subject: Ref,
    class: Ref,
    count: usize,
    names: Ref,
) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if class.type_id() != type_id::TYPE || names.type_id() != type_id::TUPLE {
            return Err(PyException::type_error("called match pattern must be a class"));
        }
        if !classes::is_instance(thread, subject, class)? {
            return Ok(None);
        }
        let represents = (*class.cast::<TypeObject>()).represents;
        let mut found = OwnedAll::new(thread);
        if MATCH_SELF.contains(&represents) || represents == type_id::TUPLE {
            if count > 1 {
                return Err(too_many(thread, class, 1, count));
            }
            if count == 1 {
                subject.incref();
                found.push(subject);
            }
        } else if count > 0 {
            let mut wanted = OwnedAll::new(thread);
            wanted.extend(attribute(thread, class, "__match_args__")?.as_slice());
            let wanted = match wanted.get() {
                [tuple] if tuple.type_id() == type_id::TUPLE => tuples::items(*tuple),
                [] => &[],
                [other, ..] => {
                    let (name, given) = (class_name(thread, class), type_name(*other));
                    let message = format!("{name}.__match_args__ must be a tuple (got {given})");
                    return Err(PyException::type_error(message));
                }
            };
            if wanted.len() < count {
                return Err(too_many(thread, class, wanted.len(), count));
            }
            for (place, &name) in wanted[..count].iter().enumerate() {
                check_once(thread, class, &wanted[..place], name)?;
                match attribute_of(thread, subject, name)? {
                    Some(value) => found.push(value),
                    None => return Ok(None),
                }
            }
        }
        for &name in tuples::items(names) {
            match attribute_of(thread, subject, name)? {
                Some(value) => found.push(value),
                None => return Ok(None),
            }
        }
        Ok(Some(tuples::new_tuple(thread, &found.give())))
    }
}

unsafe fn too_many(thread: *mut Thread, class: Ref, takes: usize, given: usize) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    let name = unsafe { class_name(thread, class) };
    let s = if takes == 1 { "" } else { "s" };
    PyException::type_error(format!(
        "{name}() accepts {takes} positional sub-pattern{s} ({given} given)"
    ))
}

unsafe fn class_name(thread: *mut Thread, class: Ref) -> String {
    // SAFETY: the caller keeps the contract of this module, and passes a class.
    unsafe { made_classes::class_name(thread, (*class.cast::<TypeObject>()).represents) }
}

/// That an attribute is not among those that sub-patterns have looked at.
unsafe fn check_once(thread: *mut Thread, class: Ref, before: &[Ref], name: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module; only texts are looked at as such.
    unsafe {
        let is_text = |object: &Ref| object.type_id() == type_id::STR;
        let mut texts = before.iter().copied().filter(is_text);
        if !is_text(&name) || !texts.any(|known| text(known) == text(name)) {
            return Ok(());
        }
        let (class, name) = (class_name(thread, class), text(name));
        let message = format!("{class}() got multiple sub-patterns for attribute '{name}'");
        Err(PyException::type_error(message))
    }
}

unsafe fn attribute_of(thread: *mut Thread, owner: Ref, name: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match name.type_id() {
            type_id::STR => attribute(thread, owner, text(name)),
            _ => {
                let given = type_name(name);
                let message = format!("__match_args__ elements must be strings (got {given})");
                Err(PyException::type_error(message))
            }
        }
    }
}

/// An attribute of an object, if it has it.
unsafe fn attribute(thread: *mut Thread, owner: Ref, name: &str) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = state(thread).classes.intern(name);
        let value = uop_load_attr(thread, owner, name as usize);
        if !value.is_null() {
            return Ok(Some(value));
        }
        match state(thread).exception.take() {
            Some(exception) if exception.kind != ExceptionKind::AttributeError => Err(exception),
            _ => Ok(None),
        }
    }
}
