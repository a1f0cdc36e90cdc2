//! `str()`, `repr()`, `format()` and f-strings.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

mod float;
mod percent;
mod spec;

use super::arithmetic::{self, Number};
use super::error::Result;
use super::repr::ascii;
use super::strings::{as_text, new_str};
use super::subscripts::type_name;
use super::{PyException, deeper, dicts, lists, raise, tuples, value};
use crate::object::{Ref, type_id};
use crate::thread::Thread;
pub use float::float_repr;
pub(super) use percent::percent;
use spec::{Defaults, Spec};

/// The deepest that containers may be inside each other.
const DEPTH_LIMIT: usize = 9_998;

/// `repr(object)` as text.
pub(super) unsafe fn repr(object: Ref) -> Result<String> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut out = String::new();
        write_repr(object, &mut out, &mut Vec::new())?;
        Ok(out)
    }
}

/// Appends the `repr` of an object that is inside of these containers.
unsafe fn write_repr(object: Ref, out: &mut String, inside: &mut Vec<Ref>) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (items, open, close) = match object.type_id() {
            type_id::LIST => (lists::items(object).to_vec(), "[", "]"),
            type_id::TUPLE => match *tuples::items(object) {
                [item] => (vec![item], "(", ",)"),
                ref items => (items.to_vec(), "(", ")"),
            },
            type_id::DICT => {
                let entries = dicts::table(object).entries();
                (entries.flat_map(|entry| [entry.key, entry.value]).collect(), "{", "}")
            }
            _ => {
                out.push_str(&value::from_object(object).to_string());
                return Ok(());
            }
        };
        out.push_str(open);
        if inside.contains(&object) {
            out.push_str("...");
            out.push_str(close.trim_start_matches(','));
            return Ok(());
        }
        if inside.len() == DEPTH_LIMIT {
            return Err(PyException::too_deep(" while getting the repr of an object"));
        }
        inside.push(object);
        let is_dict = object.type_id() == type_id::DICT;
        let depth = inside.len() as u32;
        for (index, &item) in items.iter().enumerate() {
            match index {
                0 => {}
                _ if is_dict && index % 2 == 1 => out.push_str(": "),
                _ => out.push_str(", "),
            }
            deeper(depth, || write_repr(item, out, inside))?;
        }
        inside.pop();
        out.push_str(close);
        Ok(())
    }
}

/// `str(object)`
pub(super) unsafe fn str_of(thread: *mut Thread, object: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if object.type_id() == type_id::STR {
            object.incref();
            return Ok(object);
        }
        Ok(new_str(thread, &repr(object)?))
    }
}

/// `format(object, spec)`
pub(super) unsafe fn format(object: Ref, spec: &str) -> Result<String> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if spec.is_empty() {
            return as_text(object).map_or_else(|| repr(object), |text| Ok(text.to_owned()));
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
}

/// See [`crate::helpers::uop_format`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_format(thread: *mut Thread, object: Ref, spec: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
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
}

/// See [`crate::helpers::uop_convert`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_convert(thread: *mut Thread, how: usize, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let text = match how {
            1 => {
                return str_of(thread, object).unwrap_or_else(|exception| raise(thread, exception));
            }
            2 => repr(object),
            3 => repr(object).map(|text| ascii(&text)),
            _ => Err(PyException::value_error("there is no such conversion")),
        };
        text.map_or_else(|exception| raise(thread, exception), |text| new_str(thread, &text))
    }
}
