//! `str()`, `repr()`, `format()` and f-strings.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(unsafe_op_in_unsafe_fn, clippy::missing_safety_doc)]

use super::arithmetic::{self, Number};
use super::error::Result;
use super::repr::{ascii, float_repr};
use super::strings::{as_text, new_str};
use super::subscripts::type_name;
use super::{PyException, raise, value};
use crate::object::{Ref, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// The widest that a format may ask for.
const WIDTH_LIMIT: usize = 1 << 20;

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
    let parsed = Spec::parse(spec).ok_or_else(|| {
        let name = type_name(object);
        PyException::value_error(format!(
            "Invalid format specifier '{spec}' for object of type '{name}'"
        ))
    })?;
    if let Some(text) = as_text(object) {
        return parsed.text(text);
    }
    match (object.type_id(), arithmetic::number(object)) {
        (type_id::BOOL, Some(Number::Int(value))) if parsed.kind.is_none() => parsed.int(&value),
        (_, Some(Number::Int(value))) => parsed.int(&value),
        (_, Some(Number::Float(value))) => parsed.float(value, None),
        (_, None) => {
            let name = type_name(object);
            Err(PyException::type_error(format!(
                "unsupported format string passed to {name}.__format__"
            )))
        }
    }
}

/// A format specification: `[[fill]align][sign][#][0][width][,_][.precision][type]`.
#[derive(Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Spec {
    fn parse(text: &str) -> Option<Spec> {
        let mut spec = Spec::default();
        let is_align = |c: &char| matches!(c, '<' | '>' | '=' | '^');
        let chars: Vec<char> = text.chars().collect();
        let mut rest = &chars[..];
        match *rest {
            [fill, align, ref more @ ..] if is_align(&align) => {
                (spec.fill, spec.align, rest) = (Some(fill), Some(align), more);
            }
            [align, ref more @ ..] if is_align(&align) => (spec.align, rest) = (Some(align), more),
            _ => {}
        }
        let rest = &mut rest;
        spec.sign = take(rest, |c| matches!(c, '+' | '-' | ' '));
        spec.alternate = take(rest, |c| c == '#').is_some();
        spec.zero = take(rest, |c| c == '0').is_some();
        spec.width = number(rest)?.unwrap_or(0);
        spec.grouping = take(rest, |c| matches!(c, ',' | '_'));
        if take(rest, |c| c == '.').is_some() {
            spec.precision = Some(number(rest)??);
        }
        spec.kind = take(rest, |c| c.is_ascii_alphabetic() || c == '%');
        rest.is_empty().then_some(spec)
    }

    fn unknown(&self, kind: char, name: &str) -> PyException {
        PyException::value_error(format!(
            "Unknown format code '{kind}' for object of type '{name}'"
        ))
    }

    fn text(&self, text: &str) -> Result<String> {
        if let Some(kind) = self.kind.filter(|kind| *kind != 's') {
            return Err(self.unknown(kind, "str"));
        }
        if let Some(separator) = self.grouping {
            let message = format!("Cannot specify '{separator}' with 's'.");
            return Err(PyException::value_error(message));
        }
        if self.sign.is_some() {
            let message = "Sign not allowed in string format specifier";
            return Err(PyException::value_error(message));
        }
        if self.align == Some('=') {
            let message = "'=' alignment not allowed in string format specifier";
            return Err(PyException::value_error(message));
        }
        let cut: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Ok(self.pad("", &cut, '<'))
    }

    /// Pads sign and digits to the width.
    fn pad(&self, sign: &str, body: &str, default: char) -> String {
        let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
        let numeric_zero = self.zero && default == '>';
        let align = self.align.unwrap_or(if numeric_zero { '=' } else { default });
        let len = sign.chars().count() + body.chars().count();
        let missing = self.width.saturating_sub(len);
        let fills = |count: usize| fill.to_string().repeat(count);
        match align {
            '<' => format!("{sign}{body}{}", fills(missing)),
            '^' => {
                let left = missing / 2;
                format!("{}{sign}{body}{}", fills(left), fills(missing - left))
            }
            '=' if self.grouping.is_some() && fill == '0' => self.grouped_zeros(sign, body),
            '=' => format!("{sign}{}{body}", fills(missing)),
            _ => format!("{}{sign}{body}", fills(missing)),
        }
    }

    /// Zeros in front of digits that are in groups are in groups too.
    fn grouped_zeros(&self, sign: &str, body: &str) -> String {
        let separator = self.grouping.unwrap_or(',');
        let end = body.find(|c: char| c != separator && !c.is_ascii_digit()).unwrap_or(body.len());
        let (whole, rest) = body.split_at(end);
        let mut digits = whole.replace(separator, "");
        loop {
            let text = format!("{sign}{}{rest}", group(&digits, 3, separator));
            if text.chars().count() >= self.width {
                return text;
            }
            digits.insert(0, '0');
        }
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        }
    }

    fn int(&self, value: &BigInt) -> Result<String> {
        let (radix, prefix) = match self.kind {
            None | Some('d' | 'n') => (10, ""),
            Some('x') => (16, "0x"),
            Some('X') => (16, "0X"),
            Some('o') => (8, "0o"),
            Some('b') => (2, "0b"),
            Some('c') => {
                let c = value.to_u32().and_then(char::from_u32).ok_or_else(|| {
                    let message = "%c arg not in range(0x110000)";
                    PyException::new(super::ExceptionKind::OverflowError, message)
                })?;
                return Ok(self.pad("", &c.to_string(), '<'));
            }
            Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
                return self.float(Number::Int(value.clone()).to_f64()?, None);
            }
            Some(kind) => return Err(self.unknown(kind, "int")),
        };
        if self.precision.is_some() {
            let message = "Precision not allowed in integer format specifier";
            return Err(PyException::value_error(message));
        }
        let mut digits = value.abs().to_str_radix(radix);
        if self.kind == Some('X') {
            digits = digits.to_uppercase();
        }
        if let Some(separator) = self.grouping {
            digits = group(&digits, if radix == 10 { 3 } else { 4 }, separator);
        }
        let prefix = if self.alternate { prefix } else { "" };
        let sign = format!("{}{prefix}", self.sign(value.is_negative()));
        Ok(self.pad(&sign, &digits, '>'))
    }

    fn float(&self, value: f64, precision: Option<usize>) -> Result<String> {
        let precision = precision.or(self.precision);
        let magnitude = value.abs();
        let upper = matches!(self.kind, Some('E' | 'F' | 'G'));
        let mut body = match self.kind {
            _ if !magnitude.is_finite() => if value.is_nan() { "nan" } else { "inf" }.to_owned(),
            Some('f' | 'F') => format!("{magnitude:.*}", precision.unwrap_or(6)),
            Some('%') => format!("{:.*}", precision.unwrap_or(6), magnitude * 100.0),
            Some('e' | 'E') => exponential(magnitude, precision.unwrap_or(6)),
            Some('g' | 'G' | 'n') => general(magnitude, precision.unwrap_or(6), self.alternate),
            None => match precision {
                None => float_repr(magnitude),
                Some(precision) => shortest_general(magnitude, precision),
            },
            Some(kind) => return Err(self.unknown(kind, "float")),
        };
        if let Some(separator) = self.grouping {
            let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
            body = format!("{}{}", group(&body[..end], 3, separator), &body[end..]);
        }
        if upper {
            body = body.to_uppercase();
        }
        if self.kind == Some('%') {
            body.push('%');
        }
        Ok(self.pad(self.sign(value.is_sign_negative() && !value.is_nan()), &body, '>'))
    }
}

