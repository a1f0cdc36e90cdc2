//! The format specifications of `format()` and f-strings.

use super::float::{self, Form, Style};
use crate::runtime::arithmetic::Number;
use crate::runtime::error::{ExceptionKind, Result};
use crate::runtime::{PyException, unicode};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// The widest text, in characters, that is made.
pub(super) const WIDTH_LIMIT: usize = 1 << 28;

/// A format specification: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`.
#[derive(Clone, Copy)]
pub(super) struct Spec {
    fill: char,
    align: char,
    sign: Option<char>,
    no_negative_zero: bool,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

/// What a specification is for: the name of the object's type, and what is meant by an empty one.
pub(super) struct Defaults<'a> {
    pub(super) type_name: &'a str,
    pub(super) align: char,
    pub(super) kind: Option<char>,
}

impl Spec {
    /// Reads a specification as CPython does, with its complaints.
    pub(super) fn parse(text: &str, defaults: &Defaults<'_>) -> Result<Spec> {
        let is_align = |c: char| matches!(c, '<' | '>' | '=' | '^');
        let chars: Vec<char> = text.chars().collect();
        let mut rest = &chars[..];
        let (mut fill, mut align) = (None, None);
        match *rest {
            [first, second, ref more @ ..] if is_align(second) => {
                (fill, align, rest) = (Some(first), Some(second), more);
            }
            [first, ref more @ ..] if is_align(first) => (align, rest) = (Some(first), more),
            _ => {}
        }
        let rest = &mut rest;
        let sign = take(rest, |c| matches!(c, '+' | '-' | ' '));
        let no_negative_zero = take(rest, |c| c == 'z').is_some();
        let alternate = take(rest, |c| c == '#').is_some();
        // A zero in front of the width is a fill, unless there is one.
        if fill.is_none() && take(rest, |c| c == '0').is_some() {
            fill = Some('0');
            if align.is_none() && defaults.align == '>' {
                align = Some('=');
            }
        }
        let width = number(rest)?.unwrap_or(0);
        let comma = take(rest, |c| c == ',');
        let underscore = take(rest, |c| c == '_');
        if underscore.is_some() && (comma.is_some() || rest.first() == Some(&',')) {
            return Err(PyException::value_error("Cannot specify both ',' and '_'."));
        }
        let mut precision = None;
        if take(rest, |c| c == '.').is_some() {
            precision = number(rest)?;
            if precision.is_none() {
                return Err(PyException::value_error("Format specifier missing precision"));
            }
        }
        let kind = match **rest {
            [] => defaults.kind,
            [kind] => Some(kind),
            _ => {
                let name = defaults.type_name;
                let message =
                    format!("Invalid format specifier '{text}' for object of type '{name}'");
                return Err(PyException::value_error(message));
            }
        };
        let spec = Spec {
            fill: fill.unwrap_or(' '),
            align: align.unwrap_or(defaults.align),
            sign,
            no_negative_zero,
            alternate,
            width,
            grouping: comma.or(underscore),
            precision,
            kind,
        };
        spec.check_grouping()?;
        match width {
            ..=WIDTH_LIMIT => Ok(spec),
            _ => Err(too_wide()),
        }
    }

    fn check_grouping(&self) -> Result<()> {
        let (Some(separator), Some(kind)) = (self.grouping, self.kind) else { return Ok(()) };
        match kind {
            'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' => Ok(()),
            'b' | 'o' | 'x' | 'X' if separator == '_' => Ok(()),
            _ => Err(PyException::value_error(format!(
                "Cannot specify '{separator}' with '{}'.",
                code(kind)
            ))),
        }
    }

    fn unknown(&self, type_name: &str) -> PyException {
        let kind = code(self.kind.unwrap_or('s'));
        PyException::value_error(format!(
            "Unknown format code '{kind}' for object of type '{type_name}'"
        ))
    }

