//! `str()`, `repr()`, `format()` and f-strings.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

mod collection;
mod fields;
mod float;
mod percent;
mod spec;

use super::arithmetic::{self, Number};
use super::error::Result;
use super::repr::ascii;
use super::strings::{self, as_text, new_str};
use super::subscripts::type_name;
use super::{
    ExceptionKind, PyException, RequestKind, arrays, deeper, deques, dicts, exceptions, instances,
    lists, raise, replay, state, tuples, value, views,
};
use crate::object::{Complex, Int, Ref, type_id};
use crate::thread::Thread;
pub(super) use fields::fill;
pub(super) use float::complex_repr;
pub use float::float_repr;
pub(super) use percent::percent;
use spec::{Defaults, Spec};

/// The deepest that containers may be inside each other.
const DEPTH_LIMIT: usize = 9_998;

/// `repr(object)` as text.
pub(super) unsafe fn repr(object: Ref) -> Result<String> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { repr_inside(object, &mut Vec::new(), usize::MAX) }
}

/// As [`repr`], of an object that is inside of these containers. It fails if the text becomes longer
/// than so many bytes.
pub(super) unsafe fn repr_inside(
    object: Ref,
    inside: &mut Vec<Ref>,
    limit: usize,
) -> Result<String> {
    let mut out = String::new();
    // SAFETY: the caller keeps the contract of this module.
    unsafe { write_repr(object, &mut out, inside, limit)? };
    Ok(out)
}

/// What a container's `repr` puts around its items and between them.
struct Marks {
    open: &'static str,
    /// The text after items with even numbers, and the text after those with odd numbers.
    between: [&'static str; 2],
    close: &'static str,
}

impl Marks {
    const fn around(open: &'static str, close: &'static str) -> Self {
        Marks { open, between: [", ", ", "], close }
    }
}

/// The items of a container, and what its `repr` puts around them; nothing of other objects.
unsafe fn parts(object: Ref) -> Option<(Vec<Ref>, Marks)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let dict = match object.type_id() {
            type_id::DICT_KEYS | type_id::DICT_VALUES | type_id::DICT_ITEMS => views::dict(object),
            _ => object,
        };
        let pairs = || dicts::table(dict).entries().flat_map(|entry| [entry.key, entry.value]);
        Some(match object.type_id() {
            type_id::LIST => (lists::items(object).to_vec(), Marks::around("[", "]")),
            type_id::TUPLE => match *tuples::items(object) {
                [item] => (vec![item], Marks::around("(", ",)")),
                ref items => (items.to_vec(), Marks::around("(", ")")),
            },
            type_id::DICT => {
                (pairs().collect(), Marks { open: "{", between: [": ", ", "], close: "}" })
            }
            type_id::COUNTER if dicts::len(dict) == 0 => {
                (Vec::new(), Marks::around("Counter(", ")"))
            }
            type_id::COUNTER => {
                let marks = Marks { open: "Counter({", between: [": ", ", "], close: "})" };
                (collection::counts(object), marks)
            }
            type_id::DEFAULT_DICT => {
                (pairs().collect(), Marks { open: "{", between: [": ", ", "], close: "})" })
            }
            type_id::DEQUE if deques::most(object).is_some() => {
                (deques::items(object), Marks::around("deque([", "]"))
            }
            type_id::DEQUE => (deques::items(object), Marks::around("deque([", "])")),
            type_id::DICT_KEYS => {
                (pairs().step_by(2).collect(), Marks::around("dict_keys([", "])"))
            }
            type_id::DICT_VALUES => {
                (pairs().skip(1).step_by(2).collect(), Marks::around("dict_values([", "])"))
            }
            type_id::DICT_ITEMS if dicts::len(dict) == 0 => {
                (Vec::new(), Marks::around("dict_items([", "])"))
            }
            type_id::DICT_ITEMS => {
                let marks = Marks { open: "dict_items([(", between: [", ", "), ("], close: ")])" };
                (pairs().collect(), marks)
            }
            _ => return None,
        })
    }
}

/// Appends the `repr` of an object that is inside of these containers.
unsafe fn write_repr(
    object: Ref,
    out: &mut String,
    inside: &mut Vec<Ref>,
    limit: usize,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some((items, marks)) = parts(object) else {
            out.push_str(&match object.type_id() {
                type_id::ARRAY => arrays::repr(object),
                class if class >= type_id::FIRST_CLASS && object.held().is_some() => {
                    return write_repr(object.held().unwrap_or(object), out, inside, limit);
                }
                type_id::OPAQUE => return Err(replay::unseen(replay::thread(object), "shown")),
                _ => value::from_object(object).to_string(),
            });
            return Ok(());
        };
        if inside.contains(&object) {
            let (first, last) = match object.type_id() {
                type_id::TUPLE => ("(", ")"),
                type_id::DICT => ("{", "}"),
                type_id::LIST | type_id::DEQUE => ("[", "]"),
                _ => ("", ""),
            };
            out.push_str(&[first, "...", last].concat());
            return Ok(());
        }
        if inside.len() == DEPTH_LIMIT || out.len() > limit {
            return Err(PyException::too_deep(" while getting the repr of an object"));
        }
        if object.type_id() == type_id::DEFAULT_DICT {
            out.push_str(&collection::opening(object));
        }
        out.push_str(marks.open);
        inside.push(object);
        let depth = inside.len() as u32;
        for (index, &item) in items.iter().enumerate() {
            deeper(depth, || write_repr(item, out, inside, limit))?;
            if index + 1 < items.len() {
                out.push_str(marks.between[index % 2]);
            }
        }
        inside.pop();
        out.push_str(marks.close);
        if object.type_id() == type_id::DEQUE
            && let Some(most) = deques::most(object)
        {
            out.push_str(&format!(", maxlen={most})"));
        }
        Ok(())
    }
}

