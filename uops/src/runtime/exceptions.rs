//! Exceptions as objects of a program that handles them.
//!
//! Their classes are among the program's: those of CPython that it may need, by their names, and its own. The first
//! value of an instance is the tuple `args`. An error of a uop becomes an object only if there is a handler for it.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::instances::{self, uop_new_instance};
use super::owned::Owned;
use super::{ExceptionKind, PyException, causes, dealloc, raise, state, strings, tuples};
use crate::object::{Ref, TypeId, TypeObject, type_id};
use crate::thread::Thread;

/// What of the running program's exceptions is on its way.
#[derive(Debug)]
pub(super) struct Exceptions {
    /// The object that was raised; null if there is none, or if it is no object yet.
    pub(super) raised: Ref,
    /// The one that a handler handles; null if none does.
    pub(super) handled: Ref,
    /// Whether messages are those of CPython 3.14 and later.
    pub(super) is_newer: bool,
    /// The minor number of that CPython.
    pub(super) minor: u32,
}

impl Default for Exceptions {
    fn default() -> Self {
        Exceptions { raised: Ref::NULL, handled: Ref::NULL, is_newer: false, minor: 0 }
    }
}

/// Where an instance has its `args`.
const ARGS: usize = 0;

/// The class from which all classes of exceptions derive.
pub(super) const BASE: &str = "BaseException";

/// Whether a class is one of exceptions.
pub(super) unsafe fn is_exception(thread: *mut Thread, class: TypeId) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { class >= type_id::FIRST_CLASS && state(thread).classes.derives_from(class, BASE) }
}

/// The `args` of an exception.
pub(super) unsafe fn args<'a>(exception: Ref) -> &'a [Ref] {
    // SAFETY: the caller passes an exception, whose first value is a tuple unless the program has set another.
    unsafe {
        let args = *instances::value(exception, ARGS);
        match args.is_null() || args.type_id() != type_id::TUPLE {
            true => &[],
            false => tuples::items(args),
        }
    }
}

/// The tuple with the `args` of an exception.
pub(super) unsafe fn all_args(exception: Ref) -> Ref {
    // SAFETY: the caller passes an exception.
    unsafe { *instances::value(exception, ARGS) }
}

/// Sets the `args` of an exception.
pub(super) unsafe fn set_args(thread: *mut Thread, exception: Ref, args: &[Ref]) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let tuple = tuples::copy_tuple(thread, args);
        let old = instances::value(exception, ARGS).replace(tuple);
        let (classes, kind) = (&state(thread).classes, exception.type_id());
        if classes.derives_from(kind, "StopIteration")
            && let Some(place) = classes.place_of(kind, "value")
        {
            let given = args.first().copied().unwrap_or_else(|| Thread::none(thread));
            given.incref();
            let old = instances::value(exception, place).replace(given);
            dealloc::release(thread, old);
        }
        dealloc::release(thread, old);
    }
}

/// Calls a class of exceptions.
pub(super) unsafe fn construct(thread: *mut Thread, class: TypeId, args: &[Ref]) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let exception = uop_new_instance(thread, class);
        set_args(thread, exception, args);
        exception
    }
}

/// `BaseException.__init__`
pub(super) unsafe fn init(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !is_exception(thread, this.type_id()) {
            let name = instances::type_name(thread, this);
            return Err(PyException::type_error(format!(
                "descriptor '__init__' requires a 'BaseException' object but received a '{name}'"
            )));
        }
        set_args(thread, this, args);
        Ok(Thread::none(thread))
    }
}

/// What a generator raises where its code has raised an exception: a `RuntimeError` in the place of a `StopIteration`,
/// which would look like the generator's end.
pub(super) unsafe fn of_generator(thread: *mut Thread, exception: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let classes = &state(thread).classes;
        let ends = classes.derives_from(exception.type_id(), "StopIteration");
        match classes.exception("RuntimeError").filter(|_| ends) {
            Some(class) => {
                let text = strings::new_str(thread, "generator raised StopIteration");
                let text = Owned::new(thread, text);
                let error = construct(thread, class, &[text.get()]);
                causes::set_both(thread, error, exception);
                error
            }
            None => {
                exception.incref();
                exception
            }
        }
    }
}

