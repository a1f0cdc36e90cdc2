//! `int` and `float` in full.

use super::error::Result;
use super::{ExceptionKind, PyException, raise};
use crate::object::{FLAG_BIG, FLAG_WIDE, Float, Int, Ref, type_id};
use crate::thread::Thread;
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{CheckedRem, FromPrimitive, PrimInt, Signed, ToPrimitive, Zero};
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
        match object.type_id() {
            type_id::INT | type_id::BOOL => Some(Number::Int(int_value(object))),
            type_id::FLOAT => Some(Number::Float((*object.cast::<Float>()).value)),
            _ => None,
        }
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

/// An operator on two ints or bools, by CPython's number of its plain form. Nothing if there is no
/// such operator.
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are ints or bools of it.
pub(super) unsafe fn ints(
    thread: *mut Thread,
    operator: usize,
    left: Ref,
    right: Ref,
) -> Option<Result<Ref>> {
    // SAFETY: the caller's promise.
    unsafe {
        if let (Some(l), Some(r)) = (wide_value(left), wide_value(right))
            && let Some(value) = machine_operator(operator, l, r)
        {
            return Some(Ok(new_wide(thread, value)));
        }
        let result = int_operator(operator, &big_value(left), &big_value(right))?;
        Some(result.map(|number| match number {
            Number::Int(value) => new_int(thread, value),
            Number::Float(value) => Thread::float(thread, value),
        }))
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
                (*int.cast::<Int>()).value = Box::into_raw(Box::new(value)) as i64;
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

/// The operators on ints whose operands and result fit the machine's, of 64 or 128 bits. Nothing for
/// all others, and for what raises an exception.
#[inline]
pub(super) fn machine_operator<T>(operator: usize, l: T, r: T) -> Option<T>
where
    T: PrimInt + Signed + CheckedRem,
{
    use super::operators::*;
    let bits = T::zero().count_zeros() as usize;
    match operator {
        ADD => l.checked_add(&r),
        SUBTRACT => l.checked_sub(&r),
        MULTIPLY => l.checked_mul(&r),
        AND => Some(l & r),
        OR => Some(l | r),
        XOR => Some(l ^ r),
        RSHIFT => r.to_usize().filter(|&count| count < bits).map(|count| l >> count),
        LSHIFT => {
            let count = r.to_usize().filter(|&count| count < bits - 1)?;
            let shifted = l << count;
            (shifted >> count == l).then_some(shifted)
        }
        // Rounds towards minus infinity; division by 0 and the one overflow go the long way.
        FLOOR_DIVIDE => {
            let quotient = l.checked_div(&r)?;
            let inexact = quotient * r != l;
            let below = inexact && l.is_negative() != r.is_negative();
            Some(if below { quotient - T::one() } else { quotient })
        }
        REMAINDER => {
            let rest = l.checked_rem(&r)?;
            let below = !rest.is_zero() && rest.is_negative() != r.is_negative();
            Some(if below { rest + r } else { rest })
        }
        POWER => num_traits::checked_pow(l, usize::try_from(r.to_u32()?).ok()?),
        _ => None,
    }
}

/// Operators on ints, by CPython's number of the plain (not in-place) form.
pub(super) fn int_operator(operator: usize, l: &BigInt, r: &BigInt) -> Option<Result<Number>> {
    use super::operators::*;
    Some(Ok(Number::Int(match operator {
        ADD => l + r,
        SUBTRACT => l - r,
        MULTIPLY => {
            if l.bits() + r.bits() > MAX_BITS {
                return Some(Err(too_large()));
            }
            l * r
        }
        FLOOR_DIVIDE if r.is_zero() => {
            return Some(Err(zero_division("integer division or modulo by zero")));
        }
        FLOOR_DIVIDE => l.div_floor(r),
        REMAINDER if r.is_zero() => {
            return Some(Err(zero_division("integer modulo by zero")));
        }
        REMAINDER => l.mod_floor(r),
        AND => l & r,
        OR => l | r,
        XOR => l ^ r,
        LSHIFT | RSHIFT => return Some(shift(operator == LSHIFT, l, r).map(Number::Int)),
        TRUE_DIVIDE => return Some(true_divide(l, r).map(Number::Float)),
        POWER => return Some(int_power(l, r)),
        _ => return None,
    })))
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

/// `l / r`, correctly rounded, as CPython's `long_true_divide`.
fn true_divide(l: &BigInt, r: &BigInt) -> Result<f64> {
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

/// `quotient / 2**drop`, rounded half to even; `sticky` says that there was more behind it.
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

fn int_power(l: &BigInt, r: &BigInt) -> Result<Number> {
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
    if l < 0.0 && l.is_finite() && r.is_finite() && r.fract() != 0.0 {
        let message = "a complex result is not supported";
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

/// Operators on floats, by CPython's number of the plain form.
pub(super) fn float_operator(operator: usize, l: f64, r: f64) -> Option<Result<f64>> {
    use super::operators::*;
    Some(Ok(match operator {
        ADD => l + r,
        SUBTRACT => l - r,
        MULTIPLY => l * r,
        TRUE_DIVIDE if r == 0.0 => return Some(Err(zero_division("float division by zero"))),
        TRUE_DIVIDE => l / r,
        FLOOR_DIVIDE if r == 0.0 => {
            return Some(Err(zero_division("float floor division by zero")));
        }
        FLOOR_DIVIDE => float_divmod(l, r).0,
        REMAINDER if r == 0.0 => return Some(Err(zero_division("float modulo"))),
        REMAINDER => float_divmod(l, r).1,
        POWER => return Some(float_power(l, r)),
        _ => return None,
    }))
}

macro_rules! int_helpers {
    ($($(#[$doc:meta])* $name:ident = $operator:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// # Safety
        /// `thread` is a live runtime's, `left` and `right` are ints of it that the caller owns.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(thread: *mut Thread, left: Ref, right: Ref) -> Ref {
            // SAFETY: the caller's promise.
            unsafe {
                match ints(thread, super::operators::$operator, left, right) {
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
    )*};
}

int_helpers! {
    /// See [`crate::helpers::uop_int_add`].
    uop_int_add = ADD;
    /// See [`crate::helpers::uop_int_subtract`].
    uop_int_subtract = SUBTRACT;
    /// See [`crate::helpers::uop_int_multiply`].
    uop_int_multiply = MULTIPLY;
}