/// `str(exception)`
unsafe fn exception_text(thread: *mut Thread, exception: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match *exceptions::args(exception) {
            [] => Ok(new_str(thread, "")),
            // CPython shows a key as it is written.
            [key] if state(thread).classes.derives_from(exception.type_id(), "KeyError") => {
                repr_of(thread, key)
            }
            [argument] => str_of(thread, argument),
            _ => repr_of(thread, exceptions::all_args(exception)),
        }
    }
}

/// `repr(exception)`
unsafe fn exception_repr(thread: *mut Thread, exception: Ref) -> Result<String> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = instances::type_name(thread, exception);
        Ok(match *exceptions::args(exception) {
            [] => format!("{name}()"),
            [argument] => format!("{name}({})", repr(argument)?),
            _ => format!("{name}{}", repr(exceptions::all_args(exception))?),
        })
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
        if exceptions::is_exception(thread, object.type_id()) {
            return exception_text(thread, object);
        }
        match object.held() {
            Some(held) => str_of(thread, held),
            None => repr_of(thread, object),
        }
    }
}

/// `repr(object)`
pub(super) unsafe fn repr_of(thread: *mut Thread, object: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.type_id() {
            type_id::BOOL => Ok(strings::of_bool(object == Thread::bool(thread, true))),
            type_id::INT if (*object.cast::<Int>()).is_compact() => {
                let mut digits = itoa::Buffer::new();
                let digits = digits.format((*object.cast::<Int>()).value);
                Ok(strings::new_counted(thread, digits, digits.len()))
            }
            class if exceptions::is_exception(thread, class) => {
                Ok(new_str(thread, &exception_repr(thread, object)?))
            }
            _ if object.held().is_some() => repr_of(thread, object.held().unwrap_or(object)),
            _ => Ok(new_str(thread, &repr(object)?)),
        }
    }
}

/// `ascii(object)`
pub(super) unsafe fn ascii_of(thread: *mut Thread, object: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.type_id() {
            type_id::BOOL => repr_of(thread, object),
            _ if object.held().is_some() => ascii_of(thread, object.held().unwrap_or(object)),
            _ => Ok(new_str(thread, &ascii(&repr(object)?))),
        }
    }
}

/// `format(object, spec)`
pub(super) unsafe fn format(thread: *mut Thread, object: Ref, spec: &str) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if spec.is_empty() {
            return str_of(thread, object);
        }
        if let Some(held) = object.held() {
            return format(thread, held, spec);
        }
        let type_name = &type_name(object);
        let parse = |align, kind| Spec::parse(spec, &Defaults { type_name, align, kind });
        if let Some(text) = as_text(object) {
            let made = parse('<', Some('s'))?.text(text)?;
            return Ok(strings::same_or_new(thread, object, &made));
        }
        let made = match arithmetic::number(object) {
            Some(Number::Int(value)) => parse('>', Some('d'))?.int(&value, type_name),
            Some(Number::Float(value)) => parse('>', None)?.float(value),
            None if object.type_id() == type_id::COMPLEX => {
                let Complex { real, imag, .. } = *object.cast::<Complex>();
                parse('>', None)?.complex(real, imag)
            }
            None => Err(PyException::type_error(format!(
                "unsupported format string passed to {type_name}.__format__"
            ))),
        };
        Ok(new_str(thread, &made?))
    }
}

/// See [`crate::helpers::uop_format`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_format(thread: *mut Thread, object: Ref, spec: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::has_opaque(&[object, spec]) {
            let answer = replay::answered(thread, RequestKind::Format, "", &[object, spec]);
            return answer.unwrap_or_else(|exception| raise(thread, exception));
        }
        let Some(spec) = as_text(spec) else {
            let name = type_name(spec);
            let message = format!("format() argument 2 must be str, not {name}");
            return raise(thread, PyException::type_error(message));
        };
        format(thread, object, spec).unwrap_or_else(|exception| raise(thread, exception))
    }
}

/// How an f-string converts a value before it is formatted, by CPython's number (`FVC_*`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum Conversion {
    /// `!s`: `str(value)`.
    Str = 1,
    /// `!r`: `repr(value)`.
    Repr = 2,
    /// `!a`: `ascii(value)`.
    Ascii = 3,
}

impl Conversion {
    /// Every conversion, in the order of CPython's numbers.
    pub const ALL: [Conversion; 3] = [Conversion::Str, Conversion::Repr, Conversion::Ascii];

    /// The conversion with this number, which is the oparg of `_CONVERT_VALUE`.
    pub fn from_number(number: usize) -> Option<Conversion> {
        Conversion::ALL.into_iter().find(|&conversion| conversion as usize == number)
    }
}

/// See [`crate::helpers::uop_convert`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_convert(thread: *mut Thread, how: usize, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let text = match Conversion::from_number(how) {
            Some(how) if replay::is_opaque(object) => {
                let name = match how {
                    Conversion::Str => "str",
                    Conversion::Repr => "repr",
                    Conversion::Ascii => "ascii",
                };
                replay::answered(thread, RequestKind::Convert, name, &[object])
            }
            Some(Conversion::Str) => str_of(thread, object),
            Some(Conversion::Repr) => repr_of(thread, object),
            Some(Conversion::Ascii) => ascii_of(thread, object),
            None => Err(PyException::value_error("there is no such conversion")),
        };
        text.unwrap_or_else(|exception| match exception.kind {
            // Callers want a text. The run fails when it ends.
            ExceptionKind::ReplayError => new_str(thread, ""),
            _ => raise(thread, exception),
        })
    }
}
