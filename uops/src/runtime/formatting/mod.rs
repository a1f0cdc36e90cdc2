//! `str()`, `repr()`, `format()` and f-strings.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(unsafe_op_in_unsafe_fn, clippy::missing_safety_doc)]

mod float;
mod percent;
mod spec;

use super::arithmetic::{self, Number};
use super::error::Result;
use super::repr::ascii;
use super::strings::{as_text, new_str};
use super::subscripts::type_name;
use super::{PyException, raise, value};
use crate::object::{Ref, type_id};
use crate::thread::Thread;
pub use float::float_repr;
pub(super) use percent::percent;
use spec::{Defaults, Spec};

/// `repr(object)` as text.
pub(super) unsafe fn repr(object: Ref) -> String {
    value::from_object(object).to_string()
}

/// `str(object)`
pub(super) unsafe fn str_of(thread: *mut Thread, object: Ref) -> Result<Ref> {
    if object.type_id() == type_id::STR {
        object.incref();
        return Ok(object);
    }
    Ok(new_str(thread, &repr(object)))
}

/// `format(object, spec)`
pub(super) unsafe fn format(object: Ref, spec: &str) -> Result<String> {
    if spec.is_empty() {
        return Ok(as_text(object).map_or_else(|| repr(object), str::to_owned));
    }
    let type_name = &type_name(object);
    let parse = |align, kind| Spec::parse(spec, &Defaults { type_name, align, kind });
    if let Some(text) = as_text(object) {
        return parse('<', Some('s'))?.text(text);
    }
    match arithmetic::number(object) {
        Some(Number::Int(value)) => parse('>', Some('d'))?.int(&value, type_name),
        Some(Number::Float(value)) => parse('>', None)?.float(value),
        None => Err(PyException::type_error(format!(
            "unsupported format string passed to {type_name}.__format__"
        ))),
    }
}

/// See [`crate::helpers::uop_format`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_format(thread: *mut Thread, object: Ref, spec: Ref) -> Ref {
    let Some(spec) = as_text(spec) else {
        let name = type_name(spec);
        let message = format!("format() argument 2 must be str, not {name}");
        return raise(thread, PyException::type_error(message));
    };
    if spec.is_empty() {
        return str_of(thread, object).unwrap_or_else(|exception| raise(thread, exception));
    }
    match format(object, spec) {
        Ok(text) => new_str(thread, &text),
        Err(exception) => raise(thread, exception),
    }
}

/// See [`crate::helpers::uop_convert`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_convert(thread: *mut Thread, how: usize, object: Ref) -> Ref {
    match how {
        1 => str_of(thread, object).unwrap_or_else(|exception| raise(thread, exception)),
        2 => new_str(thread, &repr(object)),
        3 => new_str(thread, &ascii(&repr(object))),
        _ => raise(thread, PyException::value_error("there is no such conversion")),
    }
}
