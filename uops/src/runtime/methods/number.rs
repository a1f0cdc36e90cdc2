//! Methods of `int` and `complex`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::Row;
use crate::object::{Ref, type_id};
use crate::runtime::arithmetic;
use crate::runtime::complexes::{self, Number};
use crate::runtime::error::Result;
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::INT, "int.bit_count", 0, 0, bit_count),
    (type_id::INT, "int.bit_length", 0, 0, bit_length),
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

unsafe fn conjugate(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = complexes::value(this);
        let conjugate = value.map(|Number { real, imag }| Number { real, imag: -imag });
        Ok(conjugate.map_or(Ref::NULL, |value| complexes::new(thread, value)))
    }
}
