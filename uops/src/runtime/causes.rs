//! What tells from which exception another one was raised, and while which was handled; and notes.
//!
//! Classes of exceptions have these among their attributes if the program asks for them.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::exceptions::{class_of, construct, is_exception};
use super::owned::Owned;
use super::{PyException, dealloc, instances, lists, state};
use crate::object::{Ref, type_id};
use crate::thread::Thread;

const CAUSE: &str = "__cause__";
const CONTEXT: &str = "__context__";
const SUPPRESSES: &str = "__suppress_context__";
const NOTES: &str = "__notes__";
/// What an `AttributeError` has beside: the name of the attribute, and the object that lacks it.
const OF_ATTRIBUTE: [&str; 2] = ["name", "obj"];

/// Whether an attribute tells of other exceptions.
pub(super) fn is_link(name: &str) -> bool {
    [CAUSE, CONTEXT, SUPPRESSES].contains(&name)
}

/// What an exception has as such an attribute, or as one that tells of an attribute, where nothing was noted; nothing for
/// other attributes.
pub(super) unsafe fn unset(thread: *mut Thread, object: Ref, name: usize) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = state(thread).classes.name(name).to_owned();
        let (class, name) = (object.type_id(), &*name);
        let classes = &state(thread).classes;
        let tells =
            || OF_ATTRIBUTE.contains(&name) && classes.derives_from(class, "AttributeError");
        let is_known = (is_link(name) || tells()) && classes.place_of(class, name).is_some();
        if !is_known || !is_exception(thread, class) {
            return None;
        }
        Some(match name {
            SUPPRESSES => Thread::bool(thread, false),
            _ => Thread::none(thread),
        })
    }
}

/// The exception of which an attribute tells; null if there is none.
unsafe fn link(thread: *mut Thread, exception: Ref, name: &str) -> Ref {
    // SAFETY: the caller keeps the contract of this module, and passes an exception.
    unsafe {
        let place = state(thread).classes.place_of(exception.type_id(), name);
        let found = place.map_or(Ref::NULL, |place| *instances::value(exception, place));
        if found == Thread::none(thread) { Ref::NULL } else { found }
    }
}

/// Sets an attribute, if the class has it; null for nothing.
unsafe fn set(thread: *mut Thread, exception: Ref, name: &str, value: Ref) {
    // SAFETY: the caller keeps the contract of this module, and passes an exception.
    unsafe {
        let place = state(thread).classes.place_of(exception.type_id(), name);
        let Some(place) = place else { return };
        if !value.is_null() {
            value.incref();
        }
        let old = instances::value(exception, place).replace(value);
        dealloc::release(thread, old);
    }
}

/// Notes while which exception one is raised: `_PyErr_SetObject`, which lets no exception be its own context.
pub(super) unsafe fn note_context(thread: *mut Thread, exception: Ref) {
    // SAFETY: the caller keeps the contract of this module, and passes an exception.
    unsafe {
        let handled = state(thread).exceptions.handled;
        if handled.is_null() || handled == exception || !state(thread).classes.has_links {
            return;
        }
        let mut other = handled;
        // Of a chain that is a circle already, each member is met once.
        let mut met = Vec::new();
        while !met.contains(&other) {
            met.push(other);
            let next = link(thread, other, CONTEXT);
            if next == exception {
                set(thread, other, CONTEXT, Ref::NULL);
            }
            if next.is_null() || next == exception {
                break;
            }
            other = next;
        }
        set(thread, exception, CONTEXT, handled);
    }
}

/// Notes from which exception one is raised: an exception, a class of them, which is called, or `None`.
pub(super) unsafe fn note_cause(thread: *mut Thread, exception: Ref, cause: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module, and passes an exception.
    unsafe {
        let made = class_of(thread, cause).map(|class| construct(thread, class, &[]));
        let made = made.map(|made| Owned::new(thread, made));
        let cause = made.as_ref().map_or(cause, Owned::get);
        if cause != Thread::none(thread) && !is_exception(thread, cause.type_id()) {
            let message = "exception causes must derive from BaseException";
            return Err(PyException::type_error(message));
        }
        set(thread, exception, CAUSE, cause);
        set(thread, exception, SUPPRESSES, Thread::bool(thread, true));
        Ok(())
    }
}

/// `BaseException.add_note`
pub(super) unsafe fn add_note(thread: *mut Thread, this: Ref, note: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !is_exception(thread, this.type_id()) {
            let name = instances::type_name(thread, this);
            return Err(PyException::type_error(format!(
                "descriptor 'add_note' for 'BaseException' objects doesn't apply to a '{name}' object"
            )));
        }
        if note.held().unwrap_or(note).type_id() != type_id::STR {
            let name = instances::type_name(thread, note);
            return Err(PyException::type_error(match state(thread).exceptions.is_newer {
                true => format!("add_note() argument must be str, not {name}"),
                false => format!("note must be a str, not '{name}'"),
            }));
        }
        let mut notes = link(thread, this, NOTES);
        if notes.is_null() {
            let made = Owned::new(thread, lists::new_list(thread, &[]));
            set(thread, this, NOTES, made.get());
            notes = link(thread, this, NOTES);
        }
        if notes.is_null() || notes.type_id() != type_id::LIST {
            let message = "Cannot add note: __notes__ is not a list";
            return Err(PyException::type_error(message));
        }
        note.incref();
        lists::uop_list_append(thread, notes, note);
        Ok(Thread::none(thread))
    }
}

/// Notes one exception both as what another one was raised from and as what was handled.
pub(super) unsafe fn set_both(thread: *mut Thread, exception: Ref, other: Ref) {
    // SAFETY: the caller keeps the contract of this module, and passes exceptions.
    unsafe {
        set(thread, exception, CAUSE, other);
        set(thread, exception, CONTEXT, other);
        set(thread, exception, SUPPRESSES, Thread::bool(thread, true));
    }
}
