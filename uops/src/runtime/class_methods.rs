//! Class methods and static methods of builtin types, such as `dict.fromkeys`, and their `__new__`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::builtins::Row;
use super::dicts::Entry;
use super::error::Result;
use super::owned::Owned;
use super::strings::{as_text, new_str};
use super::subscripts::{clamped, truth, type_name};
use super::{
    ExceptionKind, PyException, arithmetic, arrays, buffers, dicts, held, hexadecimal, iterators,
    sets, state, subscripts, value,
};
use crate::object::{Ref, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;

/// A `__new__` of a type.
macro_rules! new {
    ($kind:ident) => {
        // SAFETY: the contract of all functions here.
        |thread, args| unsafe { held::new(thread, type_id::$kind, args) }
    };
}

/// Name, fewest and most arguments, meaning.
pub(super) static FUNCTIONS: &[Row] = &[
    ("bytearray.fromhex", 1, 1, bytearray_from_hex),
    ("bytes.__new__", 1, 2, new!(BYTES)),
    ("bytes.fromhex", 1, 1, bytes_from_hex),
    ("dict.__new__", 1, usize::MAX, new!(DICT)),
    ("dict.fromkeys", 1, 2, from_keys),
    ("float.__new__", 1, 2, new!(FLOAT)),
    ("float.fromhex", 1, 1, float_from_hex),
    ("frozenset.__new__", 1, 2, new!(FROZENSET)),
    ("int.__new__", 1, 3, new!(INT)),
    ("int.from_bytes", 1, 3, from_bytes),
    ("list.__new__", 1, usize::MAX, new!(LIST)),
    ("object.__new__", 1, usize::MAX, new!(OBJECT)),
    ("set.__new__", 1, usize::MAX, new!(SET)),
    ("str.__new__", 1, 2, new!(STR)),
    ("str.maketrans", 1, 3, make_translation),
    ("tuple.__new__", 1, 2, new!(TUPLE)),
];

/// `dict.fromkeys(keys, value)`
unsafe fn from_keys(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let dict = Owned::new(thread, dicts::new_dict(thread));
        let value = args.get(1).copied().unwrap_or_else(|| Thread::none(thread));
        if let Some(keys) = hashed_keys(args[0]) {
            for (hash, key) in keys {
                dicts::set_hashed(thread, dict.get(), Entry { hash, key, value })?;
            }
            return Ok(dict.give());
        }
        iterators::for_each(thread, args[0], |key| {
            let key = Owned::new(thread, key);
            dicts::set(thread, dict.get(), key.get(), value)
        })?;
        Ok(dict.give())
    }
}

/// The keys of a dict or set, which tells their hashes; nothing of others.
unsafe fn hashed_keys(keys: Ref) -> Option<Vec<(i64, Ref)>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match keys.type_id() {
            type_id::DICT => {
                Some(dicts::table(keys).entries().map(|entry| (entry.hash, entry.key)).collect())
            }
            type_id::SET | type_id::FROZENSET => {
                Some(sets::hashes(keys).into_iter().zip(sets::table(keys).members()).collect())
            }
            _ => None,
        }
    }
}

/// The bytes of a text of hexadecimal digits.
unsafe fn from_hex(thread: *mut Thread, text: Ref) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(digits) = as_text(text) else {
            let name = type_name(text);
            let message = match state(thread).exceptions.is_newer {
                true => format!("fromhex() argument must be str or bytes-like, not {name}"),
                false => format!("fromhex() argument must be str, not {name}"),
            };
            return Err(PyException::type_error(message));
        };
        let mut bytes = Vec::with_capacity(digits.len() / 2);
        let mut chars = digits.chars().enumerate();
        while let Some((place, first)) = chars.next() {
            if matches!(first, ' ' | '\t'..='\r') {
                continue;
            }
            let wrong = |place: usize| {
                let message =
                    format!("non-hexadecimal number found in fromhex() arg at position {place}");
                PyException::value_error(message)
            };
            let high = first.to_digit(16).ok_or_else(|| wrong(place))?;
            let Some((place, second)) = chars.next() else {
                return Err(match state(thread).exceptions.is_newer {
                    true => PyException::value_error(
                        "fromhex() arg must contain an even number of hexadecimal digits",
                    ),
                    false => wrong(place + 1),
                });
            };
            let low = second.to_digit(16).ok_or_else(|| wrong(place))?;
            bytes.push((high << 4 | low) as u8);
        }
        Ok(bytes)
    }
}

unsafe fn bytes_from_hex(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(value::new_bytes(thread, &from_hex(thread, args[0])?)) }
}

unsafe fn bytearray_from_hex(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(arrays::new_bytearray(thread, from_hex(thread, args[0])?)) }
}

/// Whether a text says that the first byte is the least significant one.
pub(super) unsafe fn is_little(order: Option<&Ref>) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match order.map(|&order| as_text(order)) {
            None | Some(Some("big")) => Ok(false),
            Some(Some("little")) => Ok(true),
            Some(Some(_)) => {
                Err(PyException::value_error("byteorder must be either 'little' or 'big'"))
            }
            Some(None) => Err(PyException::type_error("argument 'byteorder' must be str")),
        }
    }
}

