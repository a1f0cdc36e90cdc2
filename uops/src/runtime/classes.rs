//! Builtin classes, called.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::arithmetic::{self, Number};
use super::error::Result;
use super::heap::new_object;
use super::owned::Owned;
use super::strings::as_text;
use super::subscripts::{clamped, int_object, truth, type_name};
use super::unicode::number_text;
use super::{
    ExceptionKind, PyException, arrays, bytearrays, calls, complexes, defaults, deques,
    descriptors, dicts, exceptions, formatting, held, instances, iterators, lists, memoryviews,
    raise, replay, sets, state, strings, tuples,
};
use crate::object::{Header, IMMORTAL_REFCNT, Int, Range, Ref, Slice, TypeId, TypeObject, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;

/// The builtin types as objects, by id.
struct Types([TypeObject; type_id::COUNT]);

// SAFETY: they are immortal, no code writes to them, and their `init` is null.
unsafe impl Sync for Types {}

static TYPES: Types = {
    let mut all = [const { new_type(0) }; type_id::COUNT];
    let mut id = 0;
    while id < type_id::COUNT {
        all[id] = new_type(id as TypeId);
        id += 1;
    }
    Types(all)
};

const fn new_type(represents: TypeId) -> TypeObject {
    let header = Header { refcnt: IMMORTAL_REFCNT, type_id: type_id::TYPE, flags: 0 };
    TypeObject { header, represents, init: Ref::NULL }
}

/// The object that stands for a builtin type.
pub(super) fn type_object(id: TypeId) -> Ref {
    Ref((&raw const TYPES.0[id as usize]).cast_mut().cast())
}

/// `type(object)`, a new reference.
unsafe fn type_of(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let id = object.type_id();
        let class = state(thread).classes.object(id).unwrap_or_else(|| type_object(id));
        class.incref();
        class
    }
}

/// Calls a class: a builtin one, or one of a program that has no `__init__`.
pub(super) unsafe fn call(thread: *mut Thread, class: TypeId, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match class {
            type_id::RANGE => range(thread, args),
            type_id::FLOAT => float(thread, args),
            type_id::INT => int(thread, args),
            type_id::COMPLEX => complexes::construct(thread, args),
            type_id::BOOL => {
                at_most("bool", args, 1)?;
                let value = args.first().is_some_and(|&arg| truth(arg));
                Ok(Thread::bool(thread, value))
            }
            type_id::STR => {
                at_most("str", args, 1)?;
                match args.first() {
                    None => Ok(strings::new_str(thread, "")),
                    Some(&arg) => formatting::str_of(thread, arg),
                }
            }
            type_id::LIST => {
                at_most("list", args, 1)?;
                let list = Owned::new(thread, lists::new_list(thread, &[]));
                if let Some(&arg) = args.first() {
                    lists::extend(thread, list.get(), arg)?;
                }
                Ok(list.give())
            }
            type_id::TUPLE => {
                at_most("tuple", args, 1)?;
                match args.first() {
                    None => Ok(tuples::new_tuple(thread, &[])),
                    Some(&arg) => tuple_of(thread, arg),
                }
            }
            type_id::DICT => {
                at_most("dict", args, 1)?;
                let dict = Owned::new(thread, dicts::new_dict(thread));
                if let Some(&arg) = args.first() {
                    update(thread, dict.get(), arg)?;
                }
                Ok(dict.give())
            }
            type_id::SET | type_id::FROZENSET => {
                at_most(type_id::name(class), args, 1)?;
                if let Some(&arg) = args.first()
                    && class == type_id::FROZENSET
                    && arg.type_id() == type_id::FROZENSET
                {
                    arg.incref();
                    return Ok(arg);
                }
                let set = Owned::new(thread, sets::new_set(thread, class));
                if let Some(&arg) = args.first() {
                    extend_set(thread, set.get(), arg)?;
                }
                Ok(set.give())
            }
            type_id::TYPE if args.len() == 1 => Ok(type_of(thread, args[0])),
            type_id::TYPE => Err(PyException::type_error("type() takes 1 or 3 arguments")),
            type_id::ENUMERATE => match *args {
                [iterable] => iterators::enumerate(thread, iterable, 0),
                [iterable, start] => match clamped(start) {
                    Some(start) => iterators::enumerate(thread, iterable, start),
                    None => Err(not_an_integer(start)),
                },
                _ => Err(PyException::type_error(
                    "enumerate() missing required argument 'iterable' (pos 1)",
                )),
            },
            type_id::ZIP => iterators::zip(thread, args),
            type_id::ARRAY => arrays::construct(thread, args),
            type_id::BYTES => super::methods::bytes::construct(thread, args),
            type_id::BYTEARRAY => bytearrays::construct(thread, args),
            type_id::MEMORY_VIEW => memoryviews::construct(thread, args),
            type_id::PROPERTY | type_id::STATIC_METHOD | type_id::CLASS_METHOD => {
                descriptors::construct(thread, class, args)
            }
            type_id::DEQUE => deques::construct(thread, args),
            type_id::DEFAULT_DICT => defaults::construct(thread, args),
            type_id::COUNTER => defaults::counter(thread, args),
            type_id::REVERSED => match *args {
                [sequence] => iterators::reversed(thread, sequence),
                _ => Err(PyException::type_error(format!(
                    "reversed expected 1 argument, got {}",
                    args.len()
                ))),
            },
            type_id::SLICE if matches!(args.len(), 1..=3) => {
                let none = Thread::none(thread);
                let [start, stop, step] = match *args {
                    [stop] => [none, stop, none],
                    [start, stop] => [start, stop, none],
                    _ => [args[0], args[1], args[2]],
                };
                [start, stop, step].iter().for_each(|bound| bound.incref());
                let header = Header::new(type_id::SLICE);
                Ok(Ref(new_object(thread, Slice { header, start, stop, step }).cast()))
            }
            class if exceptions::is_exception(thread, class) => {
                Ok(exceptions::construct(thread, class, args))
            }
            class if state(thread).classes.holds(class).is_some() => {
                held::construct(thread, class, args)
            }
            class if class >= type_id::FIRST_CLASS => without_init(thread, class, args),
            other => {
                let name = type_id::name(other);
                Err(PyException::type_error(format!("cannot create '{name}' instances")))
            }
        }
    }
}

