//! Equality, order and hashes of objects of any type.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::arithmetic::{self, Number};
use super::error::Result;
use super::owned::Owned;
use super::strings::{self, text};
use super::{
    PyException, RequestKind, arrays, buffers, complexes, defaults, deques, dicts, lists,
    memoryviews, nested, raise, replay, sets, subscripts, tuples, views,
};
use crate::object::{
    BoundMethod, Builtin, Complex, Float, Int, MethodDescriptor, Range, Ref, Slice, TypeId,
    TypeObject, bytes_hash, type_id,
};
use crate::operator::{Comparison, Outcome};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};
use std::cmp::Ordering;

/// How two objects compare; nothing where one of them is a NaN.
type Order = Option<Ordering>;

/// What a message says where a comparison goes too deep.
const IN_COMPARISON: &str = " in comparison";

/// Whether a mask accepts an outcome.
fn accepts(mask: u16, order: Order) -> bool {
    let outcome = match order {
        None => Outcome::Unordered,
        Some(Ordering::Less) => Outcome::Less,
        Some(Ordering::Greater) => Outcome::Greater,
        Some(Ordering::Equal) => Outcome::Equal,
    };
    mask & outcome.bit() != 0
}

/// `left == right`
pub(super) unsafe fn equal(thread: *mut Thread, left: Ref, right: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (l, r) = (left.type_id(), right.type_id());
        if l == type_id::STR && r == type_id::STR {
            return Ok(left == right || text(left) == text(right));
        }
        if let Some(order) = numbers(left, right) {
            return Ok(order == Some(Ordering::Equal));
        }
        match (l, r) {
            (type_id::LIST, type_id::LIST) => nested(thread, IN_COMPARISON, || {
                all_equal(thread, lists::items(left), lists::items(right))
            }),
            (type_id::TUPLE, type_id::TUPLE) => nested(thread, IN_COMPARISON, || {
                all_equal(thread, tuples::items(left), tuples::items(right))
            }),
            (type_id::ARRAY, type_id::ARRAY) => {
                let [left, right] = in_lists(thread, left, right);
                equal(thread, left.get(), right.get())
            }
            (type_id::DEQUE, type_id::DEQUE) => nested(thread, IN_COMPARISON, || {
                all_equal(thread, &deques::items(left), &deques::items(right))
            }),
            (type_id::COUNTER, type_id::COUNTER) => nested(thread, IN_COMPARISON, || {
                defaults::all_compare(thread, Comparison::Equal, left, right)
            }),
            _ if dicts::is_dict(left) && dicts::is_dict(right) => {
                nested(thread, IN_COMPARISON, || dicts::equal(thread, left, right))
            }
            (type_id::SET | type_id::FROZENSET, type_id::SET | type_id::FROZENSET) => {
                nested(thread, IN_COMPARISON, || {
                    Ok(sets::len(left) == sets::len(right) && sets::is_subset(thread, left, right)?)
                })
            }
            (l, r) if views::compare_as_sets(l, r) => nested(thread, IN_COMPARISON, || {
                views::compare(thread, Comparison::Equal, left, right)
            }),
            (type_id::SLICE, type_id::SLICE) => {
                nested(thread, IN_COMPARISON, || all_equal(thread, &bounds(left), &bounds(right)))
            }
            (type_id::METHOD, type_id::METHOD) => {
                let (l, r) = (&*left.cast::<BoundMethod>(), &*right.cast::<BoundMethod>());
                Ok(l.this == r.this && same_or_equal(thread, l.function, r.function)?)
            }
            (type_id::RANGE, type_id::RANGE) => {
                let (l, r) = (&*left.cast::<Range>(), &*right.cast::<Range>());
                let same_step = l.len == 1 || l.step == r.step;
                Ok(l.len == r.len && (l.len == 0 || (l.start == r.start && same_step)))
            }
            (type_id::BUILTIN, type_id::BUILTIN) => {
                Ok((*left.cast::<Builtin>()).function == (*right.cast::<Builtin>()).function)
            }
            (type_id::METHOD_DESCRIPTOR, type_id::METHOD_DESCRIPTOR) => {
                let number = |object: Ref| (*object.cast::<MethodDescriptor>()).method;
                Ok(number(left) == number(right))
            }
            (type_id::OPAQUE, _) | (_, type_id::OPAQUE) => {
                let compares = |object: Ref| replay::is_opaque(object) && replay::compares(object);
                match compares(left) || compares(right) {
                    true => Err(replay::unseen(thread, "compared")),
                    false => Ok(left == right),
                }
            }
            (type_id::COMPLEX, other) | (other, type_id::COMPLEX)
                if other < type_id::FIRST_CLASS =>
            {
                Ok(complexes::equals(left, right))
            }
            _ if left.held().or(right.held()).is_some() => {
                let [left, right] = [left, right].map(|object| object.held().unwrap_or(object));
                equal(thread, left, right)
            }
            (type_id::MEMORY_VIEW, _) | (_, type_id::MEMORY_VIEW) => {
                Ok(memoryviews::equal(left, right).unwrap_or(false))
            }
            _ => match buffers::compared(left, right) {
                Some([left, right]) => Ok(left == right),
                None => Ok(left == right),
            },
        }
    }
}

