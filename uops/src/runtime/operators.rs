//! Binary operators on operands of any type.

use super::arithmetic::{self, Number};
use super::buffers::{self, bytes};
use super::error::Result;
use super::owned::Owned;
use super::subscripts::type_name;
use super::{
    ExceptionKind, PyException, RequestKind, Value, arrays, bytearrays, classes, complexes,
    counters, deques, dicts, formatting, lists, raise, replay, sets, strings, tuples, value,
};
use crate::object::{Float, Int, Ref, TypeId, type_id};
use crate::operator::{Applied, Operator};
use crate::thread::Thread;
use num_traits::Signed;

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
    // SAFETY: the caller's promise.
    unsafe {
        let result = binary(thread, applied(operator), left, right);
        result.unwrap_or_else(|exception| raise(thread, exception))
    }
}

/// The operator of an oparg, which the verifier has looked at.
pub(super) fn applied(oparg: usize) -> Applied {
    let applied = u16::try_from(oparg).ok().and_then(Applied::from_oparg);
    applied.expect("the verifier lets operators through only")
}

/// A binary operator on operands that stay the caller's.
///
/// # Safety
/// `thread` is a live runtime's, `left` and `right` are objects of it.
pub(super) unsafe fn binary(
    thread: *mut Thread,
    applied: Applied,
    left: Ref,
    right: Ref,
) -> Result<Ref> {
    let operator = applied.operator;
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(value) = compact(operator, left, right) {
            return Ok(Thread::int(thread, value));
        }
        let is_int = |object: Ref| matches!(object.type_id(), type_id::INT | type_id::BOOL);
        let both_ints = is_int(left) && is_int(right);
        if (!both_ints || operator == Operator::TrueDivide)
            && let Some(Ok(value)) = floats(operator, left, right)
        {
            return Ok(Thread::float(thread, value));
        }
        if both_ints {
            let result = arithmetic::ints(thread, operator, left, right);
            let bools = left.type_id() == type_id::BOOL && right.type_id() == type_id::BOOL;
            if bools && matches!(operator, Operator::And | Operator::Or | Operator::Xor) {
                // The result is one of the small ints, which are never freed.
                return result
                    .unwrap_or_else(|| Err(unsupported(applied, left, right)))
                    .map(|int| Thread::bool(thread, arithmetic::wide_value(int) != Some(0)));
            }
            return result.unwrap_or_else(|| Err(unsupported(applied, left, right)));
        }
        if replay::has_opaque(&[left, right]) {
            let operands = [left, right];
            return replay::answered(thread, RequestKind::Operator, applied.symbol(), &operands);
        }
        if left.held().or(right.held()).is_some() {
            return on_held(thread, applied, left, right);
        }
        let is_number = |object: Ref| is_int(object) || object.type_id() == type_id::FLOAT;
        let both = (is_number(left) && is_number(right))
            .then(|| arithmetic::number(left).zip(arithmetic::number(right)))
            .flatten();
        let result = match both {
            Some((l, r)) => numbers(thread, operator, l, r),
            None => complexes::binary(thread, operator, left, right)
                .or_else(|| containers(thread, applied, left, right)),
        };
        result.unwrap_or_else(|| Err(unsupported(applied, left, right)))
    }
}

/// See [`crate::helpers::uop_new_reference`].
///
/// # Safety
/// `object` is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_new_reference(_: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { object.incref() };
    object
}

/// A binary operator on what operands hold whose classes derive from builtin types. What changes its left operand
/// gives that operand.
unsafe fn on_held(thread: *mut Thread, applied: Applied, left: Ref, right: Ref) -> Result<Ref> {
    // SAFETY: the caller passes live objects.
    unsafe {
        let [held, other] = [left, right].map(|object| object.held().unwrap_or(object));
        if applied.in_place
            && held != left
            && let Some(changed) = in_place(thread, applied.operator, held, other)
        {
            changed?;
            left.incref();
            return Ok(left);
        }
        binary(thread, applied, held, other)
    }
}

