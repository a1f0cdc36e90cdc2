//! What handlers get: errors of uops as exceptions of the program, and the other way round where none handles them.

use super::owned::{Owned, OwnedAll};
use super::{
    ExceptionKind, PyException, Runtime, Value, VariableNames, causes, exceptions, formatting,
    instances, state, strings, value, variables,
};
use crate::object::Ref;
use crate::thread::Thread;
use std::borrow::Cow;

/// The object of an exception without one, with which a program was left; nothing if the program has no class for it.
unsafe fn materialise(
    thread: *mut Thread,
    exception: &PyException,
    names: &dyn VariableNames,
) -> Option<Ref> {
    // SAFETY: the caller passes a live thread and object.
    unsafe {
        let class = state(thread).classes.exception(exception.kind.name())?;
        let mut args = OwnedAll::new(thread);
        let argument = exception.argument.as_deref();
        match argument.map(|argument| argument.downcast_ref::<Value>()) {
            Some(Some(argument)) => args.push(value::to_object(thread, argument)),
            Some(None) if let Some(named) = variables::named(thread, exception, names) => {
                return materialise(thread, &named, names);
            }
            _ if exception.message.is_empty() => {}
            _ => {
                let message = match state(thread).exceptions.is_newer {
                    _ if exception.has_newer() => {
                        Cow::Borrowed(exception.message_in(state(thread).exceptions.minor))
                    }
                    true => newer(exception),
                    false => Cow::Borrowed(&*exception.message),
                };
                args.push(strings::new_str(thread, &message));
            }
        }
        let object = exceptions::construct(thread, class, args.get());
        causes::note_context(thread, object);
        Some(object)
    }
}

/// The message of CPython 3.14 and later, where it is another one than that of 3.13.
fn newer(exception: &PyException) -> Cow<'_, str> {
    let message = &*exception.message;
    let other = match exception.kind {
        ExceptionKind::ZeroDivisionError if message.ends_with("negative power") => {
            "zero to a negative power"
        }
        ExceptionKind::ZeroDivisionError => "division by zero",
        ExceptionKind::ValueError if message.ends_with(" is not in list") => {
            "list.index(x): x not in list"
        }
        ExceptionKind::TypeError
            if message.starts_with("argument of type ") && message.ends_with("is not iterable") =>
        {
            let start = message.trim_end_matches("is not iterable");
            return Cow::Owned(format!("{start}is not a container or iterable"));
        }
        _ => message,
    };
    Cow::Borrowed(other)
}

/// What is known of an exception outside of the program.
unsafe fn described(thread: *mut Thread, exception: Ref) -> PyException {
    // SAFETY: the caller passes a live thread and object.
    unsafe {
        let name = instances::type_name(thread, exception);
        let message = match formatting::str_of(thread, exception) {
            Ok(text) => {
                let text = Owned::new(thread, text);
                strings::text(text.get()).to_owned()
            }
            Err(_) => String::new(),
        };
        PyException::of_class(name, message)
    }
}

impl Runtime {
    /// The exception that was raised, as an object; nothing if no handler may have it. Only an error that was raised
    /// but is no object is left.
    ///
    /// # Safety
    /// The program was left in one of its frames.
    pub unsafe fn take_raised(&mut self, names: &dyn VariableNames) -> Option<Ref> {
        let raised = std::mem::replace(&mut self.state.exceptions.raised, Ref::NULL);
        if !raised.is_null() {
            // What was known of it outside of the program.
            self.state.exception = None;
            return Some(raised);
        }
        let exception = self.state.exception.take()?;
        let thread = self.thread();
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        let object = unsafe { materialise(thread, &exception, names) };
        if object.is_none() {
            self.state.exception = Some(exception);
        }
        object
    }

    /// Whether a handler may have the exception that was raised.
    pub fn has_raised(&self) -> bool {
        let classes = &self.state.classes;
        let known = |exception: &PyException| classes.exception(exception.kind.name()).is_some();
        !self.state.exceptions.raised.is_null() || self.state.exception.as_ref().is_some_and(known)
    }

    /// Begins a run of a program, with the messages of CPython 3 of this minor number.
    pub fn begin_exceptions(&mut self, minor: u32) {
        self.state.exceptions.is_newer = minor >= 14;
        self.state.exceptions.minor = minor;
    }

    /// Raises an exception in the place of a uop.
    pub fn raise(&mut self, exception: PyException) {
        self.state.exception = Some(exception);
    }

    /// Ends a run: what was raised and not handled, as it is known outside of the program.
    pub fn end_exceptions(&mut self) {
        let thread = self.thread();
        let exceptions = std::mem::take(&mut self.state.exceptions);
        if !exceptions.raised.is_null() {
            // SAFETY: the thread is this runtime's, and the object alive.
            self.state.exception = Some(unsafe { described(thread, exceptions.raised) });
        }
        for object in [exceptions.raised, exceptions.handled] {
            // SAFETY: the references were owned, or null.
            unsafe { self.release(object) };
        }
    }
}