/// Whether a key of a dict or set is the one that is looked for, whose hash is the same. Most keys are texts or ints.
#[inline]
pub(super) unsafe fn same_key(thread: *mut Thread, known: Ref, key: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if known.type_id() == type_id::STR && key.type_id() == type_id::STR {
            return Ok(text(known) == text(key));
        }
        if known.is_compact_int() && key.is_compact_int() {
            return Ok((*known.cast::<Int>()).value == (*key.cast::<Int>()).value);
        }
        equal(thread, known, key)
    }
}

/// The hash of a key. Most keys are texts, which know their own, or ints.
#[inline]
pub(super) unsafe fn key_hash(thread: *mut Thread, key: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if key.type_id() == type_id::STR {
            return Ok(strings::hash(key));
        }
        if key.is_compact_int() {
            return Ok(compact_hash((*key.cast::<Int>()).value));
        }
        hash(thread, key)
    }
}

/// As containers look for an item: the same object, or an equal one.
pub(super) unsafe fn same_or_equal(thread: *mut Thread, left: Ref, right: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(left == right || equal(thread, left, right)?) }
}

unsafe fn all_equal(thread: *mut Thread, left: &[Ref], right: &[Ref]) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if left.len() != right.len() {
            return Ok(false);
        }
        for (&l, &r) in left.iter().zip(right) {
            if !same_or_equal(thread, l, r)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Two arrays as lists of their items.
unsafe fn in_lists(thread: *mut Thread, left: Ref, right: Ref) -> [Owned; 2] {
    // SAFETY: the caller keeps the contract of this module, and these are arrays.
    unsafe { [left, right].map(|array| Owned::new(thread, arrays::to_list(thread, array))) }
}

/// A slice as the tuple that CPython compares: first index, end, distance.
unsafe fn bounds(slice: Ref) -> [Ref; 3] {
    // SAFETY: the caller keeps the contract of this module, and this is a slice.
    unsafe {
        let Slice { start, stop, step, .. } = *slice.cast::<Slice>();
        [start, stop, step]
    }
}

/// How two numbers compare; nothing unless both are numbers.
unsafe fn numbers(left: Ref, right: Ref) -> Option<Order> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if left.is_compact_int() && right.is_compact_int() {
            let [l, r] = [left, right].map(|int| (*int.cast::<Int>()).value);
            return Some(Some(l.cmp(&r)));
        }
        let compact = [left, right].map(|object| arithmetic::compact_value(object));
        if let [Some(l), Some(r)] = compact {
            return Some(Some(l.cmp(&r)));
        }
        let is_number =
            |kind: TypeId| matches!(kind, type_id::INT | type_id::BOOL | type_id::FLOAT);
        let kinds = [left.type_id(), right.type_id()];
        if !kinds.into_iter().all(is_number) {
            return None;
        }
        if kinds == [type_id::FLOAT; 2] {
            let [l, r] = [left, right].map(|float| (*float.cast::<Float>()).value);
            return Some(l.partial_cmp(&r));
        }
        if let (Some(l), Some(r)) = (arithmetic::wide_value(left), arithmetic::wide_value(right)) {
            return Some(Some(l.cmp(&r)));
        }
        Some(match (arithmetic::number(left)?, arithmetic::number(right)?) {
            (Number::Int(l), Number::Int(r)) => Some(l.cmp(&r)),
            (Number::Float(l), Number::Float(r)) => l.partial_cmp(&r),
            (Number::Int(l), Number::Float(r)) => int_and_float(&l, r),
            (Number::Float(l), Number::Int(r)) => int_and_float(&r, l).map(Ordering::reverse),
        })
    }
}

