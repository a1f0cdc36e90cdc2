//! The functions of `math`.
//!
//! # Safety
//! The contract of [`super::builtins`].
#![allow(unsafe_op_in_unsafe_fn, clippy::missing_safety_doc)]

use super::arithmetic;
use super::classes::not_an_integer;
use super::error::Result;
use super::owned::Owned;
use super::subscripts::{as_int, type_name};
use super::{ExceptionKind, PyException, operators};
use crate::object::Ref;
use crate::thread::Thread;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;

/// A float argument of a function of `math`.
unsafe fn real(arg: Ref) -> Result<f64> {
    match arithmetic::number(arg) {
        Some(number) => number.to_f64(),
        None => {
            let name = type_name(arg);
            Err(PyException::type_error(format!("must be real number, not {name}")))
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

pub(super) unsafe fn float_test(
    thread: *mut Thread,
    args: &[Ref],
    test: fn(f64) -> bool,
) -> Result<Ref> {
    Ok(Thread::bool(thread, test(real(args[0])?)))
}

pub(super) unsafe fn rounding(thread: *mut Thread, args: &[Ref], f: fn(f64) -> f64) -> Result<Ref> {
    if let Some(value) = as_int(args[0]) {
        return Ok(arithmetic::new_int(thread, value));
    }
    Ok(arithmetic::new_int(thread, arithmetic::truncate(f(real(args[0])?))?))
}

pub(super) unsafe fn atan2(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    Ok(Thread::float(thread, real(args[0])?.atan2(real(args[1])?)))
}

pub(super) unsafe fn copysign(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    Ok(Thread::float(thread, real(args[0])?.copysign(real(args[1])?)))
}

pub(super) unsafe fn fmod(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    let (x, y) = (real(args[0])?, real(args[1])?);
    let rest = x % y;
    if rest.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error());
    }
    Ok(Thread::float(thread, rest))
}

pub(super) unsafe fn logarithm(
    thread: *mut Thread,
    args: &[Ref],
    f: fn(f64) -> f64,
) -> Result<Ref> {
    let x = real(args[0])?;
    if x <= 0.0 {
        return Err(domain_error());
    }
    Ok(Thread::float(thread, f(x)))
}

pub(super) unsafe fn log(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    let value = Owned::new(thread, logarithm(thread, &args[..1], f64::ln)?);
    if args.len() == 1 {
        return Ok(value.give());
    }
    let base = Owned::new(thread, logarithm(thread, &args[1..], f64::ln)?);
    operators::binary(thread, operators::TRUE_DIVIDE, value.get(), base.get())
}

pub(super) unsafe fn gcd(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    let mut divisor = BigInt::ZERO;
    for &arg in args {
        divisor = divisor.gcd(&as_int(arg).ok_or_else(|| not_an_integer(arg))?);
    }
    Ok(arithmetic::new_int(thread, divisor))
}

pub(super) unsafe fn isqrt(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    let value = as_int(args[0]).ok_or_else(|| not_an_integer(args[0]))?;
    if value.is_negative() {
        return Err(PyException::value_error("isqrt() argument must be nonnegative"));
    }
    Ok(arithmetic::new_int(thread, value.sqrt()))
}
