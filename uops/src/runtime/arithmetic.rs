//! `int` and `float` in full.

use super::error::Result;
use super::{ExceptionKind, PyException, heap, raise};
use crate::object::{FLAG_BIG, FLAG_WIDE, Float, Int, Ref, type_id};
use crate::operator::Operator;
use crate::thread::Thread;
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};
use std::borrow::Cow;

/// Bits beyond which an int is refused, so that a program can't ask for all memory.
const MAX_BITS: u64 = 1 << 26;

/// A number of the host.
#[derive(Clone, Debug)]
pub(super) enum Number {
    /// An `int` or `bool`.
    Int(BigInt),
    /// A `float`.
    Float(f64),
}

/// The value of a numeric object.
///
/// # Safety
/// `object` is alive.
pub(super) unsafe fn number(object: Ref) -> Option<Number> {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        let own = |object: Ref| match object.type_id() {
            type_id::INT | type_id::BOOL => Some(Number::Int(int_value(object))),
            type_id::FLOAT => Some(Number::Float((*object.cast::<Float>()).value)),
            _ => None,
        };
        own(object).or_else(|| own(object.held()?))
    }
}

/// The value of an int or bool.
///
/// # Safety
/// `int` is a live one.
pub(super) unsafe fn int_value(int: Ref) -> BigInt {
    // SAFETY: the caller's promise.
    unsafe { big_value(int).into_owned() }
}

/// The value of an int or bool, borrowed if it is kept as a `BigInt`.
///
/// # Safety
/// `int` is one, and alive as long as the value is used.
unsafe fn big_value<'a>(int: Ref) -> Cow<'a, BigInt> {
    // SAFETY: the caller's promise; the flag says which of the two the value is.
    unsafe {
        let int = &*int.cast::<Int>();
        match int.wide() {
            Some(value) => Cow::Owned(BigInt::from(value)),
            None => Cow::Borrowed(&*(int.value as *const BigInt)),
        }
    }
}

/// An operator on two ints or bools. Nothing if ints do not have the operator.
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are ints or bools of it.
pub(super) unsafe fn ints(
    thread: *mut Thread,
    operator: Operator,
    left: Ref,
    right: Ref,
) -> Option<Result<Ref>> {
    // SAFETY: the caller's promise.
    unsafe {
        if let (Some(l), Some(r)) = (wide_value(left), wide_value(right))
            && let Some(value) = operator.on_i128(l, r)
        {
            return Some(Ok(new_wide(thread, value)));
        }
        if let Some(low) = low_bits(operator, left, right) {
            return Some(Ok(new_wide(thread, low)));
        }
        let result = match by_small(operator, left, right) {
            Some(result) => Ok(Number::Int(result)),
            None => int_operator(operator, &big_value(left), &big_value(right))?,
        };
        Some(result.map(|number| match number {
            Number::Int(value) => new_int(thread, value),
            Number::Float(value) => Thread::float(thread, value),
        }))
    }
}

/// `large & mask` and `mask & large`, where the mask is not negative and fits 128 bits: what is above the mask
/// does not count.
///
/// # Safety
/// `left` and `right` are ints or bools, and alive.
unsafe fn low_bits(operator: Operator, left: Ref, right: Ref) -> Option<i128> {
    // SAFETY: the caller's promise.
    unsafe {
        let (large, mask) = match (operator, wide_value(left), wide_value(right)) {
            (Operator::And, None, Some(mask)) => (left, mask),
            (Operator::And, Some(mask), None) => (right, mask),
            _ => return None,
        };
        let value = big_value(large);
        let mut digits = value.iter_u64_digits();
        let [low, high] = [(); 2].map(|()| u128::from(digits.next().unwrap_or(0)));
        let magnitude = low | high << 64;
        let bits = if value.is_negative() { magnitude.wrapping_neg() } else { magnitude };
        (mask >= 0).then_some((bits & mask as u128) as i128)
    }
}

/// The operators that take a large int and one of 64 bits without memory for the latter. Nothing of others.
///
/// # Safety
/// `left` and `right` are ints or bools, and alive.
unsafe fn by_small(operator: Operator, left: Ref, right: Ref) -> Option<BigInt> {
    // SAFETY: the caller's promise; an int that is not wide is kept as a `BigInt`.
    unsafe {
        let large = |int: Ref| match wide_value(int) {
            Some(_) => None,
            None => Some(&*((*int.cast::<Int>()).value as *const BigInt)),
        };
        match (large(left), compact_value(right), operator) {
            (Some(l), Some(r), Operator::Add) => return Some(l + r),
            (Some(l), Some(r), Operator::Subtract) => return Some(l - r),
            (Some(l), Some(r), Operator::Multiply) if l.bits() < MAX_BITS - 64 => {
                return Some(l * r);
            }
            _ => {}
        }
        match (compact_value(left), large(right), operator) {
            (Some(l), Some(r), Operator::Add) => Some(r + l),
            (Some(l), Some(r), Operator::Subtract) => Some(l - r),
            (Some(l), Some(r), Operator::Multiply) if r.bits() < MAX_BITS - 64 => Some(r * l),
            _ => None,
        }
    }
}

