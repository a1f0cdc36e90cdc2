//! `complex`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::heap::new_object;
use super::strings::as_text;
use super::subscripts::type_name;
use super::unicode::number_text;
use super::{
    ExceptionKind, PyException, Runtime, arithmetic, classes, comparison, state, str_repr,
};
use crate::object::{Complex, Header, Ref, type_id};
use crate::operator::Operator;
use crate::thread::Thread;

/// The largest whole exponent, and the smallest, for which a power is a product.
const WHOLE_LIMIT: f64 = 100.0;

/// A complex number of the host.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) real: f64,
    pub(super) imag: f64,
}

const ONE: Number = Number { real: 1.0, imag: 0.0 };

/// An operand: a real number is not one whose imaginary part is 0 where its version of CPython tells them apart.
#[derive(Clone, Copy, Debug)]
enum Operand {
    Real(f64),
    Complex(Number),
}

/// A new reference to a complex number.
pub(super) unsafe fn new(thread: *mut Thread, Number { real, imag }: Number) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let header = Header::new(type_id::COMPLEX);
        Ref(new_object(thread, Complex { header, real, imag }).cast())
    }
}

/// The value of a complex number; nothing of other objects.
pub(super) unsafe fn value(object: Ref) -> Option<Number> {
    // SAFETY: the caller keeps the contract of this module; the type says the layout.
    unsafe {
        (object.type_id() == type_id::COMPLEX).then(|| {
            let Complex { real, imag, .. } = *object.cast::<Complex>();
            Number { real, imag }
        })
    }
}

unsafe fn operand(object: Ref) -> Option<Result<Operand>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(value) = value(object) {
            return Some(Ok(Operand::Complex(value)));
        }
        Some(arithmetic::number(object)?.to_f64().map(Operand::Real))
    }
}

/// The value of any number.
pub(super) unsafe fn number(object: Ref) -> Option<Result<Number>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Some(operand(object)?.map(Operand::whole)) }
}

impl Operand {
    fn whole(self) -> Number {
        match self {
            Operand::Real(real) => Number { real, imag: 0.0 },
            Operand::Complex(value) => value,
        }
    }
}

/// An operator on two numbers of which one is complex. Nothing if they are no such numbers, or do not have the operator.
pub(super) unsafe fn binary(
    thread: *mut Thread,
    operator: Operator,
    left: Ref,
    right: Ref,
) -> Option<Result<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if ![left, right].iter().any(|object| object.type_id() == type_id::COMPLEX) {
            return None;
        }
        let (left, right) = (operand(left)?, operand(right)?);
        let is_new = state(thread).mixes_reals;
        let result = match (left, right) {
            (Ok(left), Ok(right)) => apply(operator, left, right, is_new)?,
            (Err(exception), _) | (_, Err(exception)) => Err(exception),
        };
        Some(result.map(|value| new(thread, value)))
    }
}

/// An operator on two numbers. Since 3.14, a real number keeps the sign of the other's zeros, and infinities are found where
/// the parts of a product or quotient are NaNs.
fn apply(
    operator: Operator,
    left: Operand,
    right: Operand,
    is_new: bool,
) -> Option<Result<Number>> {
    use Operand::{Complex, Real};
    let (l, r) = (left.whole(), right.whole());
    Some(Ok(match (operator, left, right) {
        (Operator::Add, Complex(z), Real(x)) | (Operator::Add, Real(x), Complex(z)) if is_new => {
            Number { real: z.real + x, ..z }
        }
        (Operator::Add, ..) => Number { real: l.real + r.real, imag: l.imag + r.imag },
        (Operator::Subtract, Complex(z), Real(x)) if is_new => Number { real: z.real - x, ..z },
        (Operator::Subtract, Real(x), Complex(z)) if is_new => {
            Number { real: x - z.real, imag: -z.imag }
        }
        (Operator::Subtract, ..) => Number { real: l.real - r.real, imag: l.imag - r.imag },
        (Operator::Multiply, Complex(z), Real(x)) | (Operator::Multiply, Real(x), Complex(z))
            if is_new =>
        {
            Number { real: z.real * x, imag: z.imag * x }
        }
        (Operator::Multiply, ..) => product(l, r, is_new),
        (Operator::TrueDivide, ..) if r.real == 0.0 && r.imag == 0.0 => {
            let message = if is_new { "division by zero" } else { "complex division by zero" };
            return Some(Err(PyException::new(ExceptionKind::ZeroDivisionError, message)));
        }
        (Operator::TrueDivide, Complex(z), Real(x)) if is_new => {
            Number { real: z.real / x, imag: z.imag / x }
        }
        (Operator::TrueDivide, ..) => quotient(left, r, is_new),
        (Operator::Power, ..) => return Some(power(l, r, is_new)),
        _ => return None,
    }))
}

