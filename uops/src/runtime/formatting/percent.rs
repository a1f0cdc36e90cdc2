//! `format % arguments`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::float::{self, Form, Style};
use super::spec::{WIDTH_LIMIT, character, take, too_wide};
use crate::object::{Ref, type_id};
use crate::runtime::arithmetic::{self, Number};
use crate::runtime::error::Result;
use crate::runtime::owned::Owned;
use crate::runtime::repr::{ascii, str_repr};
use crate::runtime::strings::{as_text, new_str, of_bool, same_or_new, text};
use crate::runtime::subscripts::type_name;
use crate::runtime::unicode::Property;
use crate::runtime::{ExceptionKind, PyException, dicts, tuples};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// What is formatted, and how far it has been used.
struct Arguments {
    all: Ref,
    /// Number of the next item of a tuple; what is no tuple is its own first one.
    next: usize,
    /// The key of the value that is converted, if it has one.
    key: Option<String>,
}

/// A conversion: `%[(key)][flags][width][.precision]type`.
#[derive(Default)]
struct Conversion {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// `format % arguments`, for a format that is a text.
///
/// As in CPython, the result is the format itself if it has no conversion, and the text of the last
/// conversion itself if that is all.
pub(in crate::runtime) unsafe fn percent(
    thread: *mut Thread,
    format: Ref,
    arguments: Ref,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let chars: Vec<char> = text(format).chars().collect();
        let mut rest = &chars[..];
        let mut given = Arguments { all: arguments, next: 0, key: None };
        let mut out = String::with_capacity(text(format).len());
        let mut last = None;
        while let Some((&c, more)) = rest.split_first() {
            rest = more;
            last = match c {
                '%' if take(&mut rest, |c| c == '%').is_none() => {
                    conversion(thread, &mut out, &mut rest, &mut given, chars.len())?
                }
                c => {
                    out.push(c);
                    None
                }
            };
        }
        let is_mapping = matches!(
            arguments.type_id(),
            type_id::DICT
                | type_id::LIST
                | type_id::BYTES
                | type_id::BYTEARRAY
                | type_id::RANGE
                | type_id::ARRAY
        );
        if !is_mapping && given.next < given.len() {
            let message = "not all arguments converted during string formatting";
            let newer = format!("{message} (required {}, got {})", given.next, given.len());
            return Err(PyException::type_error(message).since(15, newer));
        }
        let whole = if chars.contains(&'%') { last } else { Some(format) };
        Ok(match whole {
            Some(whole) => same_or_new(thread, whole, &out),
            None => new_str(thread, &out),
        })
    }
}

impl Arguments {
    unsafe fn len(&self) -> usize {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            match self.all.type_id() {
                type_id::TUPLE => tuples::items(self.all).len(),
                _ => 1,
            }
        }
    }

    /// What newer versions call the argument that is converted.
    unsafe fn described(&self) -> String {
        // SAFETY: the caller keeps the contract of this module.
        match (&self.key, unsafe { self.all.type_id() }) {
            (Some(key), _) => format!("format argument {}", str_repr(key)),
            (None, type_id::TUPLE) => format!("format argument {}", self.next),
            (None, _) => "format argument".to_owned(),
        }
    }

    unsafe fn take(&mut self) -> Result<Ref> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            if self.next >= self.len() {
                let message = "not enough arguments for format string";
                let newer = format!("{message} (got {})", self.len());
                return Err(PyException::type_error(message).since(15, newer));
            }
            self.next += 1;
            Ok(match self.all.type_id() {
                type_id::TUPLE => tuples::items(self.all)[self.next - 1],
                _ => self.all,
            })
        }
    }
}