    /// A text.
    pub(super) fn text(&self, text: &str) -> Result<String> {
        if self.kind != Some('s') {
            return Err(self.unknown("str"));
        }
        let refused = match () {
            () if self.sign == Some(' ') => "Space not",
            () if self.sign.is_some() => "Sign not",
            () if self.no_negative_zero => "Negative zero coercion (z) not",
            () if self.alternate => "Alternate form (#) not",
            () if self.align == '=' => "'=' alignment not",
            () => "",
        };
        if !refused.is_empty() {
            let message = format!("{refused} allowed in string format specifier");
            return Err(PyException::value_error(message));
        }
        let cut: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Ok(self.pad("", "", &cut))
    }

    /// Pads to the width; between the sign, with a prefix, and the rest where they are apart.
    fn pad(&self, sign: &str, prefix: &str, body: &str) -> String {
        let len = [sign, prefix, body].iter().map(|part| part.chars().count()).sum();
        let missing = self.width.saturating_sub(len);
        let fills = |count: usize| self.fill.to_string().repeat(count);
        let (before, between, after) = match self.align {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        [&fills(before), sign, prefix, &fills(between), body, &fills(after)].concat()
    }

    /// Joins the parts of a number: sign and prefix, digits, which are grouped, and the text after the
    /// digits.
    fn number(&self, negative: bool, prefix: &str, digits: &str, rest: &str) -> String {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        // Zeros that fill the place between sign and digits are digits too.
        let least = match (self.fill, self.align) {
            ('0', '=') => {
                let others = sign.len() + prefix.len() + rest.chars().count();
                self.width.saturating_sub(others)
            }
            _ => 0,
        };
        let body = match digits.is_empty() {
            true => rest.to_owned(),
            false => self.grouped(digits, least) + rest,
        };
        self.pad(sign, prefix, &body)
    }

    /// Digits in groups, with as many zeros in front as make the text at least so long.
    fn grouped(&self, digits: &str, least: usize) -> String {
        let Some(separator) = self.grouping else {
            return "0".repeat(least.saturating_sub(digits.len())) + digits;
        };
        let size = match self.kind {
            Some('b' | 'o' | 'x' | 'X') => 4,
            _ => 3,
        };
        let mut count = digits.len().max(least * size / (size + 1));
        while count + (count - 1) / size < least {
            count += 1;
        }
        let zeros = std::iter::repeat_n('0', count - digits.len());
        let mut out = String::with_capacity(count + count / size);
        for (index, digit) in zeros.chain(digits.chars()).enumerate() {
            if index > 0 && (count - index).is_multiple_of(size) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// An int, or a bool, whose type has this name.
    pub(super) fn int(&self, value: &BigInt, type_name: &str) -> Result<String> {
        let (radix, prefix) = match self.kind {
            Some('d' | 'n') => (10, ""),
            Some('x') => (16, "0x"),
            Some('X') => (16, "0X"),
            Some('o') => (8, "0o"),
            Some('b') => (2, "0b"),
            Some('c') => (0, ""),
            Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
                return self.float(Number::Int(value.clone()).to_f64()?);
            }
            _ => return Err(self.unknown(type_name)),
        };
        let refused = match () {
            () if self.precision.is_some() => "Precision not allowed in integer format specifier",
            () if self.no_negative_zero => {
                "Negative zero coercion (z) not allowed in integer format specifier"
            }
            () if radix == 0 && self.sign.is_some() => {
                "Sign not allowed with integer format specifier 'c'"
            }
            () if radix == 0 && self.alternate => {
                "Alternate form (#) not allowed with integer format specifier 'c'"
            }
            () => "",
        };
        if !refused.is_empty() {
            return Err(PyException::value_error(refused));
        }
        if radix == 0 {
            if value.to_i64().is_none() {
                let message = "Python int too large to convert to C long";
                return Err(PyException::new(ExceptionKind::OverflowError, message));
            }
            let c = character(value)?;
            return Ok(self.number(false, "", "", c.encode_utf8(&mut [0; 4])));
        }
        let mut digits = value.abs().to_str_radix(radix);
        if self.kind == Some('X') {
            digits.make_ascii_uppercase();
        }
        let prefix = if self.alternate { prefix } else { "" };
        Ok(self.number(value.is_negative(), prefix, &digits, ""))
    }

    /// A float.
    pub(super) fn float(&self, value: f64) -> Result<String> {
        self.real(value, self.kind.is_none())
    }

    /// A complex number.
    pub(super) fn complex(&self, real: f64, imag: f64) -> Result<String> {
        if !matches!(self.kind, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n')) {
            return Err(self.unknown("complex"));
        }
        if self.fill == '0' {
            let message = "Zero padding is not allowed in complex format specifier";
            return Err(PyException::value_error(message));
        }
        if self.align == '=' {
            let message = "'=' alignment flag is not allowed in complex format specifier";
            return Err(PyException::value_error(message));
        }
        let kind = self.kind.or(self.precision.map(|_| 'g'));
        let part = Spec { width: 0, kind, ..*self };
        // Such a real part is not shown.
        if self.kind.is_none() && real == 0.0 && real.is_sign_positive() {
            return Ok(self.pad("", "", &(part.real(imag, false)? + "j")));
        }
        let signed = Spec { sign: Some('+'), ..part };
        let (real, imag) = (part.real(real, false)?, signed.real(imag, false)?);
        let (open, close) = if self.kind.is_none() { ("(", ")") } else { ("", "") };
        Ok(self.pad("", "", &format!("{open}{real}{imag}j{close}")))
    }

    /// A real number. Without a type, it has a decimal if `dot_zero` says so.
    fn real(&self, value: f64, dot_zero: bool) -> Result<String> {
        let precision = self.precision.unwrap_or(6);
        if precision > WIDTH_LIMIT {
            let message = if precision > i32::MAX as usize { "precision too big" } else { "" };
            return Err(match message {
                "" => too_wide(),
                message => PyException::value_error(message),
            });
        }
        let (form, value) = match self.kind {
            Some('f' | 'F') => (Form::Fixed(precision), value),
            Some('%') => (Form::Fixed(precision), value * 100.0),
            Some('e' | 'E') => (Form::Exponent(precision), value),
            Some('g' | 'G' | 'n') => (Form::General(precision), value),
            None if self.precision.is_none() => (Form::Shortest, value),
            None => (Form::General(precision), value),
            Some(_) => return Err(self.unknown("float")),
        };
        let mut text = float::text(
            value,
            Style {
                form,
                alternate: self.alternate,
                dot_zero,
                no_negative_zero: self.no_negative_zero,
            },
        );
        if matches!(self.kind, Some('E' | 'F' | 'G')) {
            text.make_ascii_uppercase();
        }
        if self.kind == Some('%') {
            text.push('%');
        }
        let magnitude = text.strip_prefix('-');
        let body = magnitude.unwrap_or(&text);
        let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
        Ok(self.number(magnitude.is_some(), "", &body[..end], &body[end..]))
    }
}

/// The character with a number.
pub(super) fn character(value: &BigInt) -> Result<char> {
    let overflow = |message| PyException::new(ExceptionKind::OverflowError, message);
    match value.to_u32() {
        Some(code @ 0..0x110000) => char::from_u32(code)
            .ok_or_else(|| PyException::value_error("a surrogate is not supported")),
        _ => Err(overflow("%c arg not in range(0x110000)")),
    }
}

/// A text of that many characters is refused.
pub(super) fn too_wide() -> PyException {
    PyException::new(ExceptionKind::MemoryError, "a text that wide")
}

/// A type's code as messages show it.
fn code(kind: char) -> String {
    match kind {
        '!'..='\x7f' => kind.to_string(),
        _ => format!("\\x{:x}", u32::from(kind)),
    }
}

/// Takes the next character if it is accepted.
pub(super) fn take(rest: &mut &[char], accept: impl Fn(char) -> bool) -> Option<char> {
    let (&first, more) = rest.split_first()?;
    accept(first).then(|| {
        *rest = more;
        first
    })
}

/// Takes a number, if one comes, in the digits of any script.
fn number(rest: &mut &[char]) -> Result<Option<usize>> {
    let mut number = None::<usize>;
    while let Some(digit) = take(rest, |c| unicode::decimal(c).is_some()) {
        let digit = unicode::decimal(digit).unwrap_or(0) as usize;
        let longer = number.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit));
        number =
            Some(longer.filter(|n| isize::try_from(*n).is_ok()).ok_or_else(|| {
                PyException::value_error("Too many decimal digits in format string")
            })?);
    }
    Ok(number)
}