/// The class of exceptions that an object stands for.
pub(super) unsafe fn class_of(thread: *mut Thread, object: Ref) -> Option<TypeId> {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        let is_class = object.type_id() == type_id::TYPE;
        let class = is_class.then(|| (*object.cast::<TypeObject>()).represents)?;
        is_exception(thread, class).then_some(class)
    }
}

/// See [`crate::helpers::uop_raise`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_raise(thread: *mut Thread, args: *mut Ref, count: usize) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if count == 0 {
            let handled = state(thread).exceptions.handled;
            if handled.is_null() {
                let message = "No active exception to reraise";
                raise(thread, PyException::new(ExceptionKind::RuntimeError, message));
                return false;
            }
            return uop_raise_again(thread, handled);
        }
        let given = *args;
        let exception = match class_of(thread, given) {
            Some(class) => construct(thread, class, &[]),
            None if !is_exception(thread, given.type_id()) => {
                return uop_raise_again(thread, given);
            }
            None => {
                given.incref();
                given
            }
        };
        if count > 1
            && let Err(error) = causes::note_cause(thread, exception, *args.add(1))
        {
            dealloc::release(thread, exception);
            raise(thread, error);
            return false;
        }
        causes::note_context(thread, exception);
        set_raised(thread, exception);
        false
    }
}

/// See [`crate::helpers::uop_raise_again`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_raise_again(thread: *mut Thread, exception: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if is_exception(thread, exception.type_id()) {
            exception.incref();
            set_raised(thread, exception);
        } else {
            let message = "exceptions must derive from BaseException";
            raise(thread, PyException::type_error(message));
        }
        false
    }
}

/// Notes that an exception, whose reference is taken over, was raised.
unsafe fn set_raised(thread: *mut Thread, exception: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let old = std::mem::replace(&mut state(thread).exceptions.raised, exception);
        dealloc::release(thread, old);
    }
}

/// Notes that an exception, whose reference is taken over, was raised in the place of a uop; what is known of it outside
/// of the program.
pub(super) unsafe fn raise_object(thread: *mut Thread, exception: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let class = instances::type_name(thread, exception);
        causes::note_context(thread, exception);
        set_raised(thread, exception);
        PyException::of_class(class, String::new())
    }
}

/// See [`crate::helpers::uop_push_exception`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_push_exception(thread: *mut Thread, exception: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        exception.incref();
        let previous = std::mem::replace(&mut state(thread).exceptions.handled, exception);
        // `None` is immortal.
        if previous.is_null() { Thread::none(thread) } else { previous }
    }
}

/// See [`crate::helpers::uop_pop_exception`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_pop_exception(thread: *mut Thread, exception: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let previous = if exception == Thread::none(thread) { Ref::NULL } else { exception };
        let handled = std::mem::replace(&mut state(thread).exceptions.handled, previous);
        dealloc::release(thread, handled);
    }
}

/// See [`crate::helpers::uop_exception_matches`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_exception_matches(
    thread: *mut Thread,
    exception: Ref,
    wanted: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let one = [wanted];
        let wanted = match wanted.type_id() {
            type_id::TUPLE => tuples::items(wanted),
            _ => &one,
        };
        if !wanted.iter().all(|&class| class_of(thread, class).is_some()) {
            let message = "catching classes that do not inherit from BaseException is not allowed";
            return raise(thread, PyException::type_error(message));
        }
        let kind = exception.type_id();
        let mut classes = wanted.iter().filter_map(|&class| class_of(thread, class));
        Thread::bool(thread, classes.any(|class| state(thread).classes.is_subclass(kind, class)))
    }
}
