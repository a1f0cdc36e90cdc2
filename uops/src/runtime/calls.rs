//! Calls of builtins, events.

use super::arithmetic::{self, Number};
use super::heap::new_object;
use super::{ExceptionKind, PyException, dealloc, iterators, lists, raise};
use crate::object::{Header, Int, Range, Ref, TypeObject, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;

/// See [`crate::helpers::uop_call_class`].
///
/// # Safety
/// `thread` is a live runtime's, `class` one of its type objects, `args` points to `count` live
/// objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_call_class(
    thread: *mut Thread,
    class: Ref,
    args: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let args = if count == 0 { &[] } else { std::slice::from_raw_parts(args, count) };
        let made = match (*class.cast::<TypeObject>()).represents {
            type_id::RANGE => range(thread, args),
            type_id::FLOAT => float(thread, args),
            type_id::INT => int(thread, args),
            type_id::BOOL => truth(thread, args),
            type_id::LIST => list(thread, args),
            other => {
                let name = type_id::name(other);
                Err(PyException::type_error(format!("cannot create '{name}' instances")))
            }
        };
        made.unwrap_or_else(|exception| raise(thread, exception))
    }
}

unsafe fn range(thread: *mut Thread, args: &[Ref]) -> Result<Ref, PyException> {
    let mut bounds = [0i64; 3];
    if args.is_empty() || args.len() > 3 {
        let (what, limit) = if args.is_empty() { ("least 1", "") } else { ("most 3", "s") };
        return Err(PyException::type_error(format!(
            "range expected at {what} argument{limit}, got {}",
            args.len()
        )));
    }
    for (bound, &arg) in bounds.iter_mut().zip(args) {
        // SAFETY: the arguments are live.
        *bound = unsafe { index(arg)? };
    }
    let (start, stop, step) = match args.len() {
        1 => (0, bounds[0], 1),
        2 => (bounds[0], bounds[1], 1),
        _ => (bounds[0], bounds[1], bounds[2]),
    };
    let len = range_len(start, stop, step)?;
    let header = Header::new(type_id::RANGE);
    // SAFETY: the caller passes a live thread.
    Ok(Ref(unsafe { new_object(thread, Range { header, start, stop, step, len }).cast() }))
}

/// How many values a range has.
pub(super) fn range_len(start: i64, stop: i64, step: i64) -> Result<i64, PyException> {
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let len = match step {
        0 => {
            let message = "range() arg 3 must not be zero";
            return Err(PyException::new(ExceptionKind::ValueError, message));
        }
        step if step > 0 => (stop - start + step - 1).div_euclid(step),
        step => (start - stop - step - 1).div_euclid(-step),
    };
    i64::try_from(len.max(0)).map_err(|_| {
        let message = "a range of more than 2**63 values is not supported";
        PyException::new(ExceptionKind::OverflowError, message)
    })
}

/// An argument as an index: an int or bool that fits 64 bits.
unsafe fn index(arg: Ref) -> Result<i64, PyException> {
    // SAFETY: the caller passes a live object, whose type says its layout.
    unsafe {
        match arg.type_id() {
            type_id::INT | type_id::BOOL if (*arg.cast::<Int>()).is_compact() => {
                Ok((*arg.cast::<Int>()).value)
            }
            type_id::INT => Err(PyException::new(
                ExceptionKind::OverflowError,
                "a range bound of more than 64 bits is not supported",
            )),
            other => Err(PyException::type_error(format!(
                "'{}' object cannot be interpreted as an integer",
                type_id::name(other)
            ))),
        }
    }
}

fn at_most_one(name: &str, args: &[Ref]) -> Result<(), PyException> {
    if args.len() > 1 {
        return Err(PyException::type_error(format!(
            "{name} expected at most 1 argument, got {}",
            args.len()
        )));
    }
    Ok(())
}

/// A numeric argument, or CPython's complaint about it.
unsafe fn number(arg: Ref, complaint: &str) -> Result<Number, PyException> {
    // SAFETY: the caller passes a live object.
    unsafe {
        arithmetic::number(arg).ok_or_else(|| {
            let name = type_id::name(arg.type_id());
            PyException::type_error(format!("{complaint}, not '{name}'"))
        })
    }
}

unsafe fn float(thread: *mut Thread, args: &[Ref]) -> Result<Ref, PyException> {
    at_most_one("float", args)?;
    // SAFETY: the thread and the arguments are live.
    unsafe {
        let value = match args.first() {
            None => 0.0,
            Some(&arg) => {
                number(arg, "float() argument must be a string or a real number")?.to_f64()?
            }
        };
        Ok(Thread::float(thread, value))
    }
}

unsafe fn int(thread: *mut Thread, args: &[Ref]) -> Result<Ref, PyException> {
    at_most_one("int", args)?;
    let complaint = "int() argument must be a string, a bytes-like object or a real number";
    // SAFETY: the thread and the arguments are live.
    unsafe {
        match args.first() {
            None => Ok(Thread::int(thread, 0)),
            Some(&arg) => match number(arg, complaint)? {
                Number::Int(value) => Ok(arithmetic::new_int(thread, value)),
                Number::Float(value) => {
                    Ok(arithmetic::new_int(thread, arithmetic::truncate(value)?))
                }
            },
        }
    }
}

unsafe fn truth(thread: *mut Thread, args: &[Ref]) -> Result<Ref, PyException> {
    at_most_one("bool", args)?;
    // SAFETY: the thread and the arguments are live, and their types say their layouts.
    unsafe {
        let value = match args.first() {
            None => false,
            Some(&arg) => match arg.type_id() {
                type_id::NONE => false,
                type_id::LIST => !lists::items(arg).is_empty(),
                type_id::TUPLE => (*arg.cast::<crate::object::Tuple>()).len != 0,
                type_id::BYTES => (*arg.cast::<crate::object::Bytes>()).len != 0,
                type_id::RANGE => (*arg.cast::<Range>()).len != 0,
                _ => match arithmetic::number(arg) {
                    Some(Number::Int(value)) => value != BigInt::ZERO,
                    Some(Number::Float(value)) => value != 0.0,
                    None => true,
                },
            },
        };
        Ok(Thread::bool(thread, value))
    }
}

unsafe fn list(thread: *mut Thread, args: &[Ref]) -> Result<Ref, PyException> {
    at_most_one("list", args)?;
    // SAFETY: the thread and the arguments are live.
    unsafe {
        let list = lists::new_list(thread, &[]);
        let Some(&arg) = args.first() else { return Ok(list) };
        let iter = iterators::uop_get_iter(thread, arg);
        if iter.is_null() {
            dealloc::release(thread, list);
            let exception = super::state(thread).exception.take();
            return Err(exception.expect("a failing helper sets an exception"));
        }
        loop {
            let item = iterators::uop_iter_next(thread, iter);
            if item.is_null() {
                break;
            }
            lists::uop_list_append(thread, list, item);
        }
        dealloc::release(thread, iter);
        Ok(list)
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
