//! What CPython's C code makes of what a special method of a program has returned.
//!
//! Each function takes that object and a format: the message for one of a wrong type, whose name comes in the place of
//! `%s`, or in that of `%T` with the module in front.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::builtins::Row;
use super::error::Result;
use super::strings::text;
use super::subscripts::as_int;
use super::{ExceptionKind, PROGRAM_MODULE, PyException, arithmetic, instances, state};
use crate::object::{Ref, TypeId, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

pub(super) static FUNCTIONS: &[Row] = &[
    ("result.bool", 2, 2, bool),
    ("result.float", 2, 2, float),
    ("result.int", 2, 2, int),
    ("result.iterator", 2, 2, iterator),
    ("result.length", 2, 2, length),
    ("result.str", 2, 2, str),
];

/// The object itself if it is right, else the error.
unsafe fn checked(thread: *mut Thread, args: &[Ref], is_right: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module, and passes two arguments.
    unsafe {
        match is_right {
            true => {
                args[0].incref();
                Ok(args[0])
            }
            false => Err(wrong(thread, args)),
        }
    }
}

/// The error for an object of a wrong type.
unsafe fn wrong(thread: *mut Thread, args: &[Ref]) -> PyException {
    // SAFETY: the caller keeps the contract of this module, and passes two arguments.
    unsafe {
        let name = instances::type_name(thread, args[0]);
        let module = match args[0].type_id() {
            kind if kind < type_id::FIRST_CLASS => String::new(),
            _ => format!("{PROGRAM_MODULE}."),
        };
        let format = if args[1].type_id() == type_id::STR { text(args[1]) } else { "%s" };
        let message = format.replace("%T", &format!("{module}{name}")).replace("%s", &name);
        PyException::type_error(message)
    }
}

/// The object itself, or the one of a builtin type that it holds.
unsafe fn plain(object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { object.held().unwrap_or(object) }
}

/// Whether an object is of a builtin type or a class that derives from it.
unsafe fn is_a(object: Ref, kind: TypeId) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { plain(object).type_id() == kind }
}

unsafe fn bool(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { checked(thread, args, args[0].type_id() == type_id::BOOL) }
}

unsafe fn str(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { checked(thread, args, is_a(args[0], type_id::STR)) }
}

unsafe fn float(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let plain = [plain(args[0]), args[1]];
        match plain[0].type_id() == type_id::FLOAT {
            true => checked(thread, &plain, true),
            false => checked(thread, args, false),
        }
    }
}

unsafe fn int(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match as_int(args[0]) {
            Some(value) => Ok(arithmetic::new_int(thread, value)),
            None => checked(thread, args, false),
        }
    }
}

unsafe fn length(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(value) = as_int(args[0]) else { return checked(thread, args, false) };
        if value.is_negative() {
            return Err(PyException::value_error("__len__() should return >= 0"));
        }
        match BigInt::to_i64(&value) {
            Some(value) => Ok(Thread::int(thread, value)),
            None => {
                let message = "cannot fit 'int' into an index-sized integer";
                Err(PyException::new(ExceptionKind::OverflowError, message))
            }
        }
    }
}

unsafe fn iterator(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kind = args[0].type_id();
        let classes = &state(thread).classes;
        let next = classes.number_of("__next__");
        let is_own =
            next.is_some_and(|next| classes.member(classes.mro(kind), next as usize).is_some());
        checked(thread, args, is_own || type_id::is_iterator(kind))
    }
}
