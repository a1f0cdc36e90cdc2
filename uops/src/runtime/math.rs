//! The functions of `math`.
//!
//! # Safety
//! The contract of [`super::builtins`].
#![allow(clippy::missing_safety_doc)]

use super::arithmetic;
use super::classes::not_an_integer;
use super::error::Result;
use super::owned::Owned;
use super::subscripts::{as_int, type_name};
use super::{ExceptionKind, PyException, operators};
use crate::object::Ref;
use crate::operator::Operator;
use crate::thread::Thread;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;

/// A float argument of a function of `math`.
unsafe fn real(arg: Ref) -> Result<f64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(value) = arithmetic::compact_value(arg) {
            return Ok(value as f64);
        }
        match arithmetic::number(arg) {
            Some(number) => number.to_f64(),
            None => {
                let name = type_name(arg);
                Err(PyException::type_error(format!("must be real number, not {name}")))
            }
        }
    }
}

fn domain_error() -> PyException {
    PyException::value_error("math domain error")
}

/// A function of a float: a NaN that comes from none is an error of the domain, an infinity that
/// comes from none is one of the range.
pub(super) unsafe fn float_function(
    thread: *mut Thread,
    args: &[Ref],
    f: fn(f64) -> f64,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let x = real(args[0])?;
        let y = f(x);
        if y.is_nan() && !x.is_nan() {
            return Err(domain_error());
        }
        if y.is_infinite() && x.is_finite() {
            return Err(PyException::new(ExceptionKind::OverflowError, "math range error"));
        }
        Ok(Thread::float(thread, y))
    }
}

pub(super) unsafe fn float_test(
    thread: *mut Thread,
    args: &[Ref],
    test: fn(f64) -> bool,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, test(real(args[0])?))) }
}

pub(super) unsafe fn rounding(thread: *mut Thread, args: &[Ref], f: fn(f64) -> f64) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(value) = as_int(args[0]) {
            return Ok(arithmetic::new_int(thread, value));
        }
        let rounded = f(real(args[0])?);
        if rounded.abs() < (1_u64 << 63) as f64 {
            return Ok(Thread::int(thread, rounded as i64));
        }
        Ok(arithmetic::new_int(thread, arithmetic::truncate(rounded)?))
    }
}

pub(super) unsafe fn atan2(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::float(thread, real(args[0])?.atan2(real(args[1])?))) }
}

pub(super) unsafe fn copysign(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::float(thread, real(args[0])?.copysign(real(args[1])?))) }
}

pub(super) unsafe fn fmod(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (x, y) = (real(args[0])?, real(args[1])?);
        let rest = x % y;
        if rest.is_nan() && !x.is_nan() && !y.is_nan() {
            return Err(domain_error());
        }
        Ok(Thread::float(thread, rest))
    }
}

pub(super) unsafe fn logarithm(
    thread: *mut Thread,
    args: &[Ref],
    f: fn(f64) -> f64,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let x = real(args[0])?;
        if x <= 0.0 {
            return Err(domain_error());
        }
        Ok(Thread::float(thread, f(x)))
    }
}

pub(super) unsafe fn log(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = Owned::new(thread, logarithm(thread, &args[..1], f64::ln)?);
        if args.len() == 1 {
            return Ok(value.give());
        }
        let base = Owned::new(thread, logarithm(thread, &args[1..], f64::ln)?);
        operators::binary(thread, Operator::TrueDivide.into(), value.get(), base.get())
    }
}

pub(super) unsafe fn gcd(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let compact = |arg: &Ref| arithmetic::compact_value(*arg).map(i64::unsigned_abs);
        let all = args.iter().map(compact);
        if let Some(divisor) = all.reduce(|l, r| Some(l?.gcd(&r?))).flatten() {
            return Ok(arithmetic::new_wide(thread, divisor.into()));
        }
        let mut divisor = BigInt::ZERO;
        for &arg in args {
            divisor = divisor.gcd(&as_int(arg).ok_or_else(|| not_an_integer(arg))?);
        }
        Ok(arithmetic::new_int(thread, divisor))
    }
}

pub(super) unsafe fn isqrt(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(value) = arithmetic::compact_value(args[0]).and_then(i64::checked_isqrt) {
            return Ok(Thread::int(thread, value));
        }
        let value = as_int(args[0]).ok_or_else(|| not_an_integer(args[0]))?;
        if value.is_negative() {
            return Err(PyException::value_error("isqrt() argument must be nonnegative"));
        }
        Ok(arithmetic::new_int(thread, value.sqrt()))
    }
}

pub(super) unsafe fn pow(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (x, y) = (real(args[0])?, real(args[1])?);
        let power = x.powf(y);
        if x.is_finite() && y.is_finite() {
            if power.is_nan() || (x == 0.0 && y < 0.0) {
                return Err(domain_error());
            }
            if power.is_infinite() {
                return Err(PyException::new(ExceptionKind::OverflowError, "math range error"));
            }
        }
        Ok(Thread::float(thread, power))
    }
}

pub(super) unsafe fn hypot(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut sides = Vec::with_capacity(args.len());
        for &arg in args {
            sides.push(real(arg)?.abs());
        }
        Ok(Thread::float(thread, norm(&sides)))
    }
}

/// The square root of the sum of squares, correct in almost all cases to the last bit as CPython's
/// is: squares and sum carry their rounding errors along.
fn norm(sides: &[f64]) -> f64 {
    let largest = sides.iter().copied().fold(0.0, f64::max);
    if sides.iter().any(|side| side.is_infinite()) {
        return f64::INFINITY;
    }
    if sides.iter().any(|side| side.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 || sides.len() == 1 {
        return largest;
    }
    // A power of two near the largest, so that no square leaves the range. Two steps, because that
    // of the smallest floats has no inverse.
    let exponent = (largest.log2().floor() as i32).clamp(-1000, 1000);
    let scale = 2f64.powi(-exponent);
    let (mut sum, mut error) = (0.0, 0.0);
    for side in sides {
        let side = side * scale;
        let square = side * side;
        error += side.mul_add(side, -square);
        let total: f64 = sum + square;
        let rounded = total - sum;
        error += (sum - (total - rounded)) + (square - rounded);
        sum = total;
    }
    let root = (sum + error).sqrt();
    let rest = (-root).mul_add(root, sum) + error;
    (root + rest / (2.0 * root)) / scale
}

#[cfg(test)]
mod tests {
    use super::norm;

    #[test]
    fn norms_are_those_of_cpython() {
        assert_eq!(norm(&[3.0, 4.0]), 5.0);
        assert_eq!(norm(&[1.0, 1.0]), std::f64::consts::SQRT_2);
        assert_eq!(norm(&[1e308, 1e308]), 1.4142135623730951e308);
        assert_eq!(norm(&[3e-320, 4e-320]), 5e-320);
        assert_eq!(norm(&[0.1, 0.2, 0.3]), 0.3741657386773941);
        assert!(norm(&[f64::NAN, 1.0]).is_nan() && norm(&[f64::NAN, f64::INFINITY]).is_infinite());
    }
}
