//! CPython's unary intrinsics: the functions of `CALL_INTRINSIC_1`.

use super::error::Result;
use super::subscripts::type_name;
use super::{PyException, arithmetic, exceptions, lists, raise, tuples};
use crate::object::{Ref, type_id};
use crate::thread::Thread;

/// An intrinsic that programs can use, by CPython's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum Intrinsic {
    /// `INTRINSIC_STOPITERATION_ERROR`: what a generator raises instead of an exception.
    StopIterationError = 3,
    /// `INTRINSIC_UNARY_POSITIVE`: `+value`.
    UnaryPositive = 5,
    /// `INTRINSIC_LIST_TO_TUPLE`: the tuple of a list's items. The compiler makes tuples so whose items
    /// are many or unpacked.
    ListToTuple = 6,
}

impl Intrinsic {
    /// The intrinsic with this number, which is the oparg of `CALL_INTRINSIC_1`.
    pub fn from_number(number: usize) -> Option<Intrinsic> {
        [Intrinsic::StopIterationError, Intrinsic::UnaryPositive, Intrinsic::ListToTuple]
            .into_iter()
            .find(|&intrinsic| intrinsic as usize == number)
    }
}

/// See [`crate::helpers::uop_intrinsic`].
///
/// # Safety
/// `thread` is a live runtime's, `value` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_intrinsic(thread: *mut Thread, number: usize, value: Ref) -> Ref {
    // SAFETY: the caller's promise.
    let result = unsafe {
        match Intrinsic::from_number(number) {
            Some(Intrinsic::StopIterationError) => Ok(exceptions::of_generator(thread, value)),
            Some(Intrinsic::UnaryPositive) => positive(thread, value),
            Some(Intrinsic::ListToTuple) => list_to_tuple(thread, value),
            None => Err(PyException::type_error(format!("there is no intrinsic {number}"))),
        }
    };
    // SAFETY: the caller's promise.
    result.unwrap_or_else(|exception| unsafe { raise(thread, exception) })
}

/// `+value`
unsafe fn positive(thread: *mut Thread, value: Ref) -> Result<Ref> {
    // SAFETY: the caller passes a live object.
    unsafe {
        match value.type_id() {
            type_id::INT | type_id::FLOAT | type_id::COMPLEX => {
                value.incref();
                Ok(value)
            }
            type_id::BOOL => Ok(arithmetic::new_int(thread, arithmetic::int_value(value))),
            _ if value.held().is_some() => positive(thread, value.held().unwrap_or(value)),
            _ => Err(PyException::type_error(format!(
                "bad operand type for unary +: '{}'",
                type_name(value)
            ))),
        }
    }
}

/// The tuple of a list's items.
unsafe fn list_to_tuple(thread: *mut Thread, list: Ref) -> Result<Ref> {
    // SAFETY: the caller passes a live object.
    unsafe {
        match list.type_id() {
            type_id::LIST => Ok(tuples::copy_tuple(thread, lists::items(list))),
            _ => Err(PyException::type_error(format!(
                "a list is needed to make a tuple of, not '{}'",
                type_name(list)
            ))),
        }
    }
}
