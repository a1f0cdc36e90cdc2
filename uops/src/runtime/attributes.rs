//! Attributes of all objects, by the numbers of their names; and `getattr` and its kin, which are given a name as a text.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::builtins::Row;
use super::error::Result;
use super::instances::{is_callable, type_name, value};
use super::missing::{Use, missing, missing_number};
use super::owned::Owned;
use super::strings::{self, as_text};
use super::value::to_object;
use super::{
    ExceptionKind, Method, Module, PyException, RequestKind, Value, causes, complexes, dealloc,
    descriptors, dicts, function_attributes, functions, held, memoryviews, raise, replay, slices,
    state,
};
use crate::object::{Ref, TypeId, TypeObject, type_id};
use crate::thread::Thread;

/// Name, fewest and most arguments, meaning.
pub(super) static FUNCTIONS: &[Row] = &[
    ("delattr", 2, 2, delattr),
    ("getattr", 2, 3, getattr),
    ("hasattr", 2, 2, hasattr),
    ("setattr", 3, 3, setattr),
    ("vars", 1, 1, vars),
];

/// `getattr(owner, name, default)`
unsafe fn getattr(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (named(thread, args[0], args[1])?, args.get(2)) {
            (Some(value), _) => Ok(value),
            (None, Some(default)) => {
                default.incref();
                Ok(*default)
            }
            (None, None) => {
                let name = as_text(args[1]).unwrap_or_default();
                Err(missing(thread, args[0], name, Use::Load))
            }
        }
    }
}

/// `hasattr(owner, name)`
unsafe fn hasattr(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let found = named(thread, args[0], args[1])?.map(|value| Owned::new(thread, value));
        Ok(Thread::bool(thread, found.is_some()))
    }
}

/// `setattr(owner, name, value)`
unsafe fn setattr(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        set(thread, args[0], args[1], args[2])?;
        Ok(Thread::none(thread))
    }
}

/// `delattr(owner, name)`
unsafe fn delattr(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        delete(thread, args[0], args[1])?;
        Ok(Thread::none(thread))
    }
}

/// `vars(instance)`: a new dict of the attributes that an instance of a class of the program has itself, in the order of
/// its class.
unsafe fn vars(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module; the class says where its values are.
    unsafe {
        let owner = args[0];
        let classes = &state(thread).classes;
        let Some(known) = classes.known(owner.type_id()) else {
            let message = "vars() argument must have __dict__ attribute";
            return Err(PyException::type_error(message));
        };
        let places = known.class.attributes.iter().enumerate();
        let set = places.map(|(place, &name)| (name, *value(owner, place)));
        // An instance of a class that the program has made has that beside its attributes.
        let is_own = |(name, value): &(u32, Ref)| {
            !value.is_null() && classes.name(*name as usize) != "__class__"
        };
        let own: Vec<(u32, Ref)> = set.filter(is_own).collect();
        let dict = Owned::new(thread, dicts::new_dict(thread));
        for (name, value) in own {
            let name = state(thread).classes.name(name as usize);
            let name = Owned::new(thread, strings::new_str(thread, name));
            dicts::set(thread, dict.get(), name.get(), value)?;
        }
        Ok(dict.give())
    }
}

/// A new reference to the attribute of this name, a text.
pub(super) unsafe fn get(thread: *mut Thread, owner: Ref, name: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { getattr(thread, &[owner, name]) }
}

/// Gives an object an attribute of this name, a text.
pub(super) unsafe fn set(thread: *mut Thread, owner: Ref, name: Ref, value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = state(thread).classes.intern(changeable(thread, name)?);
        let value = Owned::new(thread, value);
        value.get().incref();
        store(thread, owner, name as usize, value.get())?;
        value.give();
        Ok(())
    }
}

/// Takes the attribute of this name, a text, away from an object.
pub(super) unsafe fn delete(thread: *mut Thread, owner: Ref, name: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = state(thread).classes.intern(changeable(thread, name)?);
        remove(thread, owner, name as usize)
    }
}

/// The name of an attribute.
unsafe fn text_of<'a>(thread: *mut Thread, name: Ref) -> Result<&'a str> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        as_text(name).ok_or_else(|| {
            let given = type_name(thread, name);
            PyException::type_error(format!("attribute name must be string, not '{given}'"))
        })
    }
}

/// The same of one that is changed.
unsafe fn changeable<'a>(thread: *mut Thread, name: Ref) -> Result<&'a str> {
    // SAFETY: the caller keeps the contract of this module.
    match unsafe { text_of(thread, name)? } {
        // An instance of a class that the program has made owns its class by that value.
        "__class__" => Err(PyException::type_error("a change of __class__ is not supported")),
        name => Ok(name),
    }
}

