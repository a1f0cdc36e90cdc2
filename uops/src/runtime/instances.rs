//! The classes of programs, and their instances.

use super::dealloc;
use super::heap::new_object;
use super::{ExceptionKind, PyException, raise, state};
use crate::object::{BoundMethod, Header, Instance, Ref, TypeId, TypeObject, type_id};
use crate::thread::{TYPE_LIMIT, Thread};

/// A class of a program.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The names of the values or slots that its instances have, in their order.
    pub attributes: Vec<String>,
    /// What is found on the class itself: methods and constants, which it refers to.
    pub members: Vec<(String, Ref)>,
}

/// The classes that a runtime knows, and the names that uops refer to by number.
#[derive(Default, Debug)]
pub(super) struct Classes {
    by_id: Vec<Option<Known>>,
    names: Vec<String>,
}

/// A class, and the object that stands for it.
#[derive(Debug)]
struct Known {
    class: Class,
    object: Ref,
}

impl Classes {
    /// Enters a class and returns its type.
    ///
    /// # Panics
    /// If the runtime holds more classes than it has types.
    pub(super) fn add(&mut self, class: Class) -> TypeId {
        let index = self.by_id.iter().position(Option::is_none).unwrap_or(self.by_id.len());
        let id = type_id::FIRST_CLASS as usize + index;
        assert!(id < TYPE_LIMIT, "a runtime holds at most {TYPE_LIMIT} types");
        if index == self.by_id.len() {
            self.by_id.push(None);
        }
        self.by_id[index] = Some(Known { class, object: Ref::NULL });
        id as TypeId
    }

    /// Forgets a class, of which there are no instances any more.
    pub(super) fn remove(&mut self, id: TypeId) {
        if let Some(class) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            *class = None;
        }
    }

    fn known(&self, id: TypeId) -> Option<&Known> {
        self.by_id.get(id.checked_sub(type_id::FIRST_CLASS)? as usize)?.as_ref()
    }

    fn get(&self, id: TypeId) -> Option<&Class> {
        self.known(id).map(|known| &known.class)
    }

    /// The object that stands for a program's class.
    pub(super) fn object(&self, id: TypeId) -> Option<Ref> {
        self.known(id).map(|known| known.object)
    }

    /// Sets the object that stands for a class.
    pub(super) fn set_object(&mut self, id: TypeId, object: Ref) {
        if let Some(Some(known)) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            known.object = object;
        }
    }

    /// How many values an instance has.
    pub(super) fn value_count(&self, id: TypeId) -> usize {
        self.get(id).map_or(0, |class| class.attributes.len())
    }

    /// The number of a name.
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        let known = self.names.iter().position(|known| known == name);
        let index = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        index as u32
    }

    fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("?", String::as_str)
    }

    /// The place of the attribute with the name of this number in an instance of the class.
    fn place(&self, id: TypeId, name: usize) -> Option<usize> {
        let name = self.names.get(name)?;
        self.get(id)?.attributes.iter().position(|attribute| attribute == name)
    }

    fn member(&self, id: TypeId, name: usize) -> Option<Ref> {
        let name = self.names.get(name)?;
        let members = &self.get(id)?.members;
        members.iter().find(|(member, _)| member == name).map(|&(_, value)| value)
    }
}

/// The name of an object's type.
///
/// # Safety
/// `thread` is a live runtime's, `object` one of its objects.
pub(super) unsafe fn type_name(thread: *mut Thread, object: Ref) -> String {
    // SAFETY: the caller's promise.
    unsafe {
        let id = object.type_id();
        match state(thread).classes.get(id) {
            Some(class) => class.name.clone(),
            None => type_id::name(id).to_owned(),
        }
    }
}

/// A class as an object, with a function `__init__` or null.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn new_class_object(thread: *mut Thread, id: TypeId, init: Ref) -> Ref {
    let header = Header::new(type_id::TYPE);
    // SAFETY: the caller's promise.
    unsafe { Ref(new_object(thread, TypeObject { header, represents: id, init }).cast()) }
}

