//! The functions of `cmath` that are modelled, of numbers that are finite.
//!
//! # Safety
//! The contract of [`super::builtins`].
#![allow(clippy::missing_safety_doc)]

use super::complexes::{self, Number};
use super::error::Result;
use super::subscripts::type_name;
use super::{ExceptionKind, PyException, tuples};
use crate::object::Ref;
use crate::thread::Thread;

/// From here on, an exponential is made of a smaller one.
const LARGE: f64 = f64::MAX / 4.0;

/// An argument: any number.
unsafe fn given(arg: Ref) -> Result<Number> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        complexes::number(arg).unwrap_or_else(|| {
            let name = type_name(arg);
            Err(PyException::type_error(format!("must be real number, not {name}")))
        })
    }
}

fn out_of_range() -> PyException {
    PyException::new(ExceptionKind::OverflowError, "math range error")
}

unsafe fn made(thread: *mut Thread, real: f64, imag: f64) -> Result<Ref> {
    if real.is_infinite() || imag.is_infinite() {
        return Err(out_of_range());
    }
    // SAFETY: the caller keeps the contract of this module.
    Ok(unsafe { complexes::new(thread, Number { real, imag }) })
}

/// A point by its distance and angle.
fn turned(length: f64, angle: f64) -> (f64, f64) {
    (length * angle.cos(), length * angle.sin())
}

pub(super) unsafe fn exp(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Number { real, imag } = given(args[0])?;
        let (real, imag) = match real > LARGE.ln() {
            true => {
                let (real, imag) = turned((real - 1.0).exp(), imag);
                (real * std::f64::consts::E, imag * std::f64::consts::E)
            }
            false => turned(real.exp(), imag),
        };
        made(thread, real, imag)
    }
}

pub(super) unsafe fn phase(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Number { real, imag } = given(args[0])?;
        let angle = imag.atan2(real);
        if angle == 0.0 && imag != 0.0 {
            // C says that the angle is too small, and CPython asks no further.
            return Err(out_of_range());
        }
        Ok(Thread::float(thread, angle))
    }
}

pub(super) unsafe fn polar(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = given(args[0])?;
        let size = value.real.hypot(value.imag);
        if size.is_infinite() {
            return Err(out_of_range());
        }
        let parts = [size, value.imag.atan2(value.real)].map(|part| Thread::float(thread, part));
        Ok(tuples::new_tuple(thread, &parts))
    }
}

pub(super) unsafe fn rect(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut parts = [0.0; 2];
        for (part, &arg) in parts.iter_mut().zip(args) {
            if complexes::value(arg).is_some() {
                return Err(PyException::type_error("must be real number, not complex"));
            }
            *part = given(arg)?.real;
        }
        let [length, angle] = parts;
        let (real, imag) = match angle == 0.0 {
            true => (length, length * angle),
            false => turned(length, angle),
        };
        made(thread, real, imag)
    }
}

/// A square root, of the absolute value scaled so that it is in range.
pub(super) unsafe fn sqrt(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Number { real, imag } = given(args[0])?;
        let (x, y) = (real.abs(), imag.abs());
        if x == 0.0 && y == 0.0 {
            return made(thread, 0.0, imag);
        }
        let half = match x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE {
            true => {
                let up = 2f64.powi(53);
                (x * up + (x * up).hypot(y * up)).sqrt() * 2f64.powi(-27)
            }
            false => 2.0 * (x / 8.0 + (x / 8.0).hypot(y / 8.0)).sqrt(),
        };
        let other = y / (2.0 * half);
        match real >= 0.0 {
            true => made(thread, half, other.copysign(imag)),
            false => made(thread, other, half.copysign(imag)),
        }
    }
}