/// A new reference to the attribute of this name, if the owner has one.
unsafe fn named(thread: *mut Thread, owner: Ref, name: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = text_of(thread, name)?;
        let classes = &mut state(thread).classes;
        // What has a class of the program has no attribute of a name that nothing else has, but for those of builtin types.
        let kind = owner.type_id();
        let is_plain = kind >= type_id::FIRST_CLASS && classes.holds(kind).is_none();
        let number = match classes.number_of(name) {
            Some(number) => number,
            None if is_plain && !name.starts_with("__") => return Ok(None),
            None => classes.intern(name),
        };
        match find(thread, owner, number as usize)? {
            Some(value) if value.is_null() => Err(pending(thread)),
            found => Ok(found),
        }
    }
}

/// The exception that is set, which is cleared.
unsafe fn pending(thread: *mut Thread) -> PyException {
    let unknown = || PyException::new(ExceptionKind::SystemError, "an error without an exception");
    // SAFETY: the caller keeps the contract of this module.
    unsafe { state(thread).exception.take().unwrap_or_else(unknown) }
}

/// The value of an instance's own attribute, if it has one and it is set.
unsafe fn own(thread: *mut Thread, owner: Ref, name: usize) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module; the class says where its values are.
    unsafe {
        let place = state(thread).classes.place(owner.type_id(), name)?;
        Some(*value(owner, place)).filter(|value| !value.is_null())
    }
}

/// A new reference to an attribute, or null if an exception is set; nothing if the owner has no such attribute.
#[inline(always)]
unsafe fn find(thread: *mut Thread, owner: Ref, name: usize) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module; the types say the layouts.
    unsafe {
        if replay::is_opaque(owner) {
            let name = state(thread).classes.name(name).to_owned();
            return replay::answered(thread, RequestKind::Load, &name, &[owner]).map(Some);
        }
        if let Some(value) = own(thread, owner, name) {
            value.incref();
            return Ok(Some(value));
        }
        if owner.type_id() == type_id::MODULE {
            let name = state(thread).classes.name(name).to_owned();
            return Ok(Module::of(owner).load(thread, &name));
        }
        if owner.type_id() < type_id::FIRST_CLASS && owner.type_id() != type_id::TYPE {
            return of_builtin(thread, owner, name);
        }
        let (class, instance) = match owner.type_id() {
            type_id::TYPE => ((*owner.cast::<TypeObject>()).represents, None),
            id => (id, Some(owner)),
        };
        let classes = &state(thread).classes;
        let found = classes.member(classes.mro(class), name);
        Ok(Some(match (found, classes.object(class)) {
            (Some(member), Some(class)) => member.bind(thread, class, instance),
            // It is immortal; an instance of a class that the program has made has it itself.
            (None, Some(class)) if instance.is_some() && classes.name(name) == "__class__" => class,
            // Classes of the program have it among what they have themselves.
            (None, None) if classes.name(name) == "__name__" => {
                strings::new_str(thread, type_id::name(class))
            }
            (None, _) => return Ok(inherited(thread, class, instance, name)),
            _ => return Ok(None),
        }))
    }
}

/// A new reference to an attribute of an object of a builtin type that is no class and no module.
unsafe fn of_builtin(thread: *mut Thread, owner: Ref, name: usize) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if owner.type_id() == type_id::FUNCTION
            && let Some(value) = function_attributes::get(thread, owner, name)?
        {
            return Ok(Some(value));
        }
        let name = state(thread).classes.name(name);
        if let Some(value) = complexes::attribute(thread, owner, name)
            .or_else(|| slices::attribute(thread, owner, name))
        {
            return Ok(Some(value));
        }
        if let Some(value) = descriptors::attribute(thread, owner, name) {
            return Ok(Some(value));
        }
        if owner.type_id() == type_id::MEMORY_VIEW {
            let name = name.to_owned();
            if let Some(value) = memoryviews::attribute(thread, owner, &name) {
                return value.map(Some);
            }
        }
        let of = |kind: &str| Method::from_name(&format!("{kind}.{name}"));
        // What a type does not have itself it may have from the one that it derives from.
        let base = || match owner.type_id() {
            type_id::BOOL => of("int"),
            _ if dicts::is_dict(owner) => of("dict"),
            _ => None,
        };
        let Some(method) = of(type_id::name(owner.type_id())).or_else(base) else {
            return Ok(None);
        };
        let function = to_object(thread, &Value::Method(method));
        Ok(Some(functions::bind(thread, function, owner)))
    }
}