/// Reads a conversion after its `%`, and appends the converted text; says which object that is if it is
/// not padded or cut.
unsafe fn conversion(
    thread: *mut Thread,
    out: &mut String,
    rest: &mut &[char],
    given: &mut Arguments,
    length: usize,
) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut how = Conversion::default();
        let mut keyed = None;
        given.key = None;
        let start = length - rest.len() - 1;
        if rest.first() == Some(&'(') {
            keyed = Some(value_of_key(thread, rest, given, start)?);
        }
        while let Some(flag) = take(rest, |c| matches!(c, '-' | '+' | ' ' | '#' | '0')) {
            match flag {
                '-' => how.left = true,
                '+' => how.plus = true,
                ' ' => how.blank = true,
                '#' => how.alternate = true,
                _ => how.zero = true,
            }
        }
        if take(rest, |c| c == '*').is_some() {
            let width = star(given)?;
            how.left |= width < 0;
            how.width = width.unsigned_abs() as usize;
        } else {
            how.width = digits(rest, "width too big")?.unwrap_or(0);
        }
        if take(rest, |c| c == '.').is_some() {
            how.precision = Some(match take(rest, |c| c == '*') {
                Some(_) => usize::try_from(star(given)?).unwrap_or(0),
                None => digits(rest, "precision too big")
                    .map_err(|error| {
                        let newer = format!("{} at position {start}", error.message);
                        error.since(15, newer)
                    })?
                    .unwrap_or(0),
            });
        }
        if how.width.max(how.precision.unwrap_or(0)) > WIDTH_LIMIT {
            return Err(too_wide());
        }
        take(rest, |c| matches!(c, 'h' | 'l' | 'L'));
        let Some(kind) = take(rest, |_| true) else {
            let newer = format!("stray % at position {start}");
            return Err(PyException::value_error("incomplete format").since(15, newer));
        };
        let value = match &keyed {
            Some(value) => value.get(),
            None => given.take()?,
        };
        let at = length - rest.len() - 1;
        how.convert(out, kind, value, at).map_err(|error| {
            let Some(what) = complaint(kind, value, start, at) else { return error };
            if what.contains("%c requires") {
                let older = what.replace("an integer or", "an int or");
                let newer = format!("{}: {what}", given.described());
                return error.since(14, older).since(15, newer);
            }
            match error.kind == ExceptionKind::ValueError {
                true => error.since(15, what),
                false => error.since(15, format!("{}: {what}", given.described())),
            }
        })?;
        let is_plain = matches!(kind, 's' | 'r' | 'a') && !how.plus && !how.blank;
        Ok(match value.type_id() {
            type_id::STR if is_plain && kind == 's' => Some(value),
            type_id::BOOL if is_plain => Some(of_bool(value == Thread::bool(thread, true))),
            _ => None,
        })
    }
}

/// The value that a key in parentheses leads to.
unsafe fn value_of_key(
    thread: *mut Thread,
    rest: &mut &[char],
    given: &mut Arguments,
    start: usize,
) -> Result<Owned> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let all = given.all;
        if all.type_id() != type_id::DICT {
            let message = "format requires a mapping";
            let newer = format!("{message}, not {}", type_name(all));
            return Err(PyException::type_error(message).since(15, newer));
        }
        let mut open = 0;
        let end = rest.iter().position(|c| {
            open += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            open == 0
        });
        let Some(end) = end else {
            let newer = format!("stray % or incomplete format key at position {start}");
            return Err(PyException::value_error("incomplete format key").since(15, newer));
        };
        let name: String = rest[1..end].iter().collect();
        *rest = &rest[end + 1..];
        let key = Owned::new(thread, new_str(thread, &name));
        given.key = Some(name);
        let value =
            dicts::get(thread, all, key.get())?.ok_or_else(|| dicts::key_error(key.get()))?;
        value.incref();
        Ok(Owned::new(thread, value))
    }
}

/// A width or precision that is an argument.
unsafe fn star(given: &mut Arguments) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = given.take()?;
        match arithmetic::number(value) {
            Some(Number::Int(value)) => {
                value.to_i64().filter(|n| *n > i64::MIN).ok_or_else(too_wide)
            }
            _ => {
                let (what, name) = (given.described(), type_name(value));
                let newer = format!("{what}: * requires int, not {name}");
                Err(PyException::type_error("* wants int").since(15, newer))
            }
        }
    }
}

fn digits(rest: &mut &[char], too_big: &str) -> Result<Option<usize>> {
    let mut number = None::<usize>;
    while let Some(digit) = take(rest, |c| c.is_ascii_digit()).and_then(|c| c.to_digit(10)) {
        let longer =
            number.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit as usize));
        number = Some(longer.ok_or_else(|| PyException::value_error(too_big))?);
    }
    Ok(number)
}