/// A new instance of a class of a program that has no `__init__`.
unsafe fn without_init(thread: *mut Thread, class: TypeId, args: &[Ref]) -> Result<Ref> {
    // SAFETY: as for `call`.
    unsafe {
        let instance = Owned::new(thread, instances::uop_new_instance(thread, class));
        if args.is_empty() {
            return Ok(instance.give());
        }
        let name = instances::type_name(thread, instance.get());
        Err(PyException::type_error(format!("{name}() takes no arguments")))
    }
}

/// That a class or function has got too many arguments.
fn at_most(name: &str, args: &[Ref], limit: usize) -> Result<()> {
    if args.len() > limit {
        let got = args.len();
        let message = format!("{name} expected at most {limit} argument, got {got}");
        return Err(PyException::type_error(message));
    }
    Ok(())
}

/// That an object is no integer where one is needed.
pub(super) unsafe fn not_an_integer(object: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = type_name(object);
        PyException::type_error(format!("'{name}' object cannot be interpreted as an integer"))
    }
}

/// An int that a builtin takes, cut off to 64 bits.
pub(super) unsafe fn given_int(object: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { clamped(object).ok_or_else(|| not_an_integer(object)) }
}

/// A tuple of an iterable's items; of a tuple, itself.
pub(super) unsafe fn tuple_of(thread: *mut Thread, iterable: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if iterable.type_id() == type_id::TUPLE {
            iterable.incref();
            return Ok(iterable);
        }
        let items = iterators::collect(thread, iterable)?;
        Ok(tuples::new_tuple(thread, &items.give()))
    }
}

/// Adds all items of an iterable to a set.
pub(super) unsafe fn extend_set(thread: *mut Thread, set: Ref, iterable: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(held) = iterable.held() {
            return extend_set(thread, set, held);
        }
        if matches!(iterable.type_id(), type_id::SET | type_id::FROZENSET) {
            return sets::merge(thread, set, iterable);
        }
        if iterable.type_id() == type_id::DICT {
            return sets::add_keys(thread, set, iterable);
        }
        iterators::for_each(thread, iterable, |item| {
            let item = Owned::new(thread, item);
            sets::add(thread, set, item.get())
        })
    }
}

/// Sets the items of a dict, or of an iterable of pairs.
pub(super) unsafe fn update(thread: *mut Thread, dict: Ref, from: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let from = from.held().unwrap_or(from);
        if dicts::is_dict(from) {
            return dicts::merge(thread, dict, from);
        }
        let mut number = 0;
        iterators::for_each(thread, from, |pair| {
            let pair = Owned::new(thread, pair);
            let items = iterators::collect(thread, pair.get()).map_err(|_| {
                let what = "cannot convert dictionary update sequence element";
                PyException::type_error(format!("{what} #{number} to a sequence"))
                    .since(14, "object is not iterable")
            })?;
            let [key, value] = *items.get() else {
                return Err(PyException::value_error(format!(
                    "dictionary update sequence element #{number} has length {}; 2 is required",
                    items.get().len()
                )));
            };
            number += 1;
            dicts::set(thread, dict, key, value)
        })
    }
}