/// A new reference to what a class has from a builtin type, or from `object`, looked up on it or on an instance of it.
unsafe fn inherited(
    thread: *mut Thread,
    class: TypeId,
    instance: Option<Ref>,
    name: usize,
) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let of_object = || {
            let method = Method::of_object(state(thread).classes.name(name))?;
            Some(to_object(thread, &Value::Method(method)))
        };
        let Some(found) = held::attribute(thread, class, name).or_else(of_object) else {
            return causes::unset(thread, instance?, name);
        };
        Some(match instance {
            Some(this) if is_callable(found.type_id()) => functions::bind(thread, found, this),
            _ => found,
        })
    }
}

/// See [`crate::helpers::uop_load_attr`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_attr(thread: *mut Thread, owner: Ref, name: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match find(thread, owner, name) {
            Ok(Some(value)) => value,
            Ok(None) => no_attribute(thread, owner, name),
            Err(exception) => raise(thread, exception),
        }
    }
}

/// See [`crate::helpers::uop_load_method`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_method(thread: *mut Thread, owner: Ref, name: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(owner) {
            let name = state(thread).classes.name(name).to_owned();
            if !replay::is_next(thread, RequestKind::Method) {
                return Ref::NULL;
            }
            let method = replay::answered(thread, RequestKind::Method, &name, &[owner]);
            // Loading the attribute fails, too.
            return method.unwrap_or(Ref::NULL);
        }
        let own = own(thread, owner, name);
        let classes = &state(thread).classes;
        match (own, classes.member(classes.mro(owner.type_id()), name)) {
            (None, Some(member)) if member.is_method() => {
                member.value.incref();
                member.value
            }
            _ => Ref::NULL,
        }
    }
}

/// See [`crate::helpers::uop_store_attr`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_store_attr(
    thread: *mut Thread,
    owner: Ref,
    name: usize,
    new: Ref,
) -> bool {
    // SAFETY: the caller keeps the contract of this module, and owns the reference to `new`.
    unsafe {
        match store(thread, owner, name, new) {
            Ok(()) => true,
            Err(exception) => {
                raise(thread, exception);
                false
            }
        }
    }
}

/// Gives an object an attribute. Takes over the reference to it, unless it fails.
#[inline(always)]
unsafe fn store(thread: *mut Thread, owner: Ref, name: usize, new: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module; the class says where its values are.
    unsafe {
        if replay::is_opaque(owner) {
            let name = state(thread).classes.name(name).to_owned();
            replay::ask(thread, RequestKind::Store, &name, &[new, owner])?;
            dealloc::release(thread, new);
            return Ok(());
        }
        if owner.type_id() == type_id::TYPE {
            let class = (*owner.cast::<TypeObject>()).represents;
            let Some(old) = state(thread).classes.set_member(class, name, Some(new)) else {
                return Err(missing_number(thread, owner, name, Use::Store));
            };
            dealloc::release(thread, old);
            return Ok(());
        }
        if owner.type_id() == type_id::FUNCTION {
            function_attributes::set(thread, owner, name, new)?;
            dealloc::release(thread, new);
            return Ok(());
        }
        let Some(place) = state(thread).classes.place(owner.type_id(), name) else {
            return Err(missing_number(thread, owner, name, Use::Store));
        };
        let old = value(owner, place).replace(new);
        dealloc::release(thread, old);
        Ok(())
    }
}

/// See [`crate::helpers::uop_delete_attr`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_delete_attr(thread: *mut Thread, owner: Ref, name: usize) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match remove(thread, owner, name) {
            Ok(()) => true,
            Err(exception) => {
                raise(thread, exception);
                false
            }
        }
    }
}

/// Takes an attribute away from an object.
unsafe fn remove(thread: *mut Thread, owner: Ref, name: usize) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module; the class says where its values are.
    unsafe {
        if replay::is_opaque(owner) {
            let name = state(thread).classes.name(name).to_owned();
            return replay::ask(thread, RequestKind::Delete, &name, &[owner]).map(|_| ());
        }
        if owner.type_id() == type_id::FUNCTION {
            return match function_attributes::delete(thread, owner, name)? {
                true => Ok(()),
                false => Err(missing_number(thread, owner, name, Use::Delete)),
            };
        }
        let classes = &mut state(thread).classes;
        let old = match owner.type_id() {
            type_id::TYPE => {
                classes.set_member((*owner.cast::<TypeObject>()).represents, name, None)
            }
            class => {
                let place = classes.place(class, name);
                place.map(|place| value(owner, place).replace(Ref::NULL))
            }
        };
        match old.filter(|old| !old.is_null()) {
            Some(old) => {
                dealloc::release(thread, old);
                Ok(())
            }
            None => Err(missing_number(thread, owner, name, Use::Delete)),
        }
    }
}

#[cold]
unsafe fn no_attribute(thread: *mut Thread, owner: Ref, name: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { raise(thread, missing_number(thread, owner, name, Use::Load)) }
}