/// Whether an object is a number that is no complex one, and equals a float.
pub(super) unsafe fn equals_float(object: Ref, float: f64) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match arithmetic::number(object) {
            Some(Number::Int(int)) => int_and_float(&int, float) == Some(Ordering::Equal),
            Some(Number::Float(value)) => value == float,
            None => false,
        }
    }
}

/// An int and a float, compared exactly.
fn int_and_float(int: &BigInt, float: f64) -> Order {
    if float.is_nan() {
        return None;
    }
    let Some(floor) = BigInt::from_f64(float.floor()) else {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    };
    let fraction = if float.fract() == 0.0 { Ordering::Equal } else { Ordering::Less };
    Some(int.cmp(&floor).then(fraction))
}

/// Any comparison, by CPython's mask of the outcomes that it accepts, with or without the rest of an
/// oparg.
pub(super) unsafe fn compare(
    thread: *mut Thread,
    mask: usize,
    left: Ref,
    right: Ref,
) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mask = mask as u16 & Comparison::MASK;
        if let Some(order) = numbers(left, right) {
            return Ok(accepts(mask, order));
        }
        let comparison = Comparison::from_mask(mask);
        match comparison {
            Some(Comparison::Equal) => return equal(thread, left, right),
            Some(Comparison::NotEqual) => return Ok(!equal(thread, left, right)?),
            Some(comparison) if views::compare_as_sets(left.type_id(), right.type_id()) => {
                return nested(thread, IN_COMPARISON, || {
                    views::compare(thread, comparison, left, right)
                });
            }
            _ => {}
        }
        match (left.type_id(), right.type_id()) {
            (type_id::STR, type_id::STR) => Ok(accepts(mask, Some(text(left).cmp(text(right))))),
            (type_id::LIST, type_id::LIST) => nested(thread, IN_COMPARISON, || {
                sequences(thread, mask, lists::items(left), lists::items(right))
            }),
            (type_id::TUPLE, type_id::TUPLE) => nested(thread, IN_COMPARISON, || {
                sequences(thread, mask, tuples::items(left), tuples::items(right))
            }),
            (type_id::ARRAY, type_id::ARRAY) => {
                let [left, right] = in_lists(thread, left, right);
                compare(thread, mask.into(), left.get(), right.get())
            }
            (type_id::COUNTER, type_id::COUNTER) => nested(thread, IN_COMPARISON, || {
                let is_less = mask & Outcome::Less.bit() != 0;
                let within = if is_less { Comparison::LessEqual } else { Comparison::GreaterEqual };
                let may_equal = mask & Outcome::Equal.bit() != 0;
                Ok(defaults::all_compare(thread, within, left, right)?
                    && (may_equal || !equal(thread, left, right)?))
            }),
            (type_id::DEQUE, type_id::DEQUE) => nested(thread, IN_COMPARISON, || {
                sequences(thread, mask, &deques::items(left), &deques::items(right))
            }),
            (type_id::SLICE, type_id::SLICE) => nested(thread, IN_COMPARISON, || {
                sequences(thread, mask, &bounds(left), &bounds(right))
            }),
            (type_id::SET | type_id::FROZENSET, type_id::SET | type_id::FROZENSET) => {
                let (small, large) =
                    if mask & Outcome::Less.bit() != 0 { (left, right) } else { (right, left) };
                let proper = mask & Outcome::Equal.bit() == 0;
                let (fewer, more) = (sets::len(small), sets::len(large));
                let fits = if proper { fewer < more } else { fewer <= more };
                Ok(fits && sets::is_subset(thread, small, large)?)
            }
            (l, r) => {
                if left.held().or(right.held()).is_some() {
                    let [left, right] = [left, right].map(|object| object.held().unwrap_or(object));
                    return compare(thread, mask.into(), left, right);
                }
                if let Some([left, right]) = buffers::compared(left, right) {
                    return Ok(accepts(mask, Some(left.cmp(right))));
                }
                let symbol = comparison.map_or("?", Comparison::symbol);
                Err(PyException::type_error(format!(
                    "'{symbol}' not supported between instances of '{}' and '{}'",
                    type_id::name(l),
                    type_id::name(r)
                )))
            }
        }
    }
}

