//! `property`, `staticmethod` and `classmethod` as objects, which classes that a program makes get as members.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::builtins;
use super::error::Result;
use super::heap::new_object;
use super::instances::Binding;
use crate::object::{Descriptor, Header, Ref, TypeId, type_id};
use crate::thread::Thread;

/// The names of a property's functions.
const PARTS: [&str; 3] = ["fget", "fset", "fdel"];

unsafe fn parts(descriptor: Ref) -> [Ref; 3] {
    // SAFETY: the caller passes one.
    unsafe { (*descriptor.cast::<Descriptor>()).parts }
}

/// One of this type, with these functions; null where there is none.
unsafe fn new(thread: *mut Thread, kind: TypeId, parts: [Ref; 3]) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        parts.iter().filter(|part| !part.is_null()).for_each(|part| part.incref());
        let header = Header::new(kind);
        Ref(new_object(thread, Descriptor { header, parts }).cast())
    }
}

/// Calls one of the three classes.
pub(super) unsafe fn construct(thread: *mut Thread, kind: TypeId, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let most = if kind == type_id::PROPERTY { 3 } else { 1 };
        let least = if kind == type_id::PROPERTY { 0 } else { 1 };
        if !(least..=most).contains(&args.len()) {
            let name = type_id::name(kind);
            let called = format!("{name}()");
            return Err(builtins::wrong_count(&called, name, args.len(), least, most));
        }
        let mut parts = [Ref::NULL; 3];
        for (part, &arg) in parts.iter_mut().zip(args) {
            *part = if arg.type_id() == type_id::NONE { Ref::NULL } else { arg };
        }
        Ok(new(thread, kind, parts))
    }
}

/// A property with another function in the place of one of its three.
pub(super) unsafe fn with(thread: *mut Thread, property: Ref, place: usize, function: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut parts = parts(property);
        parts[place] = function;
        new(thread, type_id::PROPERTY, parts)
    }
}

/// A function of a property, by its name; `None` where there is none.
pub(super) unsafe fn attribute(thread: *mut Thread, owner: Ref, name: &str) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let place = PARTS.iter().position(|part| *part == name)?;
        if owner.type_id() != type_id::PROPERTY {
            return None;
        }
        let part = parts(owner)[place];
        if part.is_null() {
            return Some(Thread::none(thread));
        }
        part.incref();
        Some(part)
    }
}

/// What a class has of an object that its body gives a name: what is found there, and what that is bound to. References are
/// as they were.
pub(super) unsafe fn bound(value: Ref) -> (Ref, Binding) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match value.type_id() {
            type_id::STATIC_METHOD => (parts(value)[0], Binding::Nothing),
            type_id::CLASS_METHOD => (parts(value)[0], Binding::Class),
            _ => (value, Binding::Instance),
        }
    }
}
