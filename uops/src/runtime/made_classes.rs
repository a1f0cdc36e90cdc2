//! Classes that a program makes while it runs.
//!
//! A `class` statement has a *template* among the program's classes, which says what attributes instances have, which
//! classes come after it in method resolution order, and which code its `__init__` runs. A class that agrees with
//! its template has the template's version, so that guards which name the template let it and its instances pass. What
//! it has itself is looked up by name. A class that does not agree has no version, and no guard lets it pass.
//!
//! Such a class is freed as any other object. It owns its members and the objects of its bases, and the last value of each of its
//! instances is the class.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::heap::new_tracked;
use super::instances::{self, Class, Classes, Known, Member, Origin};
use super::subscripts::type_name;
use super::{ExceptionKind, PyException, dealloc, descriptors, dicts, state, strings};
use crate::object::{Cell, Function, Header, Ref, TypeId, TypeObject, type_id};
use crate::thread::Thread;

/// The name of the value in which an instance has its class.
const CLASS: &str = "__class__";

/// Names that the body of a class gives values to which the class does not have as attributes here.
const NO_MEMBERS: [&str; 13] = [
    "__annotate_func__",
    "__annotations__",
    "__classcell__",
    "__classdictcell__",
    "__conditional_annotations__",
    "__doc__",
    "__firstlineno__",
    "__module__",
    "__qualname__",
    "__slots__",
    "__static_attributes__",
    "__orig_bases__",
    "__type_params__",
];

impl Classes {
    /// Notes that a class stands for those that a statement makes.
    pub(super) fn make_template(&mut self, id: TypeId) {
        if let Some(Some(known)) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            known.origin = Origin::Template;
        }
    }

    /// Enters a class whose instances have the values that a template says.
    fn enter_like(&mut self, template: TypeId, name: &str) -> Option<TypeId> {
        let mut attributes = self.known(template)?.class.attributes.clone();
        attributes.push(self.intern(CLASS));
        self.enter(Class { name: name.to_owned(), attributes, holds: None, members: Vec::new() })
    }

    /// The method resolution order of a class with these bases, without itself: C3. Nothing if there is none.
    fn linearised(&self, bases: &[TypeId]) -> Option<Vec<TypeId>> {
        let orders = bases.iter().map(|&base| self.mro(base).collect());
        let mut orders: Vec<Vec<TypeId>> = orders.chain([bases.to_vec()]).collect();
        let mut found = Vec::new();
        loop {
            orders.retain(|order| !order.is_empty());
            let follows = |class: &TypeId| orders.iter().any(|order| order[1..].contains(class));
            let next = match orders.iter().map(|order| order[0]).find(|class| !follows(class)) {
                Some(next) => next,
                None if orders.is_empty() => return Some(found),
                None => return None,
            };
            found.push(next);
            for order in &mut orders {
                order.retain(|&class| class != next);
            }
        }
    }

    /// Whether an object stands for a class that the program has made.
    fn is_made(&self, id: TypeId, object: Ref) -> bool {
        let is_it = |known: &Known| known.object == object;
        self.known(id).is_some_and(|known| matches!(known.origin, Origin::Made(_)) && is_it(known))
    }
}

/// What a `class` statement does once its body has run: from the name, the bases, the namespace of the body, what the
/// body has returned (the cell of `__class__`, or `None`) and the template it makes the class.
pub(super) unsafe fn build(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let [name, bases @ .., namespace, cell, template] = args else {
            return Err(PyException::type_error("__build_class__: not enough arguments"));
        };
        let fits = name.type_id() == type_id::STR
            && namespace.type_id() == type_id::DICT
            && matches!(cell.type_id(), type_id::CELL | type_id::NONE);
        let template = represented(*template).filter(|&id| {
            let known = state(thread).classes.known(id);
            fits && known.is_some_and(|known| matches!(known.origin, Origin::Template))
        });
        let Some(template) = template else {
            return Err(PyException::type_error("__build_class__: arguments of another kind"));
        };
        let mro = order(thread, bases)?;
        if mro.iter().any(|&base| base < type_id::FIRST_CLASS) {
            let message = "a class that a program makes derives from no builtin type";
            return Err(PyException::type_error(message));
        }
        let made = state(thread).classes.enter_like(template, strings::text(*name));
        let Some(id) = made else {
            let message = "there are more classes than the runtime has types";
            return Err(PyException::new(ExceptionKind::SystemError, message));
        };
        let header = Header::new(type_id::TYPE);
        let class = TypeObject { header, represents: id, init: Ref::NULL };
        let object = Ref(new_tracked(thread, class).cast());
        let members = members(thread, *namespace);
        let classes = &mut state(thread).classes;
        let owned: Vec<Ref> = mro.iter().filter_map(|&base| classes.object(base)).collect();
        owned.iter().for_each(|base| base.incref());
        if let Some(Some(known)) = classes.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            (known.object, known.origin) = (object, Origin::Made(owned));
            (known.bases, known.class.members) = (mro, members);
        }
        complete(thread, object, template);
        if cell.type_id() == type_id::CELL {
            object.incref();
            let old = std::mem::replace(&mut (*cell.cast::<Cell>()).value, object);
            dealloc::release(thread, old);
        }
        Ok(object)
    }
}