impl Conversion {
    /// Appends a value; the conversion's type is at character `at` of the format.
    unsafe fn convert(&self, out: &mut String, kind: char, value: Ref, at: usize) -> Result<()> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            match kind {
                's' | 'r' | 'a' => {
                    let text = match (kind, as_text(value)) {
                        ('s', Some(text)) => text.to_owned(),
                        ('a', _) => ascii(&super::repr(value)?),
                        _ => super::repr(value)?,
                    };
                    let cut = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
                    self.put(out, cut, kind);
                }
                'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                    let text = self.int(kind, &integer(kind, value)?);
                    self.put(out, text, kind);
                }
                'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                    let text = self.float(kind, value)?;
                    self.put(out, text, kind);
                }
                'c' => self.put(out, one_character(value)?.to_string(), kind),
                _ => {
                    let code = u32::from(kind);
                    let shown = if matches!(kind, ' '..='~') { kind } else { '?' };
                    return Err(PyException::value_error(format!(
                        "unsupported format character '{shown}' (0x{code:x}) at index {at}"
                    )));
                }
            }
            Ok(())
        }
    }

    /// An int with as many digits as the precision asks for.
    fn int(&self, kind: char, value: &BigInt) -> String {
        let (radix, prefix) = match kind {
            'o' => (8, "0o"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            _ => (10, ""),
        };
        let mut digits = value.abs().to_str_radix(radix);
        if kind == 'X' {
            digits.make_ascii_uppercase();
        }
        let sign = if value.is_negative() { "-" } else { "" };
        let prefix = if self.alternate { prefix } else { "" };
        let zeros = "0".repeat(self.precision.unwrap_or(0).saturating_sub(digits.len()));
        [sign, prefix, &zeros, &digits].concat()
    }

    unsafe fn float(&self, kind: char, value: Ref) -> Result<String> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let Some(number) = arithmetic::number(value) else {
                let name = type_name(value);
                return Err(PyException::type_error(format!("must be real number, not {name}")));
            };
            let precision = self.precision.unwrap_or(6);
            let form = match kind {
                'e' | 'E' => Form::Exponent(precision),
                'f' | 'F' => Form::Fixed(precision),
                _ => Form::General(precision),
            };
            let mut text = float::text(
                number.to_f64()?,
                Style { form, alternate: self.alternate, dot_zero: false, no_negative_zero: false },
            );
            if kind.is_ascii_uppercase() {
                text.make_ascii_uppercase();
            }
            Ok(text)
        }
    }

    /// Appends a converted value with sign, prefix and padding.
    fn put(&self, out: &mut String, text: String, kind: char) {
        let numeric = !matches!(kind, 's' | 'r' | 'a' | 'c');
        let (sign, body) = match text.strip_prefix('-') {
            Some(body) if numeric => ("-", body),
            _ if numeric && self.plus => ("+", &text[..]),
            _ if numeric && self.blank => (" ", &text[..]),
            _ => ("", &text[..]),
        };
        let prefixed = self.alternate && matches!(kind, 'x' | 'X' | 'o');
        let (prefix, body) = body.split_at(if prefixed { 2 } else { 0 });
        let len = sign.len() + prefix.len() + body.chars().count();
        let missing = self.width.saturating_sub(len);
        let zeros = numeric && self.zero && !self.left;
        let (before, between, after) = match (self.left, zeros) {
            (true, _) => (0, 0, missing),
            (false, true) => (0, missing, 0),
            (false, false) => (missing, 0, 0),
        };
        let fill = |count: usize, with: &str| with.repeat(count);
        let parts =
            [&fill(before, " "), sign, prefix, &fill(between, "0"), body, &fill(after, " ")];
        parts.iter().for_each(|part| out.push_str(part));
    }
}

/// What newer versions say of a value that a conversion can't show; nothing if they say what 3.13 does. The conversion
/// begins at a position of the format, and its type is at another.
unsafe fn complaint(kind: char, value: Ref, start: usize, at: usize) -> Option<String> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = type_name(value);
        let is_number = arithmetic::number(value).is_some();
        Some(match kind {
            'd' | 'i' | 'u' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' if !is_number => {
                format!("%{kind} requires a real number, not {name}")
            }
            'o' | 'x' | 'X' => format!("%{kind} requires an integer, not {name}"),
            'c' if matches!(arithmetic::number(value), Some(Number::Int(_))) => {
                "%c argument not in range(0x110000)".to_owned()
            }
            'c' => {
                let given = match as_text(value) {
                    Some(text) => format!("a string of length {}", text.chars().count()),
                    None => name.to_owned(),
                };
                format!("%c requires an integer or a unicode character, not {given}")
            }
            's' | 'r' | 'a' | 'd' | 'i' | 'u' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => return None,
            'A'..='Z' | 'a'..='z' => format!("unsupported format %{kind} at position {start}"),
            _ => {
                let code = format!("U+{:04X}", u32::from(kind));
                let shown = match kind {
                    ' '..='~' => format!("'{kind}'"),
                    _ if Property::PRINTABLE.of(kind) => format!("'{kind}' ({code})"),
                    _ => code,
                };
                let what = "unexpected format character";
                format!("stray % at position {start} or {what} {shown} at position {at}")
            }
        })
    }
}

/// The int that an integer conversion shows.
unsafe fn integer(kind: char, value: Ref) -> Result<BigInt> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = || type_name(value);
        match (arithmetic::number(value), kind) {
            (Some(Number::Int(int)), _) => Ok(int),
            (Some(Number::Float(float)), 'd' | 'i' | 'u') => arithmetic::truncate(float),
            (_, 'd' | 'i' | 'u') => Err(PyException::type_error(format!(
                "%{kind} format: a real number is required, not {}",
                name()
            ))),
            _ => Err(PyException::type_error(format!(
                "%{kind} format: an integer is required, not {}",
                name()
            ))),
        }
    }
}

unsafe fn one_character(value: Ref) -> Result<char> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(Number::Int(code)) = arithmetic::number(value) {
            return character(&code);
        }
        let mut chars = as_text(value).unwrap_or("").chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(c),
            _ => Err(PyException::type_error("%c requires int or char")),
        }
    }
}