/// The operators on ints whose operands and result fit 64 bits.
#[inline]
unsafe fn compact(operator: Operator, left: Ref, right: Ref) -> Option<i64> {
    // SAFETY: the caller passes live objects; the types say their layouts.
    unsafe {
        let both = left.is_compact_int() && right.is_compact_int();
        let value = |int: Ref| (*int.cast::<Int>()).value;
        both.then(|| operator.on_i64(value(left), value(right))).flatten()
    }
}

/// The operators whose result is a float, on operands that a float can hold. Nothing, or an
/// exception whose message the general code makes, for all others.
#[inline]
unsafe fn floats(operator: Operator, left: Ref, right: Ref) -> Option<Result<f64>> {
    // SAFETY: the caller passes live objects.
    unsafe {
        let (l, l_is_float) = as_float(left)?;
        let (r, r_is_float) = as_float(right)?;
        if !l_is_float && !r_is_float && operator != Operator::TrueDivide {
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

/// An operator on two numbers of which one is a float.
unsafe fn numbers(
    thread: *mut Thread,
    operator: Operator,
    l: Number,
    r: Number,
) -> Option<Result<Ref>> {
    let result = match (l.to_f64(), r.to_f64()) {
        (Ok(l), Ok(r)) if operator == Operator::Power && complexes::is_power(l, r) => {
            // SAFETY: the caller passes a live thread.
            return Some(unsafe { complexes::real_power(thread, l, r) });
        }
        (Ok(l), Ok(r)) => arithmetic::float_operator(operator, l, r)?,
        (Err(exception), _) | (_, Err(exception)) => Err(exception),
    };
    // SAFETY: the caller passes a live thread.
    Some(result.map(|value| unsafe { Thread::float(thread, value) }))
}

/// The operators of sequences, sets and dicts.
unsafe fn containers(
    thread: *mut Thread,
    applied: Applied,
    left: Ref,
    right: Ref,
) -> Option<Result<Ref>> {
    use Operator::{Add, And, Multiply, Or, Remainder, Subtract, Xor};
    // SAFETY: the caller passes live objects; the types say their layouts.
    unsafe {
        if applied.in_place
            && let Some(result) = in_place(thread, applied.operator, left, right)
        {
            return Some(result.map(|()| {
                left.incref();
                left
            }));
        }
        if [left, right].iter().all(|operand| operand.type_id() == type_id::COUNTER) {
            return counters::binary(thread, applied.operator, applied.in_place, left, right);
        }
        match (applied.operator, left.type_id(), right.type_id()) {
            (Add, type_id::LIST, type_id::LIST) => {
                Some(Ok(lists::joined(thread, [lists::items(left), lists::items(right)])))
            }
            (Add, type_id::TUPLE, type_id::TUPLE)
                if tuples::items(left).is_empty() || tuples::items(right).is_empty() =>
            {
                let sum = if tuples::items(left).is_empty() { right } else { left };
                sum.incref();
                Some(Ok(sum))
            }
            (Add, type_id::TUPLE, type_id::TUPLE) => {
                let joined = [tuples::items(left), tuples::items(right)].concat();
                Some(Ok(tuples::copy_tuple(thread, &joined)))
            }
            (Remainder, type_id::STR, _) => Some(formatting::percent(thread, left, right)),
            (Add, type_id::STR, type_id::STR) => Some(Ok(strings::concat(thread, left, right))),
            (Add, type_id::BYTES | type_id::BYTEARRAY, _) => {
                Some(buffers::concat(thread, left, right))
            }
            (Add, type_id::ARRAY, type_id::ARRAY) => Some(arrays::concat(thread, left, right)),
            (Add, type_id::DEQUE, type_id::DEQUE) => Some(deques::concat(thread, left, right)),
            (Add, sequence @ (type_id::LIST | type_id::TUPLE | type_id::STR), _) => {
                Some(Err(not_concatenated(sequence, right)))
            }
            (Multiply, kind, _) if is_repeated(kind) => Some(repeat(thread, left, right)),
            (Multiply, _, kind) if is_repeated(kind) => Some(repeat(thread, right, left)),
            (
                And | Or | Xor | Subtract,
                type_id::SET | type_id::FROZENSET,
                type_id::SET | type_id::FROZENSET,
            ) => Some(sets::combine(thread, applied.operator, left, right)),
            (Or, type_id::DICT, type_id::DICT) => {
                let merged = dicts::copy(thread, left).and_then(|dict| {
                    dicts::merge(thread, dict.get(), right)?;
                    Ok(dict.give())
                });
                Some(merged)
            }
            _ => None,
        }
    }
}

/// Whether objects of a type can be repeated.
fn is_repeated(kind: TypeId) -> bool {
    matches!(kind, type_id::LIST | type_id::TUPLE | type_id::STR | type_id::BYTES)
        || matches!(kind, type_id::ARRAY | type_id::BYTEARRAY)
}

/// The operators that change their left operand.
unsafe fn in_place(
    thread: *mut Thread,
    operator: Operator,
    left: Ref,
    right: Ref,
) -> Option<Result<()>> {
    use Operator::{Add, And, Multiply, Or, Subtract, Xor};
    // SAFETY: the caller passes live objects; the types say their layouts.
    unsafe {
        let is_set = |object: Ref| matches!(object.type_id(), type_id::SET | type_id::FROZENSET);
        match (operator, left.type_id()) {
            (Add, type_id::LIST) => Some(lists::extend(thread, left, right)),
            (Add, type_id::DEQUE) => Some(deques::extend(thread, left, right, false)),
            (Add, type_id::ARRAY) if right.type_id() == type_id::ARRAY => {
                Some(arrays::extend(thread, left, right))
            }
            (Add, type_id::BYTEARRAY) => Some(bytearrays::add(thread, left, right)),
            (Multiply, type_id::ARRAY | type_id::BYTEARRAY) => {
                Some(repeat(thread, left, right).and_then(|repeated| {
                    let repeated = Owned::new(thread, repeated);
                    arrays::replace(thread, left, repeated.get())
                }))
            }
            (Multiply, type_id::LIST) => Some(repeat(thread, left, right).map(|repeated| {
                let repeated = Owned::new(thread, repeated);
                let items = lists::items(repeated.get());
                items.iter().for_each(|item| item.incref());
                drop(lists::splice(thread, left, 0, usize::MAX, items));
            })),
            (And | Or | Subtract | Xor, type_id::SET) if is_set(right) => {
                Some(sets::combine_in_place(thread, operator, left, right))
            }
            (Or, type_id::DICT) => Some(classes::update(thread, left, right)),
            _ => None,
        }
    }
}

unsafe fn not_concatenated(sequence: TypeId, other: Ref) -> PyException {
    let name = type_id::name(sequence);
    // SAFETY: the caller passes a live object.
    let other = unsafe { type_name(other) };
    PyException::type_error(format!("can only concatenate {name} (not \"{other}\") to {name}"))
}

unsafe fn repeat(thread: *mut Thread, sequence: Ref, count: Ref) -> Result<Ref> {
    // SAFETY: the caller passes a live sequence and object.
    unsafe {
        if !matches!(count.type_id(), type_id::INT | type_id::BOOL) {
            let name = type_name(count);
            return Err(PyException::type_error(format!(
                "can't multiply sequence by non-int of type '{name}'"
            )));
        }
        let Some(count) = arithmetic::compact_value(count).or_else(|| {
            // A negative count repeats nothing, however large.
            arithmetic::int_value(count).is_negative().then_some(0)
        }) else {
            let message = "cannot fit 'int' into an index-sized integer";
            return Err(PyException::new(ExceptionKind::OverflowError, message));
        };
        let count = usize::try_from(count).unwrap_or(0);
        let items = match sequence.type_id() {
            type_id::STR => return strings::repeat(thread, sequence, count),
            type_id::BYTES => {
                let content = bytes(sequence);
                return match content.len().checked_mul(count) {
                    Some(len) if len <= 1 << 31 => {
                        Ok(value::new_bytes(thread, &content.repeat(count)))
                    }
                    _ => Err(PyException::new(ExceptionKind::MemoryError, "bytes that long")),
                };
            }
            type_id::ARRAY | type_id::BYTEARRAY => {
                return match arrays::bytes(sequence).len().checked_mul(count) {
                    Some(len) if len <= 1 << 31 => Ok(arrays::repeat(thread, sequence, count)),
                    _ => Err(PyException::new(ExceptionKind::MemoryError, "an array that long")),
                };
            }
            type_id::LIST => lists::items(sequence),
            _ if count == 1 => {
                sequence.incref();
                return Ok(sequence);
            }
            _ => tuples::items(sequence),
        };
        // 2**28 references are 2 GiB: refuse rather than be killed.
        match items.len().checked_mul(count) {
            Some(len) if len <= 1 << 28 => {}
            _ => return Err(PyException::new(ExceptionKind::MemoryError, "a sequence that long")),
        }
        let all = items.repeat(count);
        Ok(match sequence.type_id() {
            type_id::LIST => lists::copy_list(thread, &all),
            _ => tuples::copy_tuple(thread, &all),
        })
    }
}

/// `-operand` and `~operand`.
unsafe fn unary(thread: *mut Thread, invert: bool, operand: Ref) -> Result<Ref> {
    // SAFETY: the caller passes a live object.
    unsafe {
        if operand.is_compact_int() {
            let value = (*operand.cast::<Int>()).value;
            if let Some(result) = if invert { Some(!value) } else { value.checked_neg() } {
                return Ok(Thread::int(thread, result));
            }
        }
        if replay::is_opaque(operand) {
            let symbol = if invert { "~" } else { "-" };
            return replay::answered(thread, RequestKind::Unary, symbol, &[operand]);
        }
        match (arithmetic::number(operand), invert) {
            (Some(Number::Int(value)), false) => Ok(arithmetic::new_int(thread, -value)),
            (Some(Number::Int(value)), true) => Ok(arithmetic::new_int(thread, !value)),
            (Some(Number::Float(value)), false) => Ok(Thread::float(thread, -value)),
            (None, false) if operand.type_id() == type_id::COMPLEX => {
                Ok(complexes::negative(thread, operand))
            }
            _ if operand.held().is_some() => {
                unary(thread, invert, operand.held().unwrap_or(operand))
            }
            _ => Err(PyException::type_error(format!(
                "bad operand type for unary {}: '{}'",
                if invert { "~" } else { "-" },
                type_name(operand)
            ))),
        }
    }
}

/// See [`crate::helpers::uop_unary_op`].
///
/// # Safety
/// `thread` is a live runtime's, `operand` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_unary_op(thread: *mut Thread, invert: bool, operand: Ref) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { unary(thread, invert, operand).unwrap_or_else(|exception| raise(thread, exception)) }
}

unsafe fn unsupported(applied: Applied, left: Ref, right: Ref) -> PyException {
    // SAFETY: the caller passes live objects.
    let (l, r) = unsafe { (left.type_id(), right.type_id()) };
    let symbol = match applied {
        Applied { operator: Operator::Power, in_place: false } => "** or pow()",
        applied => applied.symbol(),
    };
    PyException::type_error(format!(
        "unsupported operand type(s) for {symbol}: '{}' and '{}'",
        type_id::name(l),
        type_id::name(r)
    ))
}

/// What an operator makes of two ints or two floats. Nothing where it raises an exception, and for
/// values of other types.
pub fn of_constants(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(l), Value::Int(r)) => match arithmetic::int_operator(operator, l, r)?.ok()? {
            Number::Int(value) => Some(Value::Int(value)),
            Number::Float(value) => Some(Value::Float(value)),
        },
        (Value::Float(l), Value::Float(r)) => {
            arithmetic::float_operator(operator, *l, *r)?.ok().map(Value::Float)
        }
        _ => None,
    }
}