/// Takes the next character if it is accepted.
fn take(rest: &mut &[char], accept: impl Fn(char) -> bool) -> Option<char> {
    let (&first, more) = rest.split_first()?;
    accept(first).then(|| {
        *rest = more;
        first
    })
}

/// Takes a number, if one comes; nothing if it is too large.
fn number(rest: &mut &[char]) -> Option<Option<usize>> {
    let mut digits = String::new();
    while let Some(digit) = take(rest, |c| c.is_ascii_digit()) {
        digits.push(digit);
    }
    match digits.is_empty() {
        true => Some(None),
        false => digits.parse().ok().filter(|n| *n <= WIDTH_LIMIT).map(Some),
    }
}

/// Digits in groups.
fn group(digits: &str, size: usize, separator: char) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// `%e`
fn exponential(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `%g`
fn general(value: f64, precision: usize, keep_zeros: bool) -> String {
    let precision = precision.max(1);
    let text = exponential(value, precision - 1);
    let exponent: i32 = text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let trim = |text: String| match keep_zeros || !text.contains('.') {
        true => text,
        false => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    };
    if (-4..precision as i32).contains(&exponent) {
        let decimals = (precision as i32 - 1 - exponent).max(0) as usize;
        return trim(format!("{value:.decimals$}"));
    }
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
    format!("{}e{exponent}", trim(mantissa.to_owned()))
}

/// No type but a precision: `%g` that shows a float as one.
fn shortest_general(value: f64, precision: usize) -> String {
    let precision = precision.max(1);
    let text = exponential(value, precision - 1);
    let exponent: i32 = text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let shown = general(value, precision, false);
    match exponent == precision as i32 - 1 && !shown.contains(['e', '.']) {
        // One digit more than the precision would be needed for `.0`.
        true => {
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
            let mantissa = match mantissa.contains('.') {
                true => mantissa.trim_end_matches('0').trim_end_matches('.'),
                false => mantissa,
            };
            format!("{mantissa}e{exponent}")
        }
        false if shown.contains(['e', '.']) => shown,
        false => shown + ".0",
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