/// The value of an int or bool, if `object` is one and fits 64 bits.
///
/// # Safety
/// `object` is alive.
#[inline]
pub(super) unsafe fn compact_value(object: Ref) -> Option<i64> {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        let is_int = matches!(object.type_id(), type_id::INT | type_id::BOOL);
        (is_int && (*object.cast::<Int>()).is_compact()).then(|| (*object.cast::<Int>()).value)
    }
}

/// The value of an int or bool, if `object` is one and fits 128 bits.
///
/// # Safety
/// `object` is alive.
#[inline]
pub(super) unsafe fn wide_value(object: Ref) -> Option<i128> {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        let is_int = matches!(object.type_id(), type_id::INT | type_id::BOOL);
        is_int.then(|| (*object.cast::<Int>()).wide()).flatten()
    }
}

/// A new reference to an int.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn new_int(thread: *mut Thread, value: BigInt) -> Ref {
    // SAFETY: the caller's promise; the object is new.
    unsafe {
        match value.to_i128() {
            Some(wide) => new_wide(thread, wide),
            None => {
                let int = Thread::int(thread, NOT_SMALL);
                (*int.0).flags = FLAG_BIG;
                (*int.cast::<Int>()).value = heap::keep(thread, value) as i64;
                int
            }
        }
    }
}

/// As [`new_int`].
///
/// # Safety
/// `thread` is a live runtime's.
#[inline]
pub(super) unsafe fn new_wide(thread: *mut Thread, value: i128) -> Ref {
    // SAFETY: the caller's promise; the object is new.
    unsafe {
        if let Ok(compact) = i64::try_from(value) {
            return Thread::int(thread, compact);
        }
        let int = Thread::int(thread, NOT_SMALL);
        (*int.0).flags = FLAG_WIDE;
        (*int.cast::<Int>()).value = value as i64;
        (*int.cast::<Int>()).upper = (value >> 64) as i64;
        int
    }
}

/// A value for which [`Thread::int`] makes an object, and does not hand out one that there is.
const NOT_SMALL: i64 = i64::MAX;

impl Number {
    /// As a float; ints are rounded half to even.
    pub(super) fn to_f64(&self) -> Result<f64, PyException> {
        match self {
            Number::Float(value) => Ok(*value),
            Number::Int(value) => match value.to_f64() {
                Some(float) if float.is_finite() => Ok(float),
                _ => Err(PyException::new(
                    ExceptionKind::OverflowError,
                    "int too large to convert to float",
                )),
            },
        }
    }
}

/// A float without its fraction.
pub(super) fn truncate(value: f64) -> Result<BigInt, PyException> {
    if value.is_nan() {
        let message = "cannot convert float NaN to integer";
        return Err(PyException::new(ExceptionKind::ValueError, message));
    }
    BigInt::from_f64(value.trunc()).ok_or_else(|| {
        let message = "cannot convert float infinity to integer";
        PyException::new(ExceptionKind::OverflowError, message)
    })
}

fn zero_division(message: &str) -> PyException {
    PyException::new(ExceptionKind::ZeroDivisionError, message)
}

macro_rules! int_operators {
    ($($operator:ident [$($function:ident)?])*) => {
        /// An operator on two ints of any size. Nothing if ints do not have the operator.
        pub(super) fn int_operator(
            operator: Operator,
            l: &BigInt,
            r: &BigInt,
        ) -> Option<Result<Number>> {
            match operator {
                $($(Operator::$operator => Some($function(l, r)),)?)*
                _ => None,
            }
        }
    };
}
crate::for_each_operator!(big int_operators);

fn and(l: &BigInt, r: &BigInt) -> Result<Number> {
    Ok(Number::Int(l & r))
}

fn or(l: &BigInt, r: &BigInt) -> Result<Number> {
    Ok(Number::Int(l | r))
}

fn xor(l: &BigInt, r: &BigInt) -> Result<Number> {
    Ok(Number::Int(l ^ r))
}

fn add(l: &BigInt, r: &BigInt) -> Result<Number> {
    Ok(Number::Int(l + r))
}

fn subtract(l: &BigInt, r: &BigInt) -> Result<Number> {
    Ok(Number::Int(l - r))
}

fn multiply(l: &BigInt, r: &BigInt) -> Result<Number> {
    match l.bits() + r.bits() > MAX_BITS {
        true => Err(too_large()),
        false => Ok(Number::Int(l * r)),
    }
}

