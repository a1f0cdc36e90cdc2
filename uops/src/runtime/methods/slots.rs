//! Special methods of builtin types, which classes that derive from them call by `super()` or by the name of the type.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, calling};
use crate::object::{Ref, type_id};
use crate::operator::{Comparison, Operator};
use crate::runtime::error::Result;
use crate::runtime::{
    PyException, arithmetic, attributes, classes, comparison, dicts, formatting, iterators, lists,
    membership, operators, sets, subscripts,
};
use crate::thread::Thread;

/// Rows of methods that take just so many arguments.
macro_rules! slots {
    ($($kind:ident $name:literal { $($method:literal $count:literal $function:expr;)* })*) => {
        pub(super) static METHODS: &[Row] = &[$($(
            (type_id::$kind, concat!($name, ".", $method), $count, $count, $function),
        )*)*];
    };
}

slots! {
    OBJECT "object" {
        "__delattr__" 1 delete_attribute;
        "__getattribute__" 1 attribute;
        "__setattr__" 2 set_attribute;
    }
    TUPLE "tuple" {
        "__add__" 1 calling!(binary, Operator::Add);
        "__contains__" 1 contains;
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__ge__" 1 calling!(compared, Comparison::GreaterEqual);
        "__getitem__" 1 item;
        "__gt__" 1 calling!(compared, Comparison::Greater);
        "__hash__" 0 hash;
        "__iter__" 0 iter;
        "__le__" 1 calling!(compared, Comparison::LessEqual);
        "__len__" 0 len;
        "__lt__" 1 calling!(compared, Comparison::Less);
        "__mul__" 1 calling!(binary, Operator::Multiply);
        "__ne__" 1 calling!(compared, Comparison::NotEqual);
        "__repr__" 0 repr;
    }
    LIST "list" {
        "__add__" 1 calling!(binary, Operator::Add);
        "__contains__" 1 contains;
        "__delitem__" 1 delete_item;
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__getitem__" 1 item;
        "__iter__" 0 iter;
        "__len__" 0 len;
        "__lt__" 1 calling!(compared, Comparison::Less);
        "__mul__" 1 calling!(binary, Operator::Multiply);
        "__ne__" 1 calling!(compared, Comparison::NotEqual);
        "__repr__" 0 repr;
        "__setitem__" 2 set_item;
    }
    DICT "dict" {
        "__contains__" 1 contains;
        "__delitem__" 1 delete_item;
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__getitem__" 1 item;
        "__iter__" 0 iter;
        "__len__" 0 len;
        "__ne__" 1 calling!(compared, Comparison::NotEqual);
        "__repr__" 0 repr;
        "__setitem__" 2 set_item;
    }
    SET "set" {
        "__contains__" 1 contains;
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__iter__" 0 iter;
        "__len__" 0 len;
    }
    FROZENSET "frozenset" {
        "__contains__" 1 contains;
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__hash__" 0 hash;
        "__iter__" 0 iter;
        "__len__" 0 len;
    }
    STR "str" {
        "__add__" 1 calling!(binary, Operator::Add);
        "__contains__" 1 contains;
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__getitem__" 1 item;
        "__hash__" 0 hash;
        "__iter__" 0 iter;
        "__len__" 0 len;
        "__lt__" 1 calling!(compared, Comparison::Less);
        "__ne__" 1 calling!(compared, Comparison::NotEqual);
        "__repr__" 0 repr;
        "__str__" 0 text;
    }
    INT "int" {
        "__add__" 1 calling!(binary, Operator::Add);
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__floordiv__" 1 calling!(binary, Operator::FloorDivide);
        "__hash__" 0 hash;
        "__lt__" 1 calling!(compared, Comparison::Less);
        "__mod__" 1 calling!(binary, Operator::Remainder);
        "__mul__" 1 calling!(binary, Operator::Multiply);
        "__ne__" 1 calling!(compared, Comparison::NotEqual);
        "__repr__" 0 repr;
        "__sub__" 1 calling!(binary, Operator::Subtract);
    }
    FLOAT "float" {
        "__add__" 1 calling!(binary, Operator::Add);
        "__eq__" 1 calling!(compared, Comparison::Equal);
        "__hash__" 0 hash;
        "__lt__" 1 calling!(compared, Comparison::Less);
        "__mul__" 1 calling!(binary, Operator::Multiply);
        "__ne__" 1 calling!(compared, Comparison::NotEqual);
        "__repr__" 0 repr;
        "__sub__" 1 calling!(binary, Operator::Subtract);
        "__truediv__" 1 calling!(binary, Operator::TrueDivide);
    }
}

/// The `__init__` of containers, which fills them anew.
pub(super) static INITS: &[Row] = &[
    (type_id::LIST, "list.__init__", 0, 1, init_list),
    (type_id::DICT, "dict.__init__", 0, 1, init_dict),
    (type_id::SET, "set.__init__", 0, 1, init_set),
];

unsafe fn attribute(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { attributes::get(thread, this, args[0]) }
}

unsafe fn set_attribute(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        attributes::set(thread, this, args[0], args[1])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn delete_attribute(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        attributes::delete(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn init_list(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        drop(lists::splice(thread, this, 0, usize::MAX, &[]));
        if let Some(&items) = args.first() {
            lists::extend(thread, this, items)?;
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn init_dict(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(&items) = args.first() {
            classes::update(thread, this, items)?;
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn init_set(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        sets::clear(thread, this);
        if let Some(&items) = args.first() {
            classes::extend_set(thread, this, items)?;
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn binary(thread: *mut Thread, this: Ref, args: &[Ref], operator: Operator) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let other = args[0].held().unwrap_or(args[0]);
        operators::binary(thread, operator.into(), this, other)
    }
}

/// A comparison with an object of the same type.
unsafe fn compared(
    thread: *mut Thread,
    this: Ref,
    args: &[Ref],
    comparison: Comparison,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let other = args[0].held().unwrap_or(args[0]);
        let is_int = |object: Ref| arithmetic::wide_value(object).is_some();
        if this.type_id() != other.type_id() && !(is_int(this) && is_int(other)) {
            // CPython's answer is an object that the runtime does not model.
            return Err(PyException::type_error("NotImplemented is not supported"));
        }
        let holds = comparison::compare(thread, comparison.mask().into(), this, other)?;
        Ok(Thread::bool(thread, holds))
    }
}

unsafe fn contains(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, membership::contains(thread, this, args[0])?)) }
}

unsafe fn item(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { subscripts::get(thread, this, args[0]) }
}

unsafe fn set_item(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match dicts::is_dict(this) {
            true => dicts::set(thread, this, args[0], args[1])?,
            false => subscripts::set(thread, this, args[0], args[1])?,
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn delete_item(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        subscripts::delete(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn len(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, subscripts::length(this)? as i64)) }
}

unsafe fn iter(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { iterators::get_iter(thread, this) }
}

unsafe fn hash(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, comparison::hash(thread, this)?)) }
}

unsafe fn repr(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { formatting::repr_of(thread, this) }
}

unsafe fn text(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { formatting::str_of(thread, this) }
}