/// `int.from_bytes(bytes, byteorder, signed)`
unsafe fn from_bytes(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_little = is_little(args.get(1).filter(|order| order.type_id() != type_id::NONE))?;
        let mut bytes: Vec<u8> = match buffers::of(args[0]) {
            Some(bytes) => bytes.to_vec(),
            None => {
                let mut bytes = Vec::new();
                iterators::for_each(thread, args[0], |item| {
                    bytes.push(buffers::byte(Owned::new(thread, item).get())?);
                    Ok(())
                })?;
                bytes
            }
        };
        if !is_little {
            bytes.reverse();
        }
        let is_signed = args.get(2).is_some_and(|&signed| truth(signed));
        let value = match is_signed {
            true => BigInt::from_signed_bytes_le(&bytes),
            false => BigInt::from_bytes_le(num_bigint::Sign::Plus, &bytes),
        };
        Ok(arithmetic::new_int(thread, value))
    }
}

/// `float.fromhex(text)`
unsafe fn float_from_hex(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(text) = as_text(args[0]) else {
            return Err(PyException::type_error("bad argument type for built-in operation"));
        };
        match hexadecimal::parse(text) {
            Some(value) if value.is_infinite() && text.contains(['p', 'P', '0']) => {
                let message = "hexadecimal value too large to represent as a float";
                Err(PyException::new(ExceptionKind::OverflowError, message))
            }
            Some(value) => Ok(Thread::float(thread, value)),
            None => Err(PyException::value_error("invalid hexadecimal floating-point string")),
        }
    }
}

/// `str.maketrans(from, to, deleted)`
unsafe fn make_translation(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let dict = Owned::new(thread, dicts::new_dict(thread));
        let set = |code: i64, value: Ref| {
            let key = Owned::new(thread, Thread::int(thread, code));
            dicts::set(thread, dict.get(), key.get(), value)
        };
        let &[from, ref more @ ..] = args else { return Ok(dict.give()) };
        let Some(&to) = more.first() else {
            let from = from.held().unwrap_or(from);
            if from.type_id() != type_id::DICT {
                return Err(PyException::type_error(
                    "if you give only one argument to maketrans it must be a dict",
                ));
            }
            let pairs: Vec<(Ref, Ref)> =
                dicts::table(from).entries().map(|entry| (entry.key, entry.value)).collect();
            for (key, value) in pairs {
                let mut chars = as_text(key).map(str::chars);
                let first = chars.as_mut().and_then(Iterator::next);
                let is_one = chars.is_some_and(|mut rest| rest.next().is_none());
                match (first, clamped(key)) {
                    (Some(c), _) if is_one => set(c as i64, value)?,
                    (None, Some(_)) => dicts::set(thread, dict.get(), key, value)?,
                    _ if as_text(key).is_some() => {
                        return Err(PyException::value_error(
                            "string keys in translate table must be of length 1",
                        ));
                    }
                    _ => {
                        return Err(PyException::type_error(
                            "keys in translate table must be strings or integers",
                        ));
                    }
                }
            }
            return Ok(dict.give());
        };
        let (Some(from), Some(to)) = (as_text(from), as_text(to)) else {
            return Err(PyException::type_error(match as_text(from) {
                None => "first maketrans argument must be a string if there is a second argument"
                    .to_owned(),
                Some(_) => format!("maketrans() argument 2 must be str, not {}", type_name(to)),
            }));
        };
        if from.chars().count() != to.chars().count() {
            return Err(PyException::value_error(
                "the first two maketrans arguments must have equal length",
            ));
        }
        for (one, other) in from.chars().zip(to.chars()) {
            let value = Owned::new(thread, Thread::int(thread, other as i64));
            set(one as i64, value.get())?;
        }
        if let Some(&deleted) = more.get(1) {
            let Some(deleted) = as_text(deleted) else {
                let name = type_name(deleted);
                let message = format!("maketrans() argument 3 must be str, not {name}");
                return Err(PyException::type_error(message));
            };
            deleted.chars().try_for_each(|c| set(c as i64, Thread::none(thread)))?;
        }
        Ok(dict.give())
    }
}

/// `text.translate(table)`
pub(super) unsafe fn translate(thread: *mut Thread, text: &str, table: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let code = Owned::new(thread, Thread::int(thread, c as i64));
            let found = match subscripts::get(thread, table, code.get()) {
                Ok(found) => Owned::new(thread, found),
                Err(exception) => match exception.kind {
                    ExceptionKind::KeyError | ExceptionKind::IndexError => {
                        out.push(c);
                        continue;
                    }
                    _ => return Err(exception),
                },
            };
            match (as_text(found.get()), clamped(found.get())) {
                (Some(text), _) => out.push_str(text),
                (None, Some(code)) => match u32::try_from(code).ok().and_then(char::from_u32) {
                    Some(c) => out.push(c),
                    None => {
                        return Err(PyException::value_error(
                            "character mapping must be in range(0x110000)",
                        ));
                    }
                },
                (None, None) if found.get().type_id() == type_id::NONE => {}
                (None, None) => {
                    return Err(PyException::type_error(
                        "character mapping must return integer, None or str",
                    ));
                }
            }
        }
        Ok(new_str(thread, &out))
    }
}
