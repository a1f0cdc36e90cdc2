//! `text.format(*arguments, **named)`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::{Conversion, ascii_of, format, repr_of, str_of};
use crate::object::Ref;
use crate::runtime::error::Result;
use crate::runtime::owned::Owned;
use crate::runtime::strings::{new_str, same_or_new, text};
use crate::runtime::value::to_object;
use crate::runtime::{Method, PyException, Value, attributes, calls, dicts, replay, subscripts};
use crate::thread::Thread;

/// How deep fields may be inside of specifications.
const DEPTH_LIMIT: u32 = 2;

/// What fields are filled with.
struct Arguments<'a> {
    by_position: &'a [Ref],
    by_name: &'a [(&'a str, Ref)],
    /// The number of the next field that has none; whether there was one that has.
    next: usize,
    are_numbered: Option<bool>,
    /// The text of a field that is the whole text.
    whole: Option<Owned>,
}

/// A field: `{name!conversion:specification}`.
struct Field<'t> {
    name: &'t str,
    conversion: Option<char>,
    spec: &'t str,
}

/// Fills in a text; `this` is one.
pub(in crate::runtime) unsafe fn fill(
    thread: *mut Thread,
    this: Ref,
    by_position: &[Ref],
    by_name: &[(&str, Ref)],
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let named = by_name.iter().map(|(_, value)| *value);
        let all: Vec<Ref> =
            std::iter::once(this).chain(by_position.iter().copied()).chain(named).collect();
        if replay::has_opaque(&all) {
            let method = Method::from_name("str.format").map_or(Value::None, Value::Method);
            let method = Owned::new(thread, to_object(thread, &method));
            let names: Vec<&str> = by_name.iter().map(|(name, _)| *name).collect();
            return calls::call_opaque(thread, method.get(), &all, &names.join(","));
        }
        let mut arguments =
            Arguments { by_position, by_name, next: 0, are_numbered: None, whole: None };
        let filled = filled(thread, text(this), &mut arguments, DEPTH_LIMIT)?;
        // As in CPython, what is a literal or the text of a field alone is that object.
        Ok(match arguments.whole {
            Some(whole) => same_or_new(thread, whole.get(), &filled),
            None if text(this).contains(['{', '}']) => new_str(thread, &filled),
            None => same_or_new(thread, this, &filled),
        })
    }
}

/// A text with its fields filled in, which may be so deep inside of each other.
unsafe fn filled(
    thread: *mut Thread,
    mut rest: &str,
    arguments: &mut Arguments<'_>,
    depth: u32,
) -> Result<String> {
    if depth == 0 {
        return Err(PyException::value_error("Max string recursion exceeded"));
    }
    let mut out = String::with_capacity(rest.len());
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        let behind = &rest[at + 1..];
        if let Some(behind) = behind.strip_prefix(brace) {
            out.push_str(brace);
            rest = behind;
            continue;
        }
        if brace == "}" || behind.is_empty() {
            let message = format!("Single '{brace}' encountered in format string");
            return Err(PyException::value_error(message));
        }
        let (field, behind) = field_at(behind)?;
        rest = behind;
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let value = Owned::new(thread, arguments.value(thread, field.name)?);
            let value = converted(thread, value, field.conversion)?;
            let spec = match field.spec.contains(['{', '}']) {
                true => filled(thread, field.spec, arguments, depth - 1)?,
                false => field.spec.to_owned(),
            };
            let made = Owned::new(thread, format(thread, value.get(), &spec)?);
            let is_whole = out.is_empty() && rest.is_empty() && depth == DEPTH_LIMIT;
            out.push_str(text(made.get()));
            if is_whole {
                arguments.whole = Some(made);
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The field that begins a text, behind its brace, and what comes behind it.
fn field_at(from: &str) -> Result<(Field<'_>, &str)> {
    let error = |message: &str| Err(PyException::value_error(message));
    let mut end = None;
    let mut in_brackets = false;
    for (at, c) in from.char_indices() {
        match c {
            ']' if in_brackets => in_brackets = false,
            _ if in_brackets => {}
            '[' => in_brackets = true,
            '{' => return error("unexpected '{' in field name"),
            '}' | ':' | '!' => {
                end = Some((at, c));
                break;
            }
            _ => {}
        }
    }
    let Some((at, mark)) = end else { return error("expected '}' before end of string") };
    let (name, mut rest) = (&from[..at], &from[at + 1..]);
    let mut conversion = None;
    if mark == '}' {
        return Ok((Field { name, conversion, spec: "" }, rest));
    }
    if mark == '!' {
        let mut chars = rest.chars();
        conversion = chars.next();
        if conversion.is_none() {
            return error("end of string while looking for conversion specifier");
        }
        rest = match chars.next() {
            Some('}') => return Ok((Field { name, conversion, spec: "" }, chars.as_str())),
            Some(':') | None => chars.as_str(),
            Some(_) => return error("expected ':' after conversion specifier"),
        };
    }
    let mut open = 1;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Ok((Field { name, conversion, spec: &rest[..at] }, &rest[at + 1..]));
        }
    }
    error("unmatched '{' in format spec")
}

