//! What instances hold whose classes derive from a builtin type: an object of that type.
//!
//! Uops that look for a builtin type do not take such an instance, as CPython's specialised ones do not. All others, and
//! builtin functions and methods, take what it holds, as CPython's C code takes the part of the object that is of the
//! builtin type.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::subscripts::{self, object_or_null};
use super::value::{Scope, to_object, to_object_of};
use super::{
    BuiltinFunction, Method, PyException, Value, classes, dealloc, instances, made_classes, raise,
    state, tuples,
};
use crate::object::{Instance, Ref, TypeId, TypeObject, type_id};
use crate::thread::Thread;

/// The builtin types from which classes of programs may derive.
pub(crate) const TYPES: [TypeId; 9] = [
    type_id::TUPLE,
    type_id::LIST,
    type_id::DICT,
    type_id::SET,
    type_id::FROZENSET,
    type_id::STR,
    type_id::BYTES,
    type_id::INT,
    type_id::FLOAT,
];

/// What an instance holds that is made without arguments.
pub(super) unsafe fn empty(thread: *mut Thread, kind: TypeId) -> Ref {
    // SAFETY: the caller keeps the contract of this module; a builtin type can be called without arguments.
    unsafe { classes::call(thread, kind, &[]).unwrap_or_else(|_| tuples::new_tuple(thread, &[])) }
}

/// A new instance of a class that derives from a builtin type. It takes over the object of that type.
pub(super) unsafe fn new_holding(thread: *mut Thread, class: TypeId, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module; the last value is that of what it holds.
    unsafe {
        let count = state(thread).classes.value_count(class);
        let instance = instances::new_empty(thread, class, count);
        instances::value(instance, count - 1).write(object);
        (*instance.0).flags = Instance::holding(count - 1);
        instance
    }
}

/// A new instance whose last value is what it holds, or its class.
#[cold]
#[inline(never)]
pub(super) unsafe fn new_special(thread: *mut Thread, class: TypeId) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match state(thread).classes.holds(class) {
            Some(kind) => new_holding(thread, class, empty(thread, kind)),
            None => made_classes::new_instance(thread, class),
        }
    }
}

/// A new instance with these attributes; what its class does not have is left out. `holds` is what it holds of a builtin type.
pub(super) unsafe fn new_with(
    thread: *mut Thread,
    class: TypeId,
    attributes: &[(String, Value)],
    holds: Option<&Value>,
    scope: Scope<'_>,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module; the verifier has seen that the class holds this.
    unsafe {
        let instance = match holds.filter(|_| state(thread).classes.holds(class).is_some()) {
            Some(holds) => new_holding(thread, class, to_object_of(thread, holds, scope)),
            None => instances::uop_new_instance(thread, class),
        };
        for (name, attribute) in attributes {
            if let Some(place) = state(thread).classes.place_of(class, name) {
                let attribute = to_object_of(thread, attribute, scope);
                dealloc::release(thread, instances::value(instance, place).replace(attribute));
            }
        }
        instance
    }
}

/// Calls a class that derives from a builtin type.
pub(super) unsafe fn construct(thread: *mut Thread, class: TypeId, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kind = state(thread).classes.holds(class).unwrap_or(type_id::OBJECT);
        let object = classes::call(thread, kind, args)?;
        Ok(new_holding(thread, class, object))
    }
}

/// `type.__new__(class, *args)`, of a builtin type or `object`.
pub(super) unsafe fn new(thread: *mut Thread, kind: TypeId, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        let name = type_id::name(kind);
        let Some((&class, args)) = args.split_first() else {
            return Err(PyException::type_error(format!("{name}.__new__(): not enough arguments")));
        };
        if class.type_id() != type_id::TYPE {
            let given = instances::type_name(thread, class);
            return Err(PyException::type_error(format!(
                "{name}.__new__(X): X is not a type object ({given})"
            )));
        }
        let class = (*class.cast::<TypeObject>()).represents;
        if kind == type_id::OBJECT {
            return match args {
                [] if class >= type_id::FIRST_CLASS => {
                    Ok(instances::uop_new_instance(thread, class))
                }
                _ => Err(PyException::type_error(
                    "object.__new__() takes exactly one argument (the type to instantiate)",
                )),
            };
        }
        if !classes::is_subtype(thread, class, kind) {
            return Err(PyException::type_error(format!(
                "{name}.__new__(X): X is not a subtype of {name}"
            )));
        }
        // What an `__init__` fills is empty at first.
        let is_filled = matches!(kind, type_id::LIST | type_id::DICT | type_id::SET);
        classes::call(thread, class, if is_filled { &[] } else { args })
    }
}