/// 1 for an infinity and 0 for other numbers, with its sign.
fn unit(x: f64) -> f64 {
    f64::from(u8::from(x.is_infinite())).copysign(x)
}

/// 0 for a NaN, with its sign.
fn without_nan(x: f64) -> f64 {
    if x.is_nan() { 0f64.copysign(x) } else { x }
}

fn product(l: Number, r: Number, is_new: bool) -> Number {
    let (mut a, mut b, mut c, mut d) = (l.real, l.imag, r.real, r.imag);
    let parts = [a * c, b * d, a * d, b * c];
    let plain = Number { real: parts[0] - parts[1], imag: parts[2] + parts[3] };
    if !is_new || !plain.real.is_nan() || !plain.imag.is_nan() {
        return plain;
    }
    let is_infinite = |x: f64, y: f64| x.is_infinite() || y.is_infinite();
    let mut found = false;
    if is_infinite(a, b) {
        (a, b, c, d) = (unit(a), unit(b), without_nan(c), without_nan(d));
        found = true;
    }
    if is_infinite(c, d) {
        (a, b, c, d) = (without_nan(a), without_nan(b), unit(c), unit(d));
        found = true;
    }
    if !found && parts.into_iter().any(f64::is_infinite) {
        [a, b, c, d] = [a, b, c, d].map(without_nan);
        found = true;
    }
    match found {
        true => {
            Number { real: f64::INFINITY * (a * c - b * d), imag: f64::INFINITY * (a * d + b * c) }
        }
        false => plain,
    }
}

/// A quotient by Smith's algorithm: the larger part of the divisor divides all others. The divisor is not 0.
fn quotient(left: Operand, r: Number, is_new: bool) -> Number {
    let l = left.whole();
    let is_real = is_new && matches!(left, Operand::Real(_));
    let (real, imag) = if r.real.abs() >= r.imag.abs() {
        let ratio = r.imag / r.real;
        let denominator = r.real + r.imag * ratio;
        match is_real {
            true => (l.real / denominator, -l.real * ratio / denominator),
            false => {
                ((l.real + l.imag * ratio) / denominator, (l.imag - l.real * ratio) / denominator)
            }
        }
    } else if r.imag.abs() >= r.real.abs() {
        let ratio = r.real / r.imag;
        let denominator = r.real * ratio + r.imag;
        match is_real {
            true => (l.real * ratio / denominator, -l.real / denominator),
            false => {
                ((l.real * ratio + l.imag) / denominator, (l.imag * ratio - l.real) / denominator)
            }
        }
    } else {
        // One of them is a NaN.
        (f64::NAN, f64::NAN)
    };
    let plain = Number { real, imag };
    let finite = |z: Number| z.real.is_finite() && z.imag.is_finite();
    let infinite = |z: Number| z.real.is_infinite() || z.imag.is_infinite();
    if !is_new || !real.is_nan() || !imag.is_nan() {
        return plain;
    }
    if infinite(l) && finite(r) && !is_real {
        let (x, y) = (unit(l.real), unit(l.imag));
        return Number {
            real: f64::INFINITY * (x * r.real + y * r.imag),
            imag: f64::INFINITY * (y * r.real - x * r.imag),
        };
    }
    if infinite(r) && finite(l) {
        let (x, y) = (unit(r.real), unit(r.imag));
        return match is_real {
            true => Number { real: 0.0 * (l.real * x), imag: 0.0 * (-l.real * y) },
            false => Number {
                real: 0.0 * (l.real * x + l.imag * y),
                imag: 0.0 * (l.imag * x - l.real * y),
            },
        };
    }
    plain
}

fn no_power(is_new: bool) -> PyException {
    let zero = if is_new { "zero" } else { "0.0" };
    let message = format!("{zero} to a negative or complex power");
    PyException::new(ExceptionKind::ZeroDivisionError, message)
}