fn floor_divide(l: &BigInt, r: &BigInt) -> Result<Number> {
    match r.is_zero() {
        true => Err(zero_division("integer division or modulo by zero")),
        false => Ok(Number::Int(l.div_floor(r))),
    }
}

fn remainder(l: &BigInt, r: &BigInt) -> Result<Number> {
    match r.is_zero() {
        true => Err(zero_division("integer modulo by zero")),
        false => Ok(Number::Int(l.mod_floor(r))),
    }
}

fn left_shift(l: &BigInt, r: &BigInt) -> Result<Number> {
    shift(true, l, r).map(Number::Int)
}

fn right_shift(l: &BigInt, r: &BigInt) -> Result<Number> {
    shift(false, l, r).map(Number::Int)
}

fn too_large() -> PyException {
    PyException::new(ExceptionKind::MemoryError, "an int of more than 2**26 bits is not supported")
}

fn shift(left: bool, l: &BigInt, r: &BigInt) -> Result<BigInt> {
    if r.is_negative() {
        return Err(PyException::new(ExceptionKind::ValueError, "negative shift count"));
    }
    match (r.to_u64(), left) {
        _ if l.is_zero() => Ok(BigInt::ZERO),
        (Some(count), true) if count + l.bits() <= MAX_BITS => Ok(l << count),
        (_, true) => Err(too_large()),
        (Some(count), false) => Ok(l >> count),
        // Everything is shifted out but the sign.
        (None, false) => Ok(if l.is_negative() { BigInt::from(-1) } else { BigInt::ZERO }),
    }
}

fn true_divide(l: &BigInt, r: &BigInt) -> Result<Number> {
    quotient(l, r).map(Number::Float)
}

/// `l / r`, correctly rounded, as CPython's `long_true_divide`.
fn quotient(l: &BigInt, r: &BigInt) -> Result<f64> {
    if r.is_zero() {
        return Err(zero_division("division by zero"));
    }
    let exact = |n: &BigInt| n.to_i64().filter(|n| n.unsigned_abs() <= 1 << 53);
    if let (Some(l), Some(r)) = (exact(l), exact(r)) {
        return Ok(l as f64 / r as f64);
    }
    let negative = (l.sign() == Sign::Minus) != (r.sign() == Sign::Minus);
    let (l, r) = (l.abs(), r.abs());
    if l.is_zero() {
        return Ok(if negative { -0.0 } else { 0.0 });
    }
    // Scale so that the quotient has 66 bits or more, then make the last bit tell whether anything
    // was cut off; the conversion's own rounding is then right. Results below the normal range
    // keep fewer bits, so that they are not rounded twice.
    let exponent = l.bits() as i64 - r.bits() as i64;
    let bits = (exponent + 1074 + 2).clamp(0, 66);
    let scale = bits - exponent;
    let (l, r) = if scale >= 0 { (l << scale, r) } else { (l, r << -scale) };
    let (mut quotient, rest) = l.div_rem(&r);
    if bits == 66 {
        if !rest.is_zero() {
            quotient |= BigInt::from(1);
        }
    } else {
        quotient = round_half_even(quotient, !rest.is_zero(), scale - 1074);
        let value = quotient.to_f64().unwrap_or(f64::INFINITY) * 2f64.powi(-1074);
        return Ok(if negative { -value } else { value });
    }
    let value = scale_by_power(quotient.to_f64().unwrap_or(f64::INFINITY), -scale);
    if value.is_infinite() {
        let message = "integer division result too large for a float";
        return Err(PyException::new(ExceptionKind::OverflowError, message));
    }
    Ok(if negative { -value } else { value })
}

/// `quotient / 2**drop`, rounded half to even; `sticky` says that lower digits, which are not zero, were dropped.
fn round_half_even(quotient: BigInt, sticky: bool, drop: i64) -> BigInt {
    if drop <= 0 {
        return quotient << -drop;
    }
    let kept: BigInt = &quotient >> drop;
    let rest: BigInt = &quotient - (&kept << drop);
    let half = BigInt::from(1) << (drop - 1);
    let up = rest > half || (rest == half && (sticky || kept.is_odd()));
    if up { kept + 1 } else { kept }
}

/// `value * 2**exponent`, in steps that stay in range.
fn scale_by_power(mut value: f64, mut exponent: i64) -> f64 {
    while exponent != 0 && value.is_finite() && value != 0.0 {
        let step = exponent.clamp(-1000, 1000);
        value *= 2f64.powi(step as i32);
        exponent -= step;
    }
    value
}