/// An item of the tuple that an instance holds, by the number that is a member of its class.
pub(super) unsafe fn item(
    thread: *mut Thread,
    number: Ref,
    class: Ref,
    instance: Option<Ref>,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match instance.and_then(|instance| instance.held()) {
            Some(held) => object_or_null(thread, subscripts::get(thread, held, number)),
            None => {
                let name = instances::type_name(thread, class);
                let message = format!("a field of a '{name}' object that has none");
                raise(thread, PyException::type_error(message))
            }
        }
    }
}

/// A new reference to the method or function of the name of this number that a class has from a builtin type, or that
/// a builtin type has itself.
pub(super) unsafe fn attribute(thread: *mut Thread, class: TypeId, name: usize) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let classes = &state(thread).classes;
        let kind = if class < type_id::FIRST_CLASS { class } else { classes.holds(class)? };
        let name = format!("{}.{}", type_id::name(kind), classes.name(name));
        let method = Method::from_name(&name).map(Value::Method);
        let value = method.or_else(|| BuiltinFunction::from_name(&name).map(Value::Builtin))?;
        Some(to_object(thread, &value))
    }
}

/// The object of the type that a method belongs to, of what the method is called for.
pub(super) unsafe fn receiver(this: Ref, owner: TypeId) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match owner {
            type_id::OBJECT => this,
            _ => this.held().unwrap_or(this),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        BuiltinFunction, BuiltinType, Runtime, Scope, Value, calls, comparison, formatting,
        instances, iterators, membership, operators, subscripts,
    };
    use crate::object::{Ref, TypeId};
    use crate::operator::{Applied, Operator};

    /// A runtime with a class that has one attribute and derives from a builtin type.
    fn with_class(kind: &str) -> (Runtime, TypeId, Ref) {
        let mut runtime = Runtime::new();
        let (id, class) = runtime.add_class("C", vec!["mark".to_owned()]);
        let kind = BuiltinType::from_name(kind).expect("a builtin type");
        runtime.set_holds(id, kind);
        runtime.set_bases(id, vec![kind.id()]);
        (runtime, id, class)
    }

    /// An instance of the class that holds a value.
    fn instance(runtime: &mut Runtime, (id, class): (TypeId, Ref), holds: Value) -> Ref {
        let attributes = vec![("mark".to_owned(), Value::from(7))];
        let value = Value::Instance { class: 0, attributes, holds: Some(Box::new(holds)) };
        // SAFETY: the class is the runtime's.
        unsafe { runtime.make_of(&value, Scope { classes: &[(id, class)], ..Scope::default() }) }
    }

    fn ints(numbers: &[i64]) -> Vec<Value> {
        numbers.iter().copied().map(Value::from).collect()
    }

    /// The value of an object, which is released.
    unsafe fn taken(runtime: &mut Runtime, object: Ref) -> Value {
        // SAFETY: the caller passes a live object of the runtime, and owns the reference.
        unsafe {
            let value = runtime.value(object);
            runtime.release(object);
            value
        }
    }

    #[test]
    fn what_holds_a_tuple_is_used_as_one() {
        let (mut runtime, id, class) = with_class("tuple");
        let before = runtime.live_objects();
        let pair = instance(&mut runtime, (id, class), Value::Tuple(ints(&[1, 2])));
        let plain = runtime.make(&Value::Tuple(ints(&[1, 2])));
        let [one, two] = [1, 2].map(|number| runtime.make(&Value::from(number)));
        let tuple = runtime.make(&Value::Type(BuiltinType::from_name("tuple").expect("a type")));
        let thread = runtime.thread();
        // SAFETY: all objects are alive and the runtime's; results are released.
        unsafe {
            assert_eq!(subscripts::length(pair).expect("it has a length"), 2);
            assert!(subscripts::truth(pair));
            for (left, right) in [(pair, plain), (plain, pair), (pair, pair)] {
                assert!(comparison::equal(thread, left, right).expect("they compare"));
                let sum = operators::binary(thread, Operator::Add.into(), left, right);
                let sum = taken(&mut runtime, sum.expect("a sum"));
                assert_eq!(sum, Value::Tuple(ints(&[1, 2, 1, 2])));
            }
            let hashes = [pair, plain].map(|it| comparison::hash(thread, it).expect("a hash"));
            assert_eq!(hashes[0], hashes[1]);
            let item = subscripts::get(thread, pair, one).expect("an item");
            assert_eq!(taken(&mut runtime, item), Value::from(2));
            assert!(membership::contains(thread, pair, two).expect("it is searched"));
            assert_eq!(iterators::collect(thread, pair).expect("items").get(), [one, two]);
            let text = formatting::repr_of(thread, pair).expect("a text");
            assert_eq!(taken(&mut runtime, text), Value::Str("(1, 2)".into()));
            assert!(super::classes::is_instance(thread, pair, tuple).expect("a class"));
            let copy = calls::call(thread, tuple, &[pair]).expect("a tuple");
            assert_eq!(taken(&mut runtime, copy), Value::Tuple(ints(&[1, 2])));
            let made = calls::call(thread, class, &[plain]).expect("an instance");
            assert_eq!(made.type_id(), id);
            assert!(comparison::equal(thread, made, pair).expect("they compare"));
            for object in [made, pair, plain, one, two, tuple] {
                runtime.release(object);
            }
        }
        assert_eq!(runtime.live_objects(), before);
    }

    #[test]
    fn what_changes_its_left_operand_gives_the_instance() {
        let (mut runtime, id, class) = with_class("list");
        let before = runtime.live_objects();
        let stack = instance(&mut runtime, (id, class), Value::List(ints(&[1])));
        let more = runtime.make(&Value::List(ints(&[2])));
        let thread = runtime.thread();
        let add = Applied { operator: Operator::Add, in_place: true };
        // SAFETY: all objects are alive and the runtime's; results are released.
        unsafe {
            let changed = operators::binary(thread, add, stack, more).expect("a list takes more");
            assert_eq!(changed, stack);
            let held = stack.held().expect("it holds a list");
            assert_eq!(runtime.value(held), Value::List(ints(&[1, 2])));
            // An instance that is made without arguments holds an empty list.
            let empty = instances::uop_new_instance(thread, id);
            let held = empty.held().expect("it holds a list");
            assert_eq!(runtime.value(held), Value::List(Vec::new()));
            // A list in itself is freed with what it holds.
            empty.incref();
            super::super::lists::uop_list_append(thread, held, empty);
            for object in [changed, stack, more, empty] {
                runtime.release(object);
            }
            runtime.collect_cycles();
        }
        assert_eq!(runtime.live_objects(), before);
    }

    #[test]
    fn builtin_types_make_instances_of_their_subclasses_alone() {
        let (mut runtime, id, class) = with_class("int");
        let of = |runtime: &mut Runtime, name: &str| {
            let function = BuiltinFunction::from_name(name).expect("a function");
            runtime.make(&Value::Builtin(function))
        };
        let (new_int, new_tuple) =
            (of(&mut runtime, "int.__new__"), of(&mut runtime, "tuple.__new__"));
        let text = runtime.make(&Value::Str("12".into()));
        let thread = runtime.thread();
        // SAFETY: all objects are alive and the runtime's; results are released.
        unsafe {
            let made = calls::call(thread, new_int, &[class, text]).expect("an instance");
            assert_eq!(made.type_id(), id);
            let sum = operators::binary(thread, Operator::Add.into(), made, made).expect("a sum");
            assert_eq!(taken(&mut runtime, sum), Value::from(24));
            for (function, args, message) in [
                (new_tuple, &[class, text][..], "tuple.__new__(X): X is not a subtype of tuple"),
                (new_int, &[text], "int.__new__(X): X is not a type object (str)"),
            ] {
                let error = calls::call(thread, function, args).expect_err("it is refused");
                assert_eq!(error.message, message);
            }
            for object in [made, new_int, new_tuple, text] {
                runtime.release(object);
            }
        }
    }
}
