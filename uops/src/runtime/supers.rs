//! What `super()` finds for an instance, or in a class method for a class.

use super::instances::Member;
use super::value::to_object;
use super::{
    BuiltinFunction, ExceptionKind, Method, PyException, Value, dealloc, functions, held, raise,
    state,
};
use crate::object::{Ref, TypeId, TypeObject, type_id};
use crate::thread::Thread;

/// What `super(class, this)` finds under a name.
unsafe fn super_member(thread: *mut Thread, class: Ref, this: Ref, name: usize) -> Option<Member> {
    // SAFETY: the caller passes a live thread, a class and an object.
    unsafe {
        let classes = &state(thread).classes;
        let class = (*class.cast::<TypeObject>()).represents;
        let behind = classes.mro(first_of_super(this)).skip_while(|&id| id != class).skip(1);
        classes.member(behind, name)
    }
}

/// The class whose method resolution order `super` goes along: in a class method `this` is it.
unsafe fn first_of_super(this: Ref) -> TypeId {
    // SAFETY: the caller passes a live object.
    unsafe {
        match this.type_id() {
            type_id::TYPE => (*this.cast::<TypeObject>()).represents,
            id => id,
        }
    }
}

/// What a class has from a builtin type, or from `object`, if the name of this number is that of it.
unsafe fn of_builtin(thread: *mut Thread, this: Ref, name: usize) -> Option<Ref> {
    // SAFETY: the caller passes a live thread and object.
    unsafe {
        let classes = &state(thread).classes;
        if classes.holds(first_of_super(this)).is_some()
            && let Some(found) = held::attribute(thread, first_of_super(this), name)
        {
            return Some(found);
        }
        let name = classes.name(name);
        let new = || BuiltinFunction::from_name("object.__new__").filter(|_| name == "__new__");
        let method = Method::of_object(name).map(Value::Method);
        let value = method.or_else(|| new().map(Value::Builtin))?;
        Some(to_object(thread, &value))
    }
}

/// See [`crate::helpers::uop_load_super_attr`].
///
/// # Safety
/// `thread` is a live runtime's, `class` one of its classes, `this` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_super_attr(
    thread: *mut Thread,
    class: Ref,
    this: Ref,
    name: usize,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let own = state(thread).classes.object(first_of_super(this));
        let instance = Some(this).filter(|this| this.type_id() != type_id::TYPE);
        match (super_member(thread, class, this, name), own) {
            (Some(member), Some(own)) => return member.bind(thread, own, instance),
            (Some(_), None) => {}
            (None, _) => {
                if let Some(found) = of_builtin(thread, this, name) {
                    let is_method = found.type_id() == type_id::METHOD_DESCRIPTOR;
                    return match instance.filter(|_| is_method) {
                        Some(instance) => functions::bind(thread, found, instance),
                        None => found,
                    };
                }
            }
        }
        let name = state(thread).classes.name(name);
        let message = format!("'super' object has no attribute '{name}'");
        raise(thread, PyException::new(ExceptionKind::AttributeError, message))
    }
}

/// See [`crate::helpers::uop_load_super_method`].
///
/// # Safety
/// `thread` is a live runtime's, `class` one of its classes, `this` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_super_method(
    thread: *mut Thread,
    class: Ref,
    this: Ref,
    name: usize,
) -> Ref {
    // SAFETY: the caller's promise; members are alive as long as their class.
    unsafe {
        if this.type_id() == type_id::TYPE {
            // What a class is given is called without it, unless it is a class method, which is bound.
            return Ref::NULL;
        }
        match super_member(thread, class, this, name) {
            Some(member) if member.is_method() => {
                member.value.incref();
                member.value
            }
            Some(_) => Ref::NULL,
            None => match of_builtin(thread, this, name) {
                Some(found) if found.type_id() == type_id::METHOD_DESCRIPTOR => found,
                // The caller looks for it once more.
                Some(found) => {
                    dealloc::release(thread, found);
                    Ref::NULL
                }
                None => Ref::NULL,
            },
        }
    }
}