/// Sequences compare as their first items that differ do, else as their lengths.
unsafe fn sequences(thread: *mut Thread, mask: u16, left: &[Ref], right: &[Ref]) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for (&l, &r) in left.iter().zip(right) {
            if !same_or_equal(thread, l, r)? {
                return compare(thread, mask.into(), l, r);
            }
        }
        Ok(accepts(mask, Some(left.len().cmp(&right.len()))))
    }
}

/// See [`crate::helpers::uop_compare`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_compare(
    thread: *mut Thread,
    mask: usize,
    left: Ref,
    right: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::has_opaque(&[left, right]) {
            let comparison = Comparison::from_mask(mask as u16 & Comparison::MASK);
            let symbol = comparison.map_or("?", Comparison::symbol);
            let answer = replay::answered(thread, RequestKind::Compare, symbol, &[left, right]);
            return answer.unwrap_or_else(|exception| raise(thread, exception));
        }
        match compare(thread, mask, left, right) {
            Ok(holds) => Thread::bool(thread, holds),
            Err(exception) => raise(thread, exception),
        }
    }
}

/// The prime that CPython's hashes of numbers are modulo of.
const MODULUS: i64 = (1 << 61) - 1;

/// What CPython multiplies the hashes of imaginary parts with.
const IMAGINARY: i64 = 1_000_003;

/// CPython's hash of `None`.
const NONE_HASH: i64 = 0xfca86420;

/// The hash of an object: CPython's, where that is the same in every process.
pub(super) unsafe fn hash(thread: *mut Thread, object: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        Ok(match object.type_id() {
            type_id::STR => strings::hash(object),
            type_id::INT | type_id::BOOL if (*object.cast::<Int>()).is_compact() => {
                compact_hash((*object.cast::<Int>()).value)
            }
            type_id::INT => {
                let hash = arithmetic::int_value(object) % BigInt::from(MODULUS);
                not_minus_one(hash.to_i64().unwrap_or(0))
            }
            type_id::FLOAT => float_hash((*object.cast::<Float>()).value, object),
            type_id::COMPLEX => {
                let Complex { real, imag, .. } = *object.cast::<Complex>();
                let imag = float_hash(imag, object).wrapping_mul(IMAGINARY);
                not_minus_one(float_hash(real, object).wrapping_add(imag))
            }
            type_id::NONE => NONE_HASH,
            type_id::BYTES => bytes_hash(buffers::bytes(object)),
            type_id::TUPLE => tuple_hash(thread, tuples::items(object))?,
            type_id::FROZENSET => sets::frozen_hash(object),
            type_id::TYPE => i64::from((*object.cast::<TypeObject>()).represents),
            type_id::RANGE => range_hash(&*object.cast::<Range>()),
            type_id::BUILTIN => i64::from((*object.cast::<Builtin>()).function) + 1,
            type_id::METHOD_DESCRIPTOR => {
                i64::from((*object.cast::<MethodDescriptor>()).method) + 1
            }
            type_id::SLICE => {
                finished_hash(nested(thread, "", || mixed_hashes_of(thread, &bounds(object)))?)
            }
            type_id::METHOD => {
                let method = &*object.cast::<BoundMethod>();
                not_minus_one(address_hash(method.this) ^ hash(thread, method.function)?)
            }
            type_id::LIST
            | type_id::ARRAY
            | type_id::BYTEARRAY
            | type_id::DEQUE
            | type_id::DICT
            | type_id::DEFAULT_DICT
            | type_id::COUNTER
            | type_id::SET
            | type_id::DICT_KEYS
            | type_id::DICT_ITEMS => {
                let name = type_id::name(object.type_id());
                return Err(PyException::type_error(format!("unhashable type: '{name}'")));
            }
            type_id::MEMORY_VIEW => memoryviews::hash(thread, object)?,
            type_id::OPAQUE if replay::compares(object) => {
                return Err(replay::unseen(thread, "hashed"));
            }
            _ => match object.held() {
                Some(held) => hash(thread, held)?,
                None => address_hash(object),
            },
        })
    }
}

