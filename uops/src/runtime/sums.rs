//! CPython's `sum`, which adds floats with compensation, and since 3.14 the parts of complex numbers, too.
//!
//! # Safety
//! The contract of [`super::builtins`].
#![allow(clippy::missing_safety_doc)]

use super::complexes::{self, Number};
use super::error::Result;
use super::owned::Owned;
use super::{PyException, arithmetic, iterators, operators, state};
use crate::object::{Float, Ref, type_id};
use crate::operator::Operator;
use crate::thread::Thread;

/// `sum(items, start)`
pub(super) unsafe fn sum(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let start = match args.get(1) {
            None => Thread::int(thread, 0),
            Some(start) if start.type_id() == type_id::STR => {
                let message = "sum() can't sum strings [use ''.join(seq) instead]";
                return Err(PyException::type_error(message));
            }
            Some(start) if [type_id::BYTES, type_id::BYTEARRAY].contains(&start.type_id()) => {
                let name = type_id::name(start.type_id());
                let message = format!("sum() can't sum {name} [use b''.join(seq) instead]");
                return Err(PyException::type_error(message));
            }
            Some(start) => {
                start.incref();
                *start
            }
        };
        let mut total = Owned::new(thread, start);
        let mut running = Running::of(thread, total.get());
        iterators::for_each(thread, args[0], |item| {
            let item = Owned::new(thread, item);
            if let Some(sum) = &mut running {
                if sum.add(item.get()) {
                    return Ok(());
                }
                total = Owned::new(thread, sum.total(thread));
            }
            let more = operators::binary(thread, Operator::Add.into(), total.get(), item.get())?;
            total = Owned::new(thread, more);
            running = Running::of(thread, more);
            Ok(())
        })?;
        match running {
            Some(sum) => Ok(sum.total(thread)),
            None => Ok(total.give()),
        }
    }
}

/// A sum that is compensated: of floats, or of complex numbers.
enum Running {
    Real(Compensated),
    Complex(Compensated, Compensated),
}

impl Running {
    /// The sum that goes on from a total, unless that is neither.
    unsafe fn of(thread: *mut Thread, total: Ref) -> Option<Self> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let begin = |sum| Compensated { sum, lost: 0.0 };
            match total.type_id() {
                type_id::FLOAT => Some(Running::Real(begin((*total.cast::<Float>()).value))),
                type_id::COMPLEX if state(thread).mixes_reals => {
                    let Number { real, imag } = complexes::value(total)?;
                    Some(Running::Complex(begin(real), begin(imag)))
                }
                _ => None,
            }
        }
    }

    /// Adds a number, if it is of this kind or an int of 64 bits, and says whether it was.
    unsafe fn add(&mut self, object: Ref) -> bool {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let int = arithmetic::compact_value(object);
            match (self, object.type_id()) {
                (Running::Real(sum) | Running::Complex(sum, _), type_id::FLOAT) => {
                    sum.add((*object.cast::<Float>()).value);
                    true
                }
                (Running::Real(sum), _) => {
                    // An int is exact enough, or what CPython takes for that.
                    int.inspect(|&value| sum.sum += value as f64).is_some()
                }
                (Running::Complex(real, imag), _) => match complexes::value(object) {
                    Some(value) => {
                        real.add(value.real);
                        imag.add(value.imag);
                        true
                    }
                    None => int.inspect(|&value| real.add(value as f64)).is_some(),
                },
            }
        }
    }

    unsafe fn total(&self, thread: *mut Thread) -> Ref {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            match self {
                Running::Real(sum) => Thread::float(thread, sum.total()),
                Running::Complex(real, imag) => {
                    let (real, imag) = (real.total(), imag.total());
                    complexes::new(thread, Number { real, imag })
                }
            }
        }
    }
}

/// A sum of floats and what rounding has cost it: Neumaier's algorithm.
struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += match self.sum.abs() >= value.abs() {
            true => (self.sum - sum) + value,
            false => (value - sum) + self.sum,
        };
        self.sum = sum;
    }

    fn total(&self) -> f64 {
        let counts = self.lost != 0.0 && self.lost.is_finite();
        if counts { self.sum + self.lost } else { self.sum }
    }
}