fn power(l: Number, r: Number, is_new: bool) -> Result<Number> {
    let is_whole = r.imag == 0.0 && r.real == r.real.floor() && r.real.abs() <= WHOLE_LIMIT;
    let result = if is_whole {
        let exponent = r.real as i64;
        let magnitude = whole_power(l, exponent.unsigned_abs(), is_new);
        match exponent > 0 {
            true => magnitude,
            false if magnitude.real == 0.0 && magnitude.imag == 0.0 => {
                return Err(no_power(is_new));
            }
            false => quotient(Operand::Complex(ONE), magnitude, is_new),
        }
    } else if l.real == 0.0 && l.imag == 0.0 {
        match r.imag != 0.0 || r.real < 0.0 {
            true => return Err(no_power(is_new)),
            false => Number { real: 0.0, imag: 0.0 },
        }
    } else {
        let (size, angle) = (l.real.hypot(l.imag), l.imag.atan2(l.real));
        let mut length = size.powf(r.real);
        let mut phase = angle * r.real;
        if r.imag != 0.0 {
            match is_new {
                true => length *= (-angle * r.imag).exp(),
                false => length /= (angle * r.imag).exp(),
            }
            phase += r.imag * size.ln();
        }
        if phase.is_infinite() {
            // What C says of the cosine of an infinity, CPython takes for this.
            return Err(no_power(is_new));
        }
        Number { real: length * phase.cos(), imag: length * phase.sin() }
    };
    match result.real.is_infinite() || result.imag.is_infinite() {
        true => Err(PyException::new(ExceptionKind::OverflowError, "complex exponentiation")),
        false => Ok(result),
    }
}

/// Whether the power of a real number is complex.
pub(super) fn is_power(base: f64, exponent: f64) -> bool {
    base < 0.0 && base.is_finite() && exponent.is_finite() && exponent.fract() != 0.0
}

/// A power of a real number that is complex.
pub(super) unsafe fn real_power(thread: *mut Thread, base: f64, exponent: f64) -> Result<Ref> {
    let [base, exponent] = [base, exponent].map(|real| Number { real, imag: 0.0 });
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(new(thread, power(base, exponent, state(thread).mixes_reals)?)) }
}

/// A product of so many equal factors.
fn whole_power(base: Number, exponent: u64, is_new: bool) -> Number {
    let (mut result, mut factor, mut rest) = (ONE, base, exponent);
    while rest > 0 {
        if rest & 1 != 0 {
            result = product(result, factor, is_new);
        }
        rest >>= 1;
        factor = product(factor, factor, is_new);
    }
    result
}

/// `-number`
pub(super) unsafe fn negative(thread: *mut Thread, number: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module, and passes a complex number.
    unsafe {
        let Complex { real, imag, .. } = *number.cast::<Complex>();
        new(thread, Number { real: -real, imag: -imag })
    }
}

/// Whether two objects, of which one is a complex number, are equal numbers.
pub(super) unsafe fn equals(left: Ref, right: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (value(left), value(right)) {
            (Some(l), Some(r)) => l.real == r.real && l.imag == r.imag,
            (Some(complex), None) => {
                complex.imag == 0.0 && comparison::equals_float(right, complex.real)
            }
            (None, Some(complex)) => {
                complex.imag == 0.0 && comparison::equals_float(left, complex.real)
            }
            (None, None) => false,
        }
    }
}

/// `abs(number)`
pub(super) fn magnitude(value: Number) -> Result<f64> {
    let size = value.real.hypot(value.imag);
    match size.is_infinite() && value.real.is_finite() && value.imag.is_finite() {
        true => {
            let message = "absolute value too large";
            Err(PyException::new(ExceptionKind::OverflowError, message))
        }
        false => Ok(size),
    }
}

/// `real` and `imag` of any number.
pub(super) unsafe fn attribute(thread: *mut Thread, owner: Ref, name: &str) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (owner.type_id(), name) {
            (type_id::COMPLEX, "real") => Some(Thread::float(thread, value(owner)?.real)),
            (type_id::COMPLEX, "imag") => Some(Thread::float(thread, value(owner)?.imag)),
            (type_id::FLOAT, "imag") => Some(Thread::float(thread, 0.0)),
            (type_id::INT | type_id::BOOL, "imag") => Some(Thread::int(thread, 0)),
            (type_id::INT | type_id::FLOAT, "real") => {
                owner.incref();
                Some(owner)
            }
            (type_id::BOOL, "real") => {
                Some(arithmetic::new_int(thread, arithmetic::int_value(owner)))
            }
            _ => None,
        }
    }
}