/// The values of an instance.
///
/// # Safety
/// `instance` is one with that many values.
pub(super) unsafe fn value(instance: Ref, index: usize) -> *mut Ref {
    instance.0.wrapping_byte_add(Instance::value_offset(index)).cast()
}

/// See [`crate::helpers::uop_new_instance`].
///
/// # Safety
/// `thread` is a live runtime's, `class` one of its classes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_new_instance(thread: *mut Thread, class: TypeId) -> Ref {
    // SAFETY: the caller's promise; the layout has room for the values.
    unsafe {
        let state = state(thread);
        let count = state.classes.value_count(class);
        let layout = dealloc::layout_of::<Instance>(count * size_of::<Ref>());
        let instance = Ref(state.heap.allocate_tracked(layout).cast());
        instance.0.write(Header::new(class));
        for index in 0..count {
            value(instance, index).write(Ref::NULL);
        }
        instance
    }
}

/// The value of an instance's own attribute, if it has one and it is set.
unsafe fn own(thread: *mut Thread, owner: Ref, name: usize) -> Option<Ref> {
    // SAFETY: the caller passes a live thread and object; the class says where its values are.
    unsafe {
        let place = state(thread).classes.place(owner.type_id(), name)?;
        Some(*value(owner, place)).filter(|value| !value.is_null())
    }
}

/// See [`crate::helpers::uop_load_attr`].
///
/// # Safety
/// `thread` is a live runtime's, `owner` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_attr(thread: *mut Thread, owner: Ref, name: usize) -> Ref {
    // SAFETY: the caller's promise; the types say the layouts.
    unsafe {
        let own = own(thread, owner, name);
        if let Some(value) = own {
            value.incref();
            return value;
        }
        let classes = &state(thread).classes;
        let member = match owner.type_id() {
            type_id::TYPE => classes.member((*owner.cast::<TypeObject>()).represents, name),
            id => classes.member(id, name),
        };
        match member {
            Some(function)
                if function.type_id() == type_id::FUNCTION && owner.type_id() != type_id::TYPE =>
            {
                function.incref();
                owner.incref();
                let header = Header::new(type_id::METHOD);
                Ref(new_object(thread, BoundMethod { header, function, this: owner }).cast())
            }
            Some(value) => {
                value.incref();
                value
            }
            None => no_attribute(thread, owner, name),
        }
    }
}

/// See [`crate::helpers::uop_load_method`].
///
/// # Safety
/// `thread` is a live runtime's, `owner` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_method(thread: *mut Thread, owner: Ref, name: usize) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let own = own(thread, owner, name);
        let member = state(thread).classes.member(owner.type_id(), name);
        match (own, member) {
            (None, Some(function)) if function.type_id() == type_id::FUNCTION => {
                function.incref();
                function
            }
            _ => Ref::NULL,
        }
    }
}

/// See [`crate::helpers::uop_store_attr`].
///
/// # Safety
/// `thread` is a live runtime's, `owner` one of its objects, `new` an owned reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_store_attr(
    thread: *mut Thread,
    owner: Ref,
    name: usize,
    new: Ref,
) -> bool {
    // SAFETY: the caller's promise; the class says where its values are.
    unsafe {
        let place = state(thread).classes.place(owner.type_id(), name);
        let Some(place) = place else {
            no_attribute(thread, owner, name);
            return false;
        };
        let old = value(owner, place).replace(new);
        dealloc::release(thread, old);
        true
    }
}

unsafe fn no_attribute(thread: *mut Thread, owner: Ref, name: usize) -> Ref {
    // SAFETY: the caller passes a live thread and object.
    unsafe {
        let type_name = type_name(thread, owner);
        let name = state(thread).classes.name(name);
        let message = format!("'{type_name}' object has no attribute '{name}'");
        raise(thread, PyException::new(ExceptionKind::AttributeError, message))
    }
}
