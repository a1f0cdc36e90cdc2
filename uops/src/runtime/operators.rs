//! Binary operators on operands of any type.

use super::arithmetic::{self, Number, Result};
use super::lists::new_list;
use super::{ExceptionKind, PyException, lists, raise};
use crate::object::{Float, Int, Ref, type_id};
use crate::thread::Thread;
use num_traits::{Signed, ToPrimitive};

/// `NB_ADD`
pub const ADD: usize = 0;
/// `NB_AND`
pub const AND: usize = 1;
/// `NB_FLOOR_DIVIDE`
pub const FLOOR_DIVIDE: usize = 2;
/// `NB_LSHIFT`
pub const LSHIFT: usize = 3;
/// `NB_MULTIPLY`
pub const MULTIPLY: usize = 5;
/// `NB_REMAINDER`
pub const REMAINDER: usize = 6;
/// `NB_OR`
pub const OR: usize = 7;
/// `NB_POWER`
pub const POWER: usize = 8;
/// `NB_RSHIFT`
pub const RSHIFT: usize = 9;
/// `NB_SUBTRACT`
pub const SUBTRACT: usize = 10;
/// `NB_TRUE_DIVIDE`
pub const TRUE_DIVIDE: usize = 11;
/// `NB_XOR`
pub const XOR: usize = 12;
/// How far the in-place form of an operator is from the plain one.
const INPLACE: usize = 13;

const SYMBOLS: [&str; INPLACE] =
    ["+", "&", "//", "<<", "@", "*", "%", "|", "** or pow()", ">>", "-", "/", "^"];

/// See [`crate::helpers::uop_binary_op`].
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are objects of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_binary_op(
    thread: *mut Thread,
    operator: usize,
    left: Ref,
    right: Ref,
) -> Ref {
    let plain = operator % INPLACE;
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(value) = compact(plain, left, right) {
            return Thread::int(thread, value);
        }
        if let Some(Ok(value)) = floats(plain, left, right) {
            return Thread::float(thread, value);
        }
        let result = match (arithmetic::number(left), arithmetic::number(right)) {
            (Some(l), Some(r)) => numbers(thread, plain, l, r),
            _ => sequences(thread, plain, left, right),
        };
        match result {
            Some(Ok(object)) => object,
            Some(Err(exception)) => raise(thread, exception),
            None => raise(thread, unsupported(operator, left, right)),
        }
    }
}

/// The operators on ints whose operands and result fit 64 bits.
#[inline]
unsafe fn compact(operator: usize, left: Ref, right: Ref) -> Option<i64> {
    // SAFETY: the caller passes live objects; the types say their layouts.
    unsafe {
        if left.type_id() != type_id::INT || right.type_id() != type_id::INT {
            return None;
        }
        let (l, r) = (&*left.cast::<Int>(), &*right.cast::<Int>());
        if !l.is_compact() || !r.is_compact() {
            return None;
        }
        let (l, r) = (l.value, r.value);
        match operator {
            ADD => l.checked_add(r),
            SUBTRACT => l.checked_sub(r),
            MULTIPLY => l.checked_mul(r),
            AND => Some(l & r),
            OR => Some(l | r),
            XOR => Some(l ^ r),
            RSHIFT if (0..64).contains(&r) => Some(l >> r),
            LSHIFT if (0..63).contains(&r) => {
                let shifted = l << r;
                (shifted >> r == l).then_some(shifted)
            }
            // Rounds towards minus infinity; division by 0 and the one overflow go the long way.
            FLOOR_DIVIDE => {
                let quotient = l.checked_div(r)?;
                let inexact = quotient.wrapping_mul(r) != l;
                Some(quotient - i64::from(inexact && (l < 0) != (r < 0)))
            }
            REMAINDER => {
                let rest = l.checked_rem(r)?;
                Some(if rest != 0 && (rest < 0) != (r < 0) { rest + r } else { rest })
            }
            _ => None,
        }
    }
}

