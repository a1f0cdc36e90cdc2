//! Methods of `int`, `float` and `complex`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Float, Ref, type_id};
use crate::runtime::class_methods::is_little;
use crate::runtime::classes::given_int;
use crate::runtime::complexes::{self, Number};
use crate::runtime::error::Result;
use crate::runtime::strings::new_str;
use crate::runtime::subscripts::truth;
use crate::runtime::value::new_bytes;
use crate::runtime::{ExceptionKind, PyException, arithmetic, hexadecimal};
use crate::thread::Thread;
use num_traits::{Signed, Zero};

pub(super) static METHODS: &[Row] = &[
    (type_id::INT, "int.bit_count", 0, 0, bit_count),
    (type_id::INT, "int.bit_length", 0, 0, bit_length),
    (type_id::INT, "int.to_bytes", 0, 3, to_bytes),
    (type_id::FLOAT, "float.hex", 0, 0, hex),
    (type_id::FLOAT, "float.is_integer", 0, 0, is_integer),
    (type_id::COMPLEX, "complex.conjugate", 0, 0, conjugate),
];

unsafe fn bit_count(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let ones: u32 = arithmetic::int_value(this).iter_u64_digits().map(u64::count_ones).sum();
        Ok(Thread::int(thread, ones.into()))
    }
}

unsafe fn bit_length(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, arithmetic::int_value(this).bits() as i64)) }
}

/// `number.to_bytes(length, byteorder, signed)`
unsafe fn to_bytes(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let given = args.first().filter(|length| length.type_id() != type_id::NONE);
        let length = given.map_or(Ok(1), |&length| given_int(length))?;
        let is_little = is_little(args.get(1).filter(|order| order.type_id() != type_id::NONE))?;
        let is_signed = args.get(2).is_some_and(|&signed| truth(signed));
        let Ok(length) = usize::try_from(length) else {
            return Err(PyException::value_error("length argument must be non-negative"));
        };
        let value = arithmetic::int_value(this);
        let overflow = |message: &str| PyException::new(ExceptionKind::OverflowError, message);
        if value.is_negative() && !is_signed {
            return Err(overflow("can't convert negative int to unsigned"));
        }
        let (mut bytes, filler) = match (is_signed, value.is_negative()) {
            _ if value.is_zero() => (Vec::new(), 0),
            (true, true) => (value.to_signed_bytes_le(), 0xff),
            (true, false) => (value.to_signed_bytes_le(), 0),
            (false, _) => (value.to_bytes_le().1, 0),
        };
        if bytes.len() > length {
            return Err(overflow("int too big to convert"));
        }
        if length > 1 << 31 {
            return Err(PyException::new(ExceptionKind::MemoryError, "bytes that long"));
        }
        bytes.resize(length, filler);
        if !is_little {
            bytes.reverse();
        }
        Ok(new_bytes(thread, &bytes))
    }
}

unsafe fn hex(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(new_str(thread, &hexadecimal::text((*this.cast::<Float>()).value))) }
}

unsafe fn is_integer(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = (*this.cast::<Float>()).value;
        Ok(Thread::bool(thread, value.is_finite() && value.fract() == 0.0))
    }
}

unsafe fn conjugate(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = complexes::value(this);
        let conjugate = value.map(|Number { real, imag }| Number { real, imag: -imag });
        Ok(conjugate.map_or(Ref::NULL, |value| complexes::new(thread, value)))
    }
}