unsafe fn range(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut bounds = [0i64; 3];
        if args.is_empty() || args.len() > 3 {
            let (what, limit) = if args.is_empty() { ("least 1", "") } else { ("most 3", "s") };
            return Err(PyException::type_error(format!(
                "range expected at {what} argument{limit}, got {}",
                args.len()
            )));
        }
        for (bound, &arg) in bounds.iter_mut().zip(args) {
            *bound = range_bound(arg)?;
        }
        let (start, stop, step) = match args.len() {
            1 => (0, bounds[0], 1),
            2 => (bounds[0], bounds[1], 1),
            _ => (bounds[0], bounds[1], bounds[2]),
        };
        let len = range_len(start, stop, step)?;
        let header = Header::new(type_id::RANGE);
        Ok(Ref(new_object(thread, Range { header, start, stop, step, len }).cast()))
    }
}

/// How many values a range has.
pub(super) fn range_len(start: i64, stop: i64, step: i64) -> Result<i64> {
    if let (1, Some(len)) = (step, stop.checked_sub(start)) {
        return Ok(len.max(0));
    }
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let len = match step {
        0 => return Err(PyException::value_error("range() arg 3 must not be zero")),
        step if step > 0 => (stop - start + step - 1).div_euclid(step),
        step => (start - stop - step - 1).div_euclid(-step),
    };
    i64::try_from(len.max(0)).map_err(|_| {
        let message = "a range of more than 2**63 values is not supported";
        PyException::new(ExceptionKind::OverflowError, message)
    })
}

/// An argument as a bound: an int or bool that fits 64 bits.
unsafe fn range_bound(arg: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match int_object(arg).map(|int| &*int.cast::<Int>()) {
            Some(int) if int.is_compact() => Ok(int.value),
            Some(_) => Err(PyException::new(
                ExceptionKind::OverflowError,
                "a range bound of more than 64 bits is not supported",
            )),
            None => Err(not_an_integer(arg)),
        }
    }
}

unsafe fn float(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        at_most("float", args, 1)?;
        let Some(&arg) = args.first() else { return Ok(Thread::float(thread, 0.0)) };
        if let Some(text) = as_text(arg) {
            let value = parse_float(text).ok_or_else(|| {
                let shown = super::str_repr(text);
                PyException::value_error(format!("could not convert string to float: {shown}"))
            })?;
            return Ok(Thread::float(thread, value));
        }
        let Some(number) = arithmetic::number(arg) else {
            return Err(PyException::type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                type_name(arg)
            )));
        };
        Ok(Thread::float(thread, number.to_f64()?))
    }
}

/// A float as Python's `float` reads it.
fn parse_float(text: &str) -> Option<f64> {
    // Without signs of their own, words, white space and underscores.
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return text.parse().ok();
    }
    let text = number_text(text);
    let text = without_underscores(text.trim_matches(is_number_space), |b| b.is_ascii_digit())?;
    // Rust reads the same numbers, and the same words, whatever their case.
    text.parse().ok()
}

/// C's white space, which may be around a number.
fn is_number_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ')
}

/// Digits without the underscores between them; nothing if one stands elsewhere.
pub(super) fn without_underscores(text: &str, is_digit: impl Fn(&u8) -> bool) -> Option<String> {
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(&is_digit);
        if *byte == b'_' && !(digit(index.checked_sub(1)) && digit(Some(index + 1))) {
            return None;
        }
    }
    Some(text.replace('_', ""))
}

unsafe fn int(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = match *args {
            [] => BigInt::ZERO,
            [arg] if as_text(arg).is_some() => {
                let text = as_text(arg).unwrap_or_default();
                // Python reads whatever Rust reads, and more.
                match text.parse() {
                    Ok(value) => return Ok(Thread::int(thread, value)),
                    Err(_) => parse_int(text, 10)?,
                }
            }
            [arg] => match arithmetic::number(arg) {
                Some(Number::Int(value)) => value,
                Some(Number::Float(value)) => arithmetic::truncate(value)?,
                None => {
                    return Err(PyException::type_error(format!(
                        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                        type_name(arg)
                    )));
                }
            },
            [arg, base] => {
                let Some(base) = clamped(base) else { return Err(not_an_integer(base)) };
                let Some(text) = as_text(arg) else {
                    let message = "int() can't convert non-string with explicit base";
                    return Err(PyException::type_error(message));
                };
                parse_int(text, base)?
            }
            _ => {
                let got = args.len();
                let message = format!("int expected at most 2 arguments, got {got}");
                return Err(PyException::type_error(message));
            }
        };
        Ok(arithmetic::new_int(thread, value))
    }
}