/// The operators whose result is a float, on operands that a float can hold. Nothing, or an
/// exception that the long way words better, for all others.
#[inline]
unsafe fn floats(operator: usize, left: Ref, right: Ref) -> Option<Result<f64>> {
    // SAFETY: the caller passes live objects.
    unsafe {
        let (l, l_is_float) = as_float(left)?;
        let (r, r_is_float) = as_float(right)?;
        if !l_is_float && !r_is_float && operator != TRUE_DIVIDE {
            return None;
        }
        arithmetic::float_operator(operator, l, r)
    }
}

/// A float, or an int that a float holds exactly, and which of the two it is.
#[inline]
unsafe fn as_float(object: Ref) -> Option<(f64, bool)> {
    // SAFETY: the caller passes a live object, whose type says its layout.
    unsafe {
        match object.type_id() {
            type_id::FLOAT => Some(((*object.cast::<Float>()).value, true)),
            type_id::INT => {
                let int = &*object.cast::<Int>();
                let exact = int.is_compact() && int.value.unsigned_abs() <= 1 << 53;
                exact.then_some((int.value as f64, false))
            }
            _ => None,
        }
    }
}

unsafe fn numbers(
    thread: *mut Thread,
    operator: usize,
    l: Number,
    r: Number,
) -> Option<Result<Ref>> {
    let result = match (&l, &r) {
        (Number::Int(l), Number::Int(r)) => arithmetic::int_operator(operator, l, r)?,
        _ => match (l.to_f64(), r.to_f64()) {
            (Ok(l), Ok(r)) => arithmetic::float_operator(operator, l, r)?.map(Number::Float),
            (Err(exception), _) | (_, Err(exception)) => Err(exception),
        },
    };
    // SAFETY: the caller passes a live thread.
    Some(result.map(|number| unsafe {
        match number {
            Number::Int(value) => arithmetic::new_int(thread, value),
            Number::Float(value) => Thread::float(thread, value),
        }
    }))
}

/// `list + list` and `list * int`.
unsafe fn sequences(
    thread: *mut Thread,
    operator: usize,
    left: Ref,
    right: Ref,
) -> Option<Result<Ref>> {
    // SAFETY: the caller passes live objects; the types say their layouts.
    unsafe {
        match (operator, left.type_id(), right.type_id()) {
            (ADD, type_id::LIST, type_id::LIST) => {
                let joined = [lists::items(left), lists::items(right)].concat();
                Some(Ok(copy_list(thread, &joined)))
            }
            (MULTIPLY, type_id::LIST, type_id::INT | type_id::BOOL) => {
                Some(repeat(thread, left, right))
            }
            (MULTIPLY, type_id::INT | type_id::BOOL, type_id::LIST) => {
                Some(repeat(thread, right, left))
            }
            _ => None,
        }
    }
}

unsafe fn repeat(thread: *mut Thread, list: Ref, count: Ref) -> Result<Ref> {
    // SAFETY: the caller passes a live list and int.
    unsafe {
        let items = lists::items(list);
        let count = arithmetic::int_value(count);
        if count.is_positive() && count.to_isize().is_none() {
            let message = "cannot fit 'int' into an index-sized integer";
            return Err(PyException::new(ExceptionKind::OverflowError, message));
        }
        // A negative count repeats nothing, however large.
        let count = count.to_usize().unwrap_or(0);
        // 2**32 references are 32 GiB: refuse rather than be killed.
        match items.len().checked_mul(count) {
            Some(len) if len < 1 << 32 => Ok(copy_list(thread, &items.repeat(count))),
            _ => Err(PyException::new(ExceptionKind::MemoryError, "a list that long")),
        }
    }
}

unsafe fn copy_list(thread: *mut Thread, items: &[Ref]) -> Ref {
    // SAFETY: the items are alive, and each copy gets a reference of its own.
    unsafe {
        for item in items {
            item.incref();
        }
        new_list(thread, items)
    }
}

unsafe fn unsupported(operator: usize, left: Ref, right: Ref) -> PyException {
    // SAFETY: the caller passes live objects.
    let (l, r) = unsafe { (left.type_id(), right.type_id()) };
    let mut symbol = SYMBOLS[operator % INPLACE].to_owned();
    if operator >= INPLACE {
        symbol = symbol.replace(" or pow()", "") + "=";
    }
    PyException::type_error(format!(
        "unsupported operand type(s) for {symbol}: '{}' and '{}'",
        type_id::name(l),
        type_id::name(r)
    ))
}