/// The type that an object stands for, if it is one.
unsafe fn represented(object: Ref) -> Option<TypeId> {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        let is_type = object.type_id() == type_id::TYPE;
        is_type.then(|| (*object.cast::<TypeObject>()).represents)
    }
}

/// The method resolution order of a class with these bases, without itself and `object`.
unsafe fn order(thread: *mut Thread, bases: &[Ref]) -> Result<Vec<TypeId>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut ids = Vec::new();
        for &base in bases {
            match represented(base) {
                Some(type_id::OBJECT) => {}
                Some(id) if id >= type_id::FIRST_CLASS && ids.contains(&id) => {
                    let name = class_name(thread, id);
                    return Err(PyException::type_error(format!("duplicate base class {name}")));
                }
                Some(id) if id >= type_id::FIRST_CLASS => ids.push(id),
                Some(id) => {
                    let name = type_id::name(id);
                    return Err(PyException::type_error(format!(
                        "type '{name}' is not an acceptable base type"
                    )));
                }
                None => {
                    let name = type_name(base);
                    return Err(PyException::type_error(format!(
                        "bases must be types, not '{name}' objects"
                    )));
                }
            }
        }
        state(thread).classes.linearised(&ids).ok_or_else(|| {
            let names: Vec<String> = ids.iter().map(|&id| class_name(thread, id)).collect();
            PyException::type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            ))
        })
    }
}

/// The name of a class.
pub(super) unsafe fn class_name(thread: *mut Thread, id: TypeId) -> String {
    // SAFETY: the caller keeps the contract of this module.
    let known = unsafe { state(thread).classes.known(id) };
    known.map_or_else(|| type_id::name(id).to_owned(), |known| known.class.name.clone())
}

/// What a class has itself, of the namespace of its body; new references.
unsafe fn members(thread: *mut Thread, namespace: Ref) -> Vec<Member> {
    // SAFETY: the caller keeps the contract of this module, and passes a dict.
    unsafe {
        let mut members = Vec::new();
        for entry in dicts::table(namespace).entries() {
            if entry.key.type_id() != type_id::STR {
                continue;
            }
            let name = strings::text(entry.key);
            if NO_MEMBERS.contains(&name) {
                continue;
            }
            let (value, binding) = descriptors::bound(entry.value);
            if value.is_null() {
                continue;
            }
            value.incref();
            let name = state(thread).classes.intern(name);
            members.push(Member { name, value, binding });
        }
        members
    }
}

/// Gives a new class its `__init__` and, if it agrees with its template, the template's version.
unsafe fn complete(thread: *mut Thread, object: Ref, template: TypeId) {
    // SAFETY: the caller keeps the contract of this module, and passes a class; types say layouts.
    unsafe {
        let id = (*object.cast::<TypeObject>()).represents;
        let classes = &mut state(thread).classes;
        let name = classes.intern("__init__") as usize;
        let init = classes.member(classes.mro(id), name).map_or(Ref::NULL, |member| member.value);
        let is_function = !init.is_null() && init.type_id() == type_id::FUNCTION;
        let init = if is_function { init } else { Ref::NULL };
        if is_function {
            init.incref();
        }
        (*object.cast::<TypeObject>()).init = init;
        let wanted = classes.object(template).map(|template| (*template.cast::<TypeObject>()).init);
        let runs_alike = match wanted {
            Some(wanted) if !wanted.is_null() && !init.is_null() => {
                let [wanted, init] = [wanted, init].map(|function| &*function.cast::<Function>());
                // A function without the closure that its code asks for has no version.
                wanted.code == init.code && init.version == (*init.code).version
            }
            Some(wanted) => wanted.is_null() && init.is_null(),
            None => false,
        };
        let version = |id: TypeId| (*thread).type_versions[id as usize];
        let [mro, wanted] = [id, template].map(|id| classes.mro(id).skip(1).collect::<Vec<_>>());
        // The bases of a template are classes of the program, or templates, by their ids.
        let derives_alike = mro.len() == wanted.len()
            && mro.iter().zip(&wanted).all(|(&base, &wanted)| version(base) == wanted);
        (*thread).type_versions[id as usize] =
            if runs_alike && derives_alike { template } else { 0 };
    }
}