/// An int as Python's `int` reads it.
fn parse_int(text: &str, base: i64) -> Result<BigInt> {
    if base != 0 && !(2..=36).contains(&base) {
        return Err(PyException::value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    digits(number_text(text).trim_matches(is_number_space), base as u32).ok_or_else(|| {
        let shown = super::str_repr(text);
        let message = format!("invalid literal for int() with base {base}: {shown}");
        PyException::value_error(message)
    })
}

fn digits(text: &str, base: u32) -> Option<BigInt> {
    let (negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = text.to_ascii_lowercase();
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)].into_iter().find_map(|(prefix, its)| {
        let rest = lower.strip_prefix(prefix).filter(|_| base == 0 || base == its)?;
        Some((its, rest.strip_prefix('_').unwrap_or(rest)))
    });
    let (base, text) = prefixed.unwrap_or((base, &lower));
    let text = without_underscores(text, u8::is_ascii_alphanumeric)?;
    if text.starts_with(['+', '-']) {
        return None;
    }
    let leading_zero = base == 0 && text.starts_with('0') && text.bytes().any(|b| b != b'0');
    let base = if base == 0 { 10 } else { base };
    let value = BigInt::parse_bytes(text.as_bytes(), base).filter(|_| !leading_zero)?;
    Some(if negative { -value } else { value })
}

/// Whether a type is another one, or inherits from it.
pub(super) unsafe fn is_subtype(thread: *mut Thread, kind: TypeId, of: TypeId) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let derives = matches!(
            (kind, of),
            (type_id::BOOL, type_id::INT)
                | (type_id::DEFAULT_DICT | type_id::COUNTER, type_id::DICT)
        );
        kind == of
            || of == type_id::OBJECT
            || derives
            || state(thread).classes.is_subclass(kind, of)
    }
}

/// Whether a class is a subclass of a class, or of one in a tuple.
pub(super) unsafe fn is_subclass(thread: *mut Thread, class: Ref, of: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (class.type_id(), of.type_id()) {
            (type_id::TYPE, type_id::TYPE) => {
                let [class, of] = [class, of].map(|class| (*class.cast::<TypeObject>()).represents);
                Ok(is_subtype(thread, class, of))
            }
            (_, type_id::TUPLE) => super::nested(thread, " in __subclasscheck__", || {
                for &of in tuples::items(of) {
                    if is_subclass(thread, class, of)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }),
            (type_id::TYPE, _) => Err(PyException::type_error(
                "issubclass() arg 2 must be a class, a tuple of classes, or a union",
            )),
            _ => Err(PyException::type_error("issubclass() arg 1 must be a class")),
        }
    }
}

/// Whether an object is an instance of a class, or of one in a tuple.
pub(super) unsafe fn is_instance(thread: *mut Thread, object: Ref, class: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match class.type_id() {
            type_id::TYPE => {
                let represents = (*class.cast::<TypeObject>()).represents;
                let kind = object.type_id();
                Ok(is_subtype(thread, kind, represents))
            }
            type_id::TUPLE => super::nested(thread, " in __instancecheck__", || {
                for &class in tuples::items(class) {
                    if is_instance(thread, object, class)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }),
            _ => Err(PyException::type_error(
                "isinstance() arg 2 must be a type, a tuple of types, or a union",
            )),
        }
    }
}

/// See [`crate::helpers::uop_type_of`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_type_of(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match replay::is_opaque(object) {
            // Callers want a type. The run fails when it ends.
            true => calls::call_with_opaque(thread, "type", &[object])
                .unwrap_or_else(|_| Thread::none(thread)),
            false => type_of(thread, object),
        }
    }
}

/// See [`crate::helpers::uop_is_instance`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_is_instance(thread: *mut Thread, object: Ref, class: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::has_opaque(&[object, class]) {
            let answer = calls::call_with_opaque(thread, "isinstance", &[object, class]);
            return answer.unwrap_or_else(|exception| raise(thread, exception));
        }
        match is_instance(thread, object, class) {
            Ok(is) => Thread::bool(thread, is),
            Err(exception) => raise(thread, exception),
        }
    }
}

/// See [`crate::helpers::uop_tuple_of`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_tuple_of(thread: *mut Thread, iterable: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let tuple = match replay::is_opaque(iterable) {
            true => calls::call_with_opaque(thread, "tuple", &[iterable]),
            false => tuple_of(thread, iterable),
        };
        tuple.unwrap_or_else(|exception| raise(thread, exception))
    }
}

/// See [`crate::helpers::uop_dict_update`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_dict_update(thread: *mut Thread, dict: Ref, from: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let held = from.held().unwrap_or(from);
        if !dicts::is_dict(held) && held.type_id() != type_id::OPAQUE {
            let message = format!("'{}' object is not a mapping", type_name(from));
            raise(thread, PyException::type_error(message));
            return false;
        }
        update(thread, dict, from).map_err(|exception| raise(thread, exception)).is_ok()
    }
}

/// See [`crate::helpers::uop_set_update`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_set_update(thread: *mut Thread, set: Ref, from: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { extend_set(thread, set, from).map_err(|exception| raise(thread, exception)).is_ok() }
}