/// A number of digits alone.
fn number(text: &str) -> Option<Result<usize>> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let too_large = |_| PyException::value_error("Too many decimal digits in format string");
    is_number.then(|| text.parse().map_err(too_large))
}

impl Arguments<'_> {
    /// A new reference to what a field names.
    unsafe fn value(&mut self, thread: *mut Thread, name: &str) -> Result<Ref> {
        let (first, mut rest) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let mut value = Owned::new(thread, self.first(thread, first)?);
            while let Some(mark) = rest.chars().next() {
                let behind = &rest[1..];
                let (found, behind) = match mark {
                    '.' => {
                        let end = behind.find(['.', '[']).unwrap_or(behind.len());
                        let (key, behind) = behind.split_at(end);
                        check_not_empty(key)?;
                        let key = Owned::new(thread, new_str(thread, key));
                        (attributes::get(thread, value.get(), key.get())?, behind)
                    }
                    '[' => {
                        let Some((key, behind)) = behind.split_once(']') else {
                            let message = "Missing ']' in format string";
                            return Err(PyException::value_error(message));
                        };
                        check_not_empty(key)?;
                        let key = match number(key) {
                            Some(number) => Thread::int(thread, number? as i64),
                            None => new_str(thread, key),
                        };
                        let key = Owned::new(thread, key);
                        (subscripts::get(thread, value.get(), key.get())?, behind)
                    }
                    _ => {
                        return Err(PyException::value_error(
                            "Only '.' or '[' may follow ']' in format field specifier",
                        ));
                    }
                };
                value = Owned::new(thread, found);
                rest = behind;
            }
            Ok(value.give())
        }
    }

    /// A new reference to the argument that a field begins with.
    unsafe fn first(&mut self, thread: *mut Thread, name: &str) -> Result<Ref> {
        let index = match number(name) {
            Some(number) => {
                self.note(true)?;
                Some(number?)
            }
            None if name.is_empty() => {
                self.note(false)?;
                self.next += 1;
                Some(self.next - 1)
            }
            None => None,
        };
        let found = match index {
            Some(index) => self.by_position.get(index).copied(),
            None => self.by_name.iter().find(|(known, _)| *known == name).map(|(_, value)| *value),
        };
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            match (found, index) {
                (Some(value), _) => {
                    value.incref();
                    Ok(value)
                }
                (None, Some(index)) => Err(PyException::index_error(format!(
                    "Replacement index {index} out of range for positional args tuple"
                ))),
                (None, None) => {
                    let key = Owned::new(thread, new_str(thread, name));
                    Err(dicts::key_error(key.get()))
                }
            }
        }
    }

    /// Notes that a field has a number, or none.
    fn note(&mut self, is_numbered: bool) -> Result<()> {
        match self.are_numbered.replace(is_numbered) {
            Some(false) if is_numbered => Err(PyException::value_error(
                "cannot switch from automatic field numbering to manual field specification",
            )),
            Some(true) if !is_numbered => Err(PyException::value_error(
                "cannot switch from manual field specification to automatic field numbering",
            )),
            _ => Ok(()),
        }
    }
}

fn check_not_empty(key: &str) -> Result<()> {
    match key.is_empty() {
        true => Err(PyException::value_error("Empty attribute in format string")),
        false => Ok(()),
    }
}

/// What a conversion makes of a value.
unsafe fn converted(thread: *mut Thread, value: Owned, how: Option<char>) -> Result<Owned> {
    let how = match how {
        None => return Ok(value),
        Some('s') => Conversion::Str,
        Some('r') => Conversion::Repr,
        Some('a') => Conversion::Ascii,
        Some(c) if (' '..='~').contains(&c) && c != ' ' => {
            let message = format!("Unknown conversion specifier {c}");
            return Err(PyException::value_error(message));
        }
        Some(c) => {
            let message = format!("Unknown conversion specifier \\x{:x}", c as u32);
            return Err(PyException::value_error(message));
        }
    };
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let made = match how {
            Conversion::Str => str_of(thread, value.get())?,
            Conversion::Repr => repr_of(thread, value.get())?,
            Conversion::Ascii => ascii_of(thread, value.get())?,
        };
        Ok(Owned::new(thread, made))
    }
}
