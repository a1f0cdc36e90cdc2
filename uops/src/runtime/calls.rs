//! Calls of builtins, events.

use super::error::Result;
use super::owned::{Owned, Refs};
use super::value::to_object;
use super::{
    BuiltinFunction, BuiltinType, Method, PyException, RequestKind, Value, classes, dealloc,
    instances, key_tables, raise, replay,
};
use crate::object::{BoundMethod, Builtin, MethodDescriptor, Ref, TypeObject, type_id};
use crate::thread::Thread;

/// Calls a class, a builtin function or a method, with its `self` as the first argument unless it is
/// bound.
///
/// # Safety
/// `thread` is a live runtime's, the callable and the arguments are alive.
pub(super) unsafe fn call(thread: *mut Thread, callable: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        match callable.type_id() {
            // What a builtin does with an opaque object is not known either.
            type_id::OPAQUE => call_opaque(thread, callable, args, ""),
            type_id::TYPE | type_id::BUILTIN if replay::has_opaque(args) => {
                call_with(thread, callable, args)
            }
            type_id::TYPE => {
                classes::call(thread, (*callable.cast::<TypeObject>()).represents, args)
            }
            type_id::BUILTIN => {
                let number = (*callable.cast::<Builtin>()).function;
                match BuiltinFunction::from_number(number) {
                    Some(function) => function.call(thread, args),
                    None => Err(PyException::type_error("there is no such builtin function")),
                }
            }
            type_id::METHOD_DESCRIPTOR => {
                let number = (*callable.cast::<MethodDescriptor>()).method;
                match Method::from_number(number) {
                    Some(method) => method.call(thread, args),
                    None => Err(PyException::type_error("there is no such method")),
                }
            }
            type_id::METHOD => {
                let BoundMethod { function, this, .. } = *callable.cast::<BoundMethod>();
                let mut with_this = Refs::from_slice(&[this]);
                with_this.extend_from_slice(args);
                call(thread, function, &with_this)
            }
            _ => {
                let name = instances::type_name(thread, callable);
                Err(PyException::type_error(format!("'{name}' object is not callable")))
            }
        }
    }
}

/// Calls a class or builtin function with an opaque object. What only takes objects for themselves asks it nothing.
///
/// # Safety
/// As [`call`]'s.
#[cold]
#[inline(never)]
unsafe fn call_with(thread: *mut Thread, callable: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        let number = (callable.type_id() == type_id::BUILTIN)
            .then(|| (*callable.cast::<Builtin>()).function);
        let function = number.and_then(BuiltinFunction::from_number);
        match function.filter(|function| key_tables::is_one(function.name())) {
            Some(function) => function.call(thread, args),
            None => call_opaque(thread, callable, args, ""),
        }
    }
}

/// Calls what is opaque, or is called with an opaque object. The last arguments may have names.
///
/// # Safety
/// `thread` is a live runtime's, the callable and the arguments are alive.
pub(super) unsafe fn call_opaque(
    thread: *mut Thread,
    callable: Ref,
    args: &[Ref],
    names: &str,
) -> Result<Ref> {
    // SAFETY: the caller's promise.
    let is_class = unsafe { callable.type_id() } == type_id::TYPE;
    if let ([object], true, "") = (args, is_class, names)
        // SAFETY: the type says the layout.
        && unsafe { (*callable.cast::<TypeObject>()).represents } == type_id::STR
    {
        // There are uops for this that ask so.
        // SAFETY: the caller's promise.
        return unsafe { replay::answered(thread, RequestKind::Convert, "str", &[*object]) };
    }
    let operands: Vec<Ref> = std::iter::once(callable).chain(args.iter().copied()).collect();
    // SAFETY: the caller's promise.
    unsafe { replay::answered(thread, RequestKind::Call, names, &operands) }
}

/// The same for a builtin.
///
/// # Safety
/// `thread` is a live runtime's, the arguments are alive.
pub(super) unsafe fn call_with_opaque(
    thread: *mut Thread,
    builtin: &str,
    args: &[Ref],
) -> Result<Ref> {
    let function = BuiltinFunction::from_name(builtin).map(Value::Builtin);
    let class = || BuiltinType::from_name(builtin).map(Value::Type);
    // SAFETY: the caller's promise.
    unsafe {
        let value = function.or_else(class).unwrap_or(Value::None);
        let callable = Owned::new(thread, to_object(thread, &value));
        call_opaque(thread, callable.get(), args, "")
    }
}

/// See [`crate::helpers::uop_call`].
///
/// # Safety
/// `thread` is a live runtime's, `callable` points to one of its objects and `args` to `count` more;
/// the caller owns a reference to each.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_call(
    thread: *mut Thread,
    callable: *mut Ref,
    args: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let values = if count == 0 { &[] } else { std::slice::from_raw_parts(args, count) };
        match call(thread, *callable, values) {
            Ok(result) => {
                uop_release_call(thread, callable, args, count);
                result
            }
            Err(exception) => raise(thread, exception),
        }
    }
}

/// See [`crate::helpers::uop_release_call`].
///
/// # Safety
/// As [`uop_call`]'s.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_release_call(
    thread: *mut Thread,
    callable: *mut Ref,
    args: *mut Ref,
    count: usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        for index in 0..count {
            dealloc::release(thread, *args.add(index));
        }
        dealloc::release(thread, *callable);
    }
}

/// See [`crate::helpers::uop_handle_events`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_handle_events(thread: *mut Thread) -> bool {
    // SAFETY: the caller's promise.
    unsafe { (*thread).eval_breaker = 0 };
    true
}

/// See [`crate::helpers::uop_call_kept`].
///
/// # Safety
/// `thread` is a live runtime's, `callable` is one of its objects, and `args` points to `count` more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_call_kept(
    thread: *mut Thread,
    callable: Ref,
    args: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let values = if count == 0 { &[] } else { std::slice::from_raw_parts(args, count) };
        call(thread, callable, values).unwrap_or_else(|exception| raise(thread, exception))
    }
}