/// The hash of an int of 64 bits. Most are less than the modulus, and then no division is needed.
fn compact_hash(value: i64) -> i64 {
    let is_small = value.unsigned_abs() < MODULUS as u64;
    not_minus_one(if is_small { value } else { value % MODULUS })
}

fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

/// The hash of an object that only equals itself.
fn address_hash(object: Ref) -> i64 {
    not_minus_one((object.0 as usize >> 4) as i64)
}

/// CPython's `_Py_HashDouble`: the number modulo a prime, so that equal ints and floats agree.
fn float_hash(value: f64, object: Ref) -> i64 {
    if value.is_infinite() {
        return if value > 0.0 { 314159 } else { -314159 };
    }
    if value.is_nan() {
        return address_hash(object);
    }
    if let Some(int) = (value.fract() == 0.0).then(|| BigInt::from_f64(value)).flatten() {
        return not_minus_one((int % BigInt::from(MODULUS)).to_i64().unwrap_or(0));
    }
    // mantissa * 2**exponent; 2**61 is 1 modulo the prime, so shifts are rotations of 61 bits.
    let bits = value.abs().to_bits();
    let (mantissa, exponent) = match bits >> 52 {
        0 => (bits & ((1 << 52) - 1), -1074),
        exponent => (bits & ((1 << 52) - 1) | 1 << 52, exponent as i64 - 1075),
    };
    let turn = exponent.rem_euclid(61) as u32;
    let modulus = MODULUS as u64;
    let rotated = (u128::from(mantissa) << turn) % u128::from(modulus);
    let hash = rotated as i64;
    not_minus_one(if value < 0.0 { -hash } else { hash })
}

/// CPython's hash of a range: that of a tuple of what tells it from others.
fn range_hash(range: &Range) -> i64 {
    let number = |number: i64| not_minus_one(number % MODULUS);
    let start = if range.len > 0 { number(range.start) } else { NONE_HASH };
    let step = if range.len > 1 { number(range.step) } else { NONE_HASH };
    let hashes = [number(range.len), start, step];
    combined_hash(hashes.into_iter().fold(PRIME_5, mixed), hashes.len())
}

/// The hash that a `__hash__` of a program has returned as this object: CPython's `slot_tp_hash`.
pub(super) unsafe fn hash_given(thread: *mut Thread, given: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(hash) = arithmetic::compact_value(given) {
            return Ok(not_minus_one(hash));
        }
        match subscripts::as_int(given) {
            Some(int) => {
                int.to_i64().map_or_else(|| hash(thread, given), |it| Ok(not_minus_one(it)))
            }
            None => Err(PyException::type_error("__hash__ method should return an integer")),
        }
    }
}

/// The hash of a tuple whose items have these hashes.
pub(super) fn hash_of_items(hashes: &[i64]) -> i64 {
    combined_hash(hashes.iter().copied().fold(PRIME_5, mixed), hashes.len())
}

unsafe fn tuple_hash(thread: *mut Thread, items: &[Ref]) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(combined_hash(mixed_hashes_of(thread, items)?, items.len())) }
}

/// The rounds of xxHash over the hashes of these objects.
unsafe fn mixed_hashes_of(thread: *mut Thread, items: &[Ref]) -> Result<u64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut acc = PRIME_5;
        for &item in items {
            let hash = match item.type_id() {
                type_id::TUPLE => nested(thread, "", || tuple_hash(thread, tuples::items(item)))?,
                _ => key_hash(thread, item)?,
            };
            acc = mixed(acc, hash);
        }
        Ok(acc)
    }
}

const PRIME_1: u64 = 11400714785074694791;
const PRIME_2: u64 = 14029467366897019727;
const PRIME_5: u64 = 2870177450012600261;

/// CPython's hash of a tuple, which is xxHash.
fn combined_hash(mixed: u64, len: usize) -> i64 {
    finished_hash(mixed.wrapping_add(len as u64 ^ (PRIME_5 ^ 3527539)))
}

/// A round of xxHash; a slice's hash is no more than these.
fn mixed(acc: u64, lane: i64) -> u64 {
    let lane = (lane as u64).wrapping_mul(PRIME_2);
    acc.wrapping_add(lane).rotate_left(31).wrapping_mul(PRIME_1)
}

fn finished_hash(acc: u64) -> i64 {
    if acc == u64::MAX { 1546275796 } else { acc as i64 }
}