fn power(l: &BigInt, r: &BigInt) -> Result<Number> {
    if r.is_negative() {
        let (l, r) = (Number::Int(l.clone()).to_f64()?, Number::Int(r.clone()).to_f64()?);
        return float_power(l, r).map(Number::Float);
    }
    let one = BigInt::from(1);
    if r.is_zero() || *l == one {
        return Ok(Number::Int(one));
    }
    if l.is_zero() {
        return Ok(Number::Int(BigInt::ZERO));
    }
    if *l == -&one {
        return Ok(Number::Int(if r.is_odd() { -one } else { one }));
    }
    match r.to_u32() {
        Some(exponent) if u64::from(exponent) * l.bits() <= MAX_BITS => {
            Ok(Number::Int(l.pow(exponent)))
        }
        _ => Err(too_large()),
    }
}

fn float_power(l: f64, r: f64) -> Result<f64> {
    if l == 0.0 && r < 0.0 {
        return Err(zero_division("0.0 cannot be raised to a negative power"));
    }
    if super::complexes::is_power(l, r) {
        let message = "a complex result is no float";
        return Err(PyException::new(ExceptionKind::ValueError, message));
    }
    let value = l.powf(r);
    if value.is_infinite() && l.is_finite() && r.is_finite() {
        let message = "(34, 'Numerical result out of range')";
        return Err(PyException::new(ExceptionKind::OverflowError, message));
    }
    Ok(value)
}

/// CPython's `float_divmod`.
pub(super) fn float_divmod(l: f64, r: f64) -> (f64, f64) {
    let mut rest = l % r;
    let mut quotient = (l - rest) / r;
    if rest != 0.0 {
        if (r < 0.0) != (rest < 0.0) {
            rest += r;
            quotient -= 1.0;
        }
    } else {
        rest = 0f64.copysign(r);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0f64.copysign(l / r)
    };
    (floor, rest)
}

fn float_divide(l: f64, r: f64) -> Result<f64> {
    if r == 0.0 { Err(zero_division("float division by zero")) } else { Ok(l / r) }
}

fn float_floor_divide(l: f64, r: f64) -> Result<f64> {
    match r == 0.0 {
        true => Err(zero_division("float floor division by zero")),
        false => Ok(float_divmod(l, r).0),
    }
}

fn float_remainder(l: f64, r: f64) -> Result<f64> {
    if r == 0.0 { Err(zero_division("float modulo by zero")) } else { Ok(float_divmod(l, r).1) }
}

macro_rules! float_operators {
    ($($operator:ident [$($column:tt)*])*) => {
        /// An operator on two floats. Nothing if floats do not have the operator.
        pub(super) fn float_operator(operator: Operator, l: f64, r: f64) -> Option<Result<f64>> {
            match operator {
                $(Operator::$operator => float_operators!(@one l r $($column)*),)*
            }
        }
    };
    (@one $left:ident $right:ident) => { None };
    (@one $left:ident $right:ident runtime $function:ident) => { Some($function($left, $right)) };
    (@one $left:ident $right:ident $uop:ident $unboxed:ident |$l:ident, $r:ident| $result:expr) => {{
        let ($l, $r) = ($left, $right);
        Some(Ok($result))
    }};
}
crate::for_each_operator!(floats float_operators);

macro_rules! int_helpers {
    ($($operator:ident [$($(#[$cfg:meta])? $uop:ident $name:ident)?])*) => {$($(
        $(#[$cfg])?
        #[doc = concat!("See [`crate::helpers::", stringify!($name), "`].")]
        ///
        /// # Safety
        /// `thread` is a live runtime's, `left` and `right` are ints of it that the caller owns.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(thread: *mut Thread, left: Ref, right: Ref) -> Ref {
            // SAFETY: the caller's promise.
            unsafe {
                match ints(thread, Operator::$operator, left, right) {
                    Some(Ok(result)) => {
                        super::dealloc::release(thread, left);
                        super::dealloc::release(thread, right);
                        result
                    }
                    Some(Err(exception)) => raise(thread, exception),
                    None => unreachable!("ints have this operator"),
                }
            }
        }
    )?)*};
}
crate::for_each_operator!(ints int_helpers);

/// Rounds an int to a multiple of a power of ten, half to even.
pub(super) fn round_int(value: &BigInt, digits: i64) -> BigInt {
    let Some(power) = digits.checked_neg().and_then(|n| n.to_u32()).filter(|n| *n > 0) else {
        return value.clone();
    };
    if u64::from(power) > value.bits() {
        return BigInt::ZERO;
    }
    let unit = BigInt::from(10).pow(power);
    let (mut quotient, rest) = num_integer::Integer::div_mod_floor(value, &unit);
    let twice: BigInt = rest * 2;
    let odd = num_integer::Integer::is_odd(&quotient);
    if twice > unit || twice == unit && odd {
        quotient += 1;
    }
    quotient * unit
}