/// A new instance of a class that the program has made, with its class as the last value.
pub(super) unsafe fn new_instance(thread: *mut Thread, class: TypeId) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let count = state(thread).classes.value_count(class);
        let instance = instances::new_empty(thread, class, count);
        if let Some(object) = state(thread).classes.object(class) {
            object.incref();
            instances::value(instance, count - 1).write(object);
        }
        instance
    }
}

/// Shows the references that a class owns which the program has made. Apart, so that what frees other objects stays small.
#[cold]
#[inline(never)]
pub(super) unsafe fn each_reference(
    thread: *mut Thread,
    object: Ref,
    visit: &mut dyn FnMut(&mut Ref),
) {
    // SAFETY: the caller keeps the contract of this module, and passes a class.
    unsafe { owned(thread, object).into_iter().for_each(|slot| visit(&mut *slot)) }
}

/// The references that a class owns which the program has made; of another one, none.
unsafe fn owned(thread: *mut Thread, object: Ref) -> Vec<*mut Ref> {
    // SAFETY: the caller keeps the contract of this module, and passes a class.
    unsafe {
        let TypeObject { represents: id, init, .. } = &mut *object.cast::<TypeObject>();
        let index = id.wrapping_sub(type_id::FIRST_CLASS) as usize;
        match state(thread).classes.by_id.get_mut(index) {
            Some(Some(Known { class, object: own, origin: Origin::Made(bases), .. }))
                if *own == object =>
            {
                let members = class.members.iter_mut().map(|member| &raw mut member.value);
                let bases = bases.iter_mut().map(|base| &raw mut *base);
                bases.chain(members).chain([&raw mut *init]).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Forgets a class that the program has made, of which there are no instances any more; whether it is one.
#[cold]
#[inline(never)]
pub(super) unsafe fn forget(thread: *mut Thread, object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module, and passes a class.
    unsafe {
        let id = (*object.cast::<TypeObject>()).represents;
        let is_made = state(thread).classes.is_made(id, object);
        if is_made {
            (*thread).type_versions[id as usize] = 0;
            state(thread).classes.remove(id);
        }
        is_made
    }
}

#[cfg(test)]
mod tests {
    use super::super::instances::{self, uop_new_instance};
    use super::super::{ExceptionKind, Runtime, Value, attributes, functions, tuples};
    use super::*;

    /// Makes a class with a constant and a text as members.
    unsafe fn made(runtime: &mut Runtime, template: Ref, bases: &[Ref], cell: Ref) -> Result<Ref> {
        let name = runtime.make(&Value::Str("Made".into()));
        let member = |name: &str, value| (Value::Str(name.into()), value);
        let namespace = runtime.make(&Value::Dict(vec![
            member("step", Value::from(1 << 40)),
            member("__qualname__", Value::Str("f.<locals>.Made".into())),
        ]));
        let args: Vec<Ref> =
            [name].iter().chain(bases).chain(&[namespace, cell, template]).copied().collect();
        let thread = runtime.thread();
        // SAFETY: all of these are live objects of the runtime, and the first two the test's.
        unsafe {
            let class = build(thread, &args);
            dealloc::release(thread, name);
            dealloc::release(thread, namespace);
            class
        }
    }

    fn template(runtime: &mut Runtime) -> Ref {
        runtime.add_template("Made", vec!["x".into()]).1
    }

    unsafe fn version(runtime: &mut Runtime, class: Ref) -> u32 {
        // SAFETY: the caller passes a class of the runtime.
        unsafe {
            let id = (*class.cast::<TypeObject>()).represents;
            (*runtime.thread()).type_versions[id as usize]
        }
    }

    #[test]
    fn a_class_lives_as_long_as_its_instances() {
        let mut runtime = Runtime::new();
        let template = template(&mut runtime);
        let thread = runtime.thread();
        // SAFETY: the test owns what it releases.
        unsafe {
            let none = Thread::none(thread);
            let class = made(&mut runtime, template, &[], none).expect("a class");
            let id = (*class.cast::<TypeObject>()).represents;
            assert_eq!(version(&mut runtime, class), (*template.cast::<TypeObject>()).represents);
            let instance = uop_new_instance(thread, id);
            runtime.release(class);
            // The instance, its class, and the number that is a member of that.
            assert_eq!(runtime.live_objects(), 3);
            assert_eq!(instances::type_name(thread, instance), "Made");
            let step = state(thread).classes.intern("step") as usize;
            let found = attributes::uop_load_attr(thread, instance, step);
            assert_eq!(runtime.value(found), Value::from(1 << 40));
            runtime.release(found);
            runtime.release(instance);
            assert_eq!(runtime.live_objects(), 0);
            assert!(state(thread).classes.known(id).is_none());
            assert_eq!((*thread).type_versions[id as usize], 0);
        }
    }

    #[test]
    fn classes_in_cycles_are_freed_after_their_instances() {
        let mut runtime = Runtime::new();
        let template = template(&mut runtime);
        let thread = runtime.thread();
        // SAFETY: the test owns what it releases or gives away.
        unsafe {
            let cell = functions::uop_make_cell(thread, Ref::NULL);
            let class = made(&mut runtime, template, &[], cell).expect("a class");
            let instance = uop_new_instance(thread, (*class.cast::<TypeObject>()).represents);
            // The class has a tuple with the cell of `__class__`, as methods have, and with an instance.
            let own = state(thread).classes.intern("own") as usize;
            let tuple = tuples::new_tuple(thread, &[cell, instance]);
            assert!(attributes::uop_store_attr(thread, class, own, tuple));
            assert_eq!((*cell.cast::<Cell>()).value, class);
            runtime.release(class);
            assert_eq!(runtime.live_objects(), 5);
            runtime.collect_cycles();
            assert_eq!(runtime.live_objects(), 0);
        }
    }

    #[test]
    fn a_class_with_other_bases_than_its_template_has_no_version() {
        let mut runtime = Runtime::new();
        let (_, base) = runtime.add_class("Base", Vec::new());
        let template = template(&mut runtime);
        let thread = runtime.thread();
        // SAFETY: the test owns what it releases.
        unsafe {
            let none = Thread::none(thread);
            let class = made(&mut runtime, template, &[base], none).expect("a class");
            assert_eq!(version(&mut runtime, class), 0);
            let derived = made(&mut runtime, template, &[class], none).expect("a class");
            let [class_id, derived_id, base_id] =
                [class, derived, base].map(|class| (*class.cast::<TypeObject>()).represents);
            assert!(state(thread).classes.is_subclass(derived_id, base_id));
            assert!(!state(thread).classes.is_subclass(class_id, derived_id));
            runtime.release(class);
            assert_eq!(runtime.live_objects(), 4);
            runtime.release(derived);
            assert_eq!(runtime.live_objects(), 0);
        }
    }

    #[test]
    fn what_can_be_no_class_is_an_error() {
        let mut runtime = Runtime::new();
        let (first, a) = runtime.add_class("A", Vec::new());
        let (second, b) = runtime.add_class("B", Vec::new());
        runtime.set_bases(second, vec![first]);
        let template = template(&mut runtime);
        let thread = runtime.thread();
        // SAFETY: the test owns what it releases.
        unsafe {
            let none = Thread::none(thread);
            let message = |runtime: &mut Runtime, bases: &[Ref]| {
                let error = made(runtime, template, bases, none).expect_err("no class");
                assert_eq!(error.kind, ExceptionKind::TypeError);
                error.message.clone()
            };
            assert_eq!(
                message(&mut runtime, &[a, b]),
                "Cannot create a consistent method resolution order (MRO) for bases A, B"
            );
            assert_eq!(message(&mut runtime, &[a, a]), "duplicate base class A");
            let class = made(&mut runtime, template, &[b, a], none).expect("a class");
            runtime.release(class);
            let none_at_all = build(thread, &[none, none, none, none]).expect_err("no class");
            assert_eq!(none_at_all.kind, ExceptionKind::TypeError);
            assert_eq!(runtime.live_objects(), 0);
        }
    }
}