/// `complex(text)`, `complex(real)`, `complex(real, imag)`
pub(super) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (first, second) = match *args {
            [] => return Ok(new(thread, Number { real: 0.0, imag: 0.0 })),
            [first] => (first, None),
            [first, second] => (first, Some(second)),
            _ => {
                let got = args.len();
                let message = format!("complex() takes at most 2 arguments ({got} given)");
                return Err(PyException::type_error(message));
            }
        };
        let is_new = state(thread).mixes_reals;
        if let (Some(text), None) = (as_text(first), second) {
            return Ok(new(thread, parse(text)?));
        }
        if second.is_none() && first.type_id() == type_id::COMPLEX {
            first.incref();
            return Ok(first);
        }
        let first = operand(first).ok_or_else(|| {
            let (name, is_text) = (type_name(first), as_text(first).is_some());
            PyException::type_error(match (second.is_some(), is_new) {
                (true, true) => {
                    format!("complex() argument 'real' must be a real number, not {name}")
                }
                (true, false) if is_text => {
                    "complex() can't take second arg if first is a string".to_owned()
                }
                (_, false) => {
                    format!("complex() first argument must be a string or a number, not '{name}'")
                }
                (false, true) => {
                    format!("complex() argument must be a string or a number, not {name}")
                }
            })
        })??;
        let Some(second) = second else { return Ok(new(thread, first.whole())) };
        let second = operand(second).ok_or_else(|| {
            let name = type_name(second);
            PyException::type_error(match is_new {
                true => format!("complex() argument 'imag' must be a real number, not {name}"),
                false if as_text(second).is_some() => {
                    "complex() second arg can't be a string".to_owned()
                }
                false => format!("complex() second argument must be a number, not '{name}'"),
            })
        })??;
        let Number { mut real, imag } = first.whole();
        let mut up = second.whole().real;
        if let Operand::Complex(second) = second {
            real -= second.imag;
        }
        if let Operand::Complex(_) = first {
            up += imag;
        }
        Ok(new(thread, Number { real, imag: up }))
    }
}

/// A complex number as Python's `complex` reads it.
fn parse(text: &str) -> Result<Number> {
    let digits = number_text(text);
    let Some(digits) = classes::without_underscores(&digits, u8::is_ascii_digit) else {
        let shown = str_repr(text);
        let message = format!("could not convert string to complex: {shown}");
        return Err(PyException::value_error(message));
    };
    let malformed = || PyException::value_error("complex() arg is a malformed string");
    parts(&digits).ok_or_else(malformed)
}

/// The number that a text is, maybe in parentheses.
fn parts(text: &str) -> Option<Number> {
    let is_space = |c: char| matches!(c, '\t'..='\r' | ' ');
    let text = text.trim_matches(is_space);
    let text = match text.strip_prefix('(') {
        Some(inside) => inside.strip_suffix(')')?.trim_matches(is_space),
        None => text,
    };
    let is_unit = |rest: &str| matches!(rest, "j" | "J");
    let signed = |sign: &str| if sign == "-" { -1.0 } else { 1.0 };
    // The number of `j`, `+j` and `-j`.
    let alone = |text: &str| {
        let (sign, rest) = text.split_at(usize::from(text.starts_with(['+', '-'])));
        is_unit(rest).then(|| signed(sign))
    };
    let Some((first, rest)) = real_prefix(text) else {
        return Some(Number { real: 0.0, imag: alone(text)? });
    };
    if rest.is_empty() {
        return Some(Number { real: first, imag: 0.0 });
    }
    if is_unit(rest) {
        return Some(Number { real: 0.0, imag: first });
    }
    if !rest.starts_with(['+', '-']) {
        return None;
    }
    let imag = match real_prefix(rest) {
        Some((imag, rest)) => is_unit(rest).then_some(imag)?,
        None => alone(rest)?,
    };
    Some(Number { real: first, imag })
}

/// The real number that a text begins with, and what is behind it.
fn real_prefix(text: &str) -> Option<(f64, &str)> {
    let sign = usize::from(text.starts_with(['+', '-']));
    let body = &text.as_bytes()[sign..];
    let starts = |word: &str| {
        body.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    let digits = |from: usize| {
        let rest = body.get(from..).unwrap_or(&[]);
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let length = match ["infinity", "inf", "nan"].into_iter().find(|word| starts(word)) {
        Some(word) => word.len(),
        None => {
            let whole = digits(0);
            let mut end = whole;
            if body.get(whole) == Some(&b'.') {
                end = whole + 1 + digits(whole + 1);
                if end == 1 {
                    return None;
                }
            }
            if end == 0 {
                return None;
            }
            if matches!(body.get(end), Some(b'e' | b'E')) {
                let start = end + 1 + usize::from(matches!(body.get(end + 1), Some(b'+' | b'-')));
                if digits(start) > 0 {
                    end = start + digits(start);
                }
            }
            end
        }
    };
    let (number, rest) = text.split_at(sign + length);
    Some((number.parse().ok()?, rest))
}

impl Runtime {
    /// Says whether arithmetic of complex and real numbers is that of CPython 3.14 and later.
    pub fn set_mixes_reals(&mut self, mixes: bool) {
        self.state.mixes_reals = mixes;
    }
}
