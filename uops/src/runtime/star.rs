//! Calls with arguments in a tuple and a dict, and unpacking with a star.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::owned::{Owned, OwnedAll, Refs};
use super::strings::text;
use super::subscripts::{is_iterable, object_or_null, said, type_name};
use super::{PyException, binding, calls, dealloc, dicts, iterators, keywords, lists, raise};
use crate::object::{Frame, Function, Ref, type_id};
use crate::thread::Thread;

/// What the parameters of a function are bound to.
unsafe fn bind(thread: *mut Thread, function: &Function, this: Ref, given: &[Ref]) -> Result<Refs> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut arguments = OwnedAll::new(thread);
        if !this.is_null() {
            this.incref();
            arguments.push(this);
        }
        if let Some(&iterable) = given.first() {
            arguments.extend(&all_of(thread, iterable)?.give());
        }
        let by_name = given.get(1).copied().filter(|names| !names.is_null());
        if let Some(by_name) = by_name.filter(|by_name| !dicts::is_dict(*by_name)) {
            return Err(not_a_mapping(by_name));
        }
        binding::bind(thread, function, arguments.get(), by_name)
    }
}

/// The items of what stands behind a star in a call.
unsafe fn all_of(thread: *mut Thread, iterable: Ref) -> Result<OwnedAll> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !is_iterable(iterable) {
            let name = type_name(iterable);
            let what = format!("after * must be an iterable, not {name}");
            let message = format!("argument {what}");
            return Err(PyException::type_error(message).since(15, format!("Value {what}")));
        }
        iterators::collect(thread, iterable)
    }
}

/// CPython's complaint about what stands behind two stars in a call.
unsafe fn not_a_mapping(object: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    let what = format!("after ** must be a mapping, not {}", unsafe { type_name(object) });
    PyException::type_error(format!("argument {what}")).since(15, format!("Value {what}"))
}

/// See [`crate::helpers::uop_star_frame`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_star_frame(
    thread: *mut Thread,
    locals: *mut Ref,
    base: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module, and has checked that there is room for the frame.
    unsafe {
        let function = (*base).cast::<Function>();
        let this = *base.add(1);
        let given = if count == 0 { &[] } else { std::slice::from_raw_parts(base.add(2), count) };
        let bound = match bind(thread, &*function, this, given) {
            Ok(bound) => bound,
            Err(exception) => return raise(thread, exception),
        };
        let code = &*(*function).code;
        let frame = (*thread).datastack_top.cast::<Frame>();
        (*thread).datastack_top = frame.cast::<u8>().wrapping_add(code.frame_size as usize);
        let own = Frame::locals(frame);
        (*frame).previous = locals;
        (*frame).function = function;
        (*frame).instr_ptr = 0;
        (*frame).local_count = code.local_count.into();
        for index in 0..code.local_count as usize {
            *own.add(index) = bound.get(index).copied().unwrap_or(Ref::NULL);
        }
        dealloc::release(thread, this);
        given.iter().for_each(|&object| dealloc::release(thread, object));
        Ref(own.cast())
    }
}

/// See [`crate::helpers::uop_call_star`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_call_star(
    thread: *mut Thread,
    callable: Ref,
    args: Ref,
    kwargs: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { object_or_null(thread, call(thread, callable, args, kwargs)) }
}

unsafe fn call(thread: *mut Thread, callable: Ref, args: Ref, kwargs: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut arguments = all_of(thread, args)?;
        if kwargs.is_null() || dicts::is_dict(kwargs) && dicts::len(kwargs) == 0 {
            return calls::call(thread, callable, arguments.get());
        }
        if !dicts::is_dict(kwargs) {
            return Err(not_a_mapping(kwargs));
        }
        let mut names = OwnedAll::new(thread);
        for entry in dicts::table(kwargs).entries() {
            if entry.key.type_id() != type_id::STR {
                return Err(PyException::type_error("keywords must be strings"));
            }
            entry.key.incref();
            names.push(entry.key);
            entry.value.incref();
            arguments.push(entry.value);
        }
        keywords::call(thread, callable, arguments.get(), names.get())
    }
}

/// See [`crate::helpers::uop_dict_merge`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_dict_merge(thread: *mut Thread, dict: Ref, from: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { said(thread, merge(thread, dict, from)) }
}

unsafe fn merge(thread: *mut Thread, dict: Ref, from: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !dicts::is_dict(from) {
            return Err(not_a_mapping(from));
        }
        let keys: Vec<Ref> = dicts::table(from).entries().map(|entry| entry.key).collect();
        for key in keys {
            if dicts::get(thread, dict, key)?.is_some() {
                return Err(PyException::type_error(match key.type_id() {
                    type_id::STR => {
                        format!("got multiple values for keyword argument '{}'", text(key))
                    }
                    _ => "keywords must be strings".to_owned(),
                }));
            }
        }
        dicts::merge(thread, dict, from)
    }
}

/// See [`crate::helpers::uop_unpack_star`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_unpack_star(
    thread: *mut Thread,
    iterable: Ref,
    out: *mut Ref,
    counts: usize,
) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { said(thread, unpack(thread, iterable, out, counts)) }
}

unsafe fn unpack(thread: *mut Thread, iterable: Ref, out: *mut Ref, counts: usize) -> Result<()> {
    let (before, after) = (counts & 255, counts >> 8);
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !is_iterable(iterable) {
            let name = type_name(iterable);
            let message = format!("cannot unpack non-iterable {name} object");
            return Err(PyException::type_error(message));
        }
        let items = iterators::collect(thread, iterable)?;
        let len = items.get().len();
        if len < before + after {
            let least = before + after;
            let message =
                format!("not enough values to unpack (expected at least {least}, got {len})");
            return Err(PyException::value_error(message));
        }
        let items = items.give();
        let (first, rest) = items.split_at(before);
        let (between, last) = rest.split_at(rest.len() - after);
        let list = Owned::new(thread, lists::new_list(thread, between));
        let slots = last.iter().rev().copied().chain([list.give()]);
        for (index, item) in slots.chain(first.iter().rev().copied()).enumerate() {
            *out.add(index) = item;
        }
        Ok(())
    }
}
