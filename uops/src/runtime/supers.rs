//! What `super()` finds for an instance, or in a class method for a class.

use super::instances::Member;
use super::value::to_object;
use super::{ExceptionKind, Method, PyException, Value, functions, raise, state};
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

/// The method that a class has from `object`, if the name of this number is that of one.
unsafe fn of_object(thread: *mut Thread, name: usize) -> Option<Ref> {
    // SAFETY: the caller passes a live thread.
    unsafe {
        let method = Method::of_object(state(thread).classes.name(name))?;
        Some(to_object(thread, &Value::Method(method)))
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
                if let Some(function) = of_object(thread, name) {
                    return match instance {
                        Some(instance) => functions::bind(thread, function, instance),
                        None => function,
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
            None => of_object(thread, name).unwrap_or(Ref::NULL),
        }
    }
}
