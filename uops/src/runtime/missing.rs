//! CPython's complaints about attributes that objects do not have.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::instances::{self, type_name};
use super::owned::Owned;
use super::{ExceptionKind, Module, PyException, exceptions, state, strings};
use crate::object::{Ref, TypeObject, type_id};
use crate::thread::Thread;

/// What was to be done with an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It was to be loaded.
    Load,
    /// It was to be given a value.
    Store,
    /// It was to be taken away.
    Delete,
}

/// The complaint about the attribute with the name of this number.
#[cold]
pub(super) unsafe fn missing_number(
    thread: *mut Thread,
    owner: Ref,
    name: usize,
    how: Use,
) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { missing(thread, owner, state(thread).classes.name(name), how) }
}

/// The complaint about the attribute with this name.
#[cold]
pub(super) unsafe fn missing(thread: *mut Thread, owner: Ref, name: &str, how: Use) -> PyException {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        let name = name.to_owned();
        let classes = &state(thread).classes;
        let what = match owner.type_id() {
            type_id::MODULE => format!("module '{}'", Module::of(owner).name()),
            type_id::TYPE => {
                let id = (*owner.cast::<TypeObject>()).represents;
                let known = classes.known(id).map(|known| known.class.name.as_str());
                format!("type object '{}'", known.unwrap_or_else(|| type_id::name(id)))
            }
            _ => format!("'{}' object", type_name(thread, owner)),
        };
        let is_changed = how != Use::Load
            && ![type_id::MODULE, type_id::TYPE, type_id::FUNCTION].contains(&owner.type_id());
        if !is_changed {
            return tell(thread, format!("{what} has no attribute '{name}'"), owner, Some(&name));
        }
        if is_of_class(thread, owner, &name) {
            return tell(thread, format!("{what} attribute '{name}' is read-only"), owner, None);
        }
        // An object with a dict is given any attribute. What takes one away from an object without a dict is not recorded,
        // if that is an instance of a class of the program.
        let has_dict = how == Use::Delete && classes.known(owner.type_id()).is_some();
        let more = if has_dict { "" } else { " and no __dict__ for setting new attributes" };
        let is_told = !has_dict || state(thread).exceptions.is_newer;
        let message = format!("{what} has no attribute '{name}'{more}");
        tell(thread, message, owner, is_told.then_some(&name))
    }
}

/// Whether the class of an object has an attribute.
unsafe fn is_of_class(thread: *mut Thread, owner: Ref, name: &str) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let classes = &state(thread).classes;
        let kind = owner.type_id();
        let Some(number) = classes.number_of(name) else { return false };
        match classes.known(kind) {
            Some(_) => classes.member(classes.mro(kind), number as usize).is_some(),
            None => super::Method::from_name(&format!("{}.{name}", type_id::name(kind))).is_some(),
        }
    }
}

/// The complaint. A program that asks `AttributeError` for the name and the object has a place for both in its instances.
unsafe fn tell(
    thread: *mut Thread,
    message: String,
    owner: Ref,
    name: Option<&str>,
) -> PyException {
    // SAFETY: the caller keeps the contract of this module, and passes an object; the class says where its values are.
    unsafe {
        let kind = ExceptionKind::AttributeError;
        let classes = &state(thread).classes;
        let class = classes.exception(kind.name());
        let places = class.and_then(|class| {
            Some((class, classes.place_of(class, "name")?, classes.place_of(class, "obj")?))
        });
        let (Some((class, of_name, of_object)), Some(name)) = (places, name) else {
            return PyException::new(kind, message);
        };
        let text = Owned::new(thread, strings::new_str(thread, &message));
        let exception = exceptions::construct(thread, class, &[text.get()]);
        owner.incref();
        for (place, given) in [(of_name, strings::new_str(thread, name)), (of_object, owner)] {
            let old = instances::value(exception, place).replace(given);
            super::dealloc::release(thread, old);
        }
        exceptions::raise_object(thread, exception)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Runtime, Value};
    use super::*;

    /// The messages for an attribute of an instance of a class without attributes, an int and the class.
    fn messages(runtime: &mut Runtime, how: Use) -> [String; 3] {
        let (class, object) = runtime.add_class("Plain", Vec::new());
        let number = runtime.make(&Value::from(1 << 40));
        let thread = runtime.thread();
        // SAFETY: the objects are the runtime's, and the test owns what it releases.
        unsafe {
            let instance = instances::uop_new_instance(thread, class);
            let messages = [instance, number, object]
                .map(|owner| missing(thread, owner, "x", how).message.clone());
            runtime.release(instance);
            runtime.release(number);
            messages
        }
    }

    #[test]
    fn messages_say_whether_there_is_a_dict() {
        let mut runtime = Runtime::new();
        let more = " and no __dict__ for setting new attributes";
        let texts = |more: [&str; 2]| {
            [
                format!("'Plain' object has no attribute 'x'{}", more[0]),
                format!("'int' object has no attribute 'x'{}", more[1]),
                "type object 'Plain' has no attribute 'x'".to_owned(),
            ]
        };
        assert_eq!(messages(&mut runtime, Use::Load), texts(["", ""]));
        assert_eq!(messages(&mut runtime, Use::Store), texts([more, more]));
        assert_eq!(messages(&mut runtime, Use::Delete), texts(["", more]));
        assert_eq!(runtime.live_objects(), 0);
    }

    #[test]
    fn what_a_type_has_is_read_only() {
        let mut runtime = Runtime::new();
        let list = runtime.make(&Value::List(Vec::new()));
        let thread = runtime.thread();
        // SAFETY: the list is the runtime's, and the test owns it.
        unsafe {
            state(thread).classes.intern("append");
            let message = missing(thread, list, "append", Use::Store).message.clone();
            assert_eq!(message, "'list' object attribute 'append' is read-only");
            runtime.release(list);
        }
    }
}
