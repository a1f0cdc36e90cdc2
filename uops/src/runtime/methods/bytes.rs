//! Methods of `bytes`, and `str.encode`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, bounds, calling};
use crate::object::{Ref, type_id};
use crate::runtime::comparison::bytes;
use crate::runtime::error::Result;
use crate::runtime::strings::{as_text, new_str, text};
use crate::runtime::subscripts::{clamped, type_name};
use crate::runtime::value::new_bytes;
use crate::runtime::{PyException, iterators, tuples};
use crate::thread::Thread;
use memchr::memmem;

pub(super) static METHODS: &[Row] = &[
    (type_id::BYTES, "bytes.count", 1, 3, count),
    (type_id::BYTES, "bytes.decode", 0, 2, decode),
    (type_id::BYTES, "bytes.endswith", 1, 1, calling!(is_at, <[u8]>::ends_with)),
    (type_id::BYTES, "bytes.find", 1, 3, find),
    (type_id::BYTES, "bytes.hex", 0, 0, hex),
    (type_id::BYTES, "bytes.index", 1, 3, index),
    (type_id::BYTES, "bytes.join", 1, 1, join),
    (type_id::BYTES, "bytes.lower", 0, 0, calling!(made, <[u8]>::to_ascii_lowercase)),
    (type_id::BYTES, "bytes.replace", 2, 2, replace),
    (type_id::BYTES, "bytes.startswith", 1, 1, calling!(is_at, <[u8]>::starts_with)),
    (type_id::BYTES, "bytes.upper", 0, 0, calling!(made, <[u8]>::to_ascii_uppercase)),
    (type_id::STR, "str.encode", 0, 2, encode),
];

unsafe fn made(
    thread: *mut Thread,
    this: Ref,
    _: &[Ref],
    make: fn(&[u8]) -> Vec<u8>,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(new_bytes(thread, &make(bytes(this)))) }
}

/// An argument that has to be bytes.
unsafe fn given<'a>(object: Ref) -> Result<&'a [u8]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.type_id() {
            type_id::BYTES => Ok(bytes(object)),
            _ => Err(PyException::type_error(format!(
                "a bytes-like object is required, not '{}'",
                type_name(object)
            ))),
        }
    }
}

/// What is looked for: bytes, or one byte as a number.
unsafe fn wanted(object: Ref) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (clamped(object), object.type_id()) {
            (Some(byte @ 0..256), _) => Ok(vec![byte as u8]),
            (Some(_), _) => Err(PyException::value_error("byte must be in range(0, 256)")),
            (None, type_id::BYTES) => Ok(bytes(object).to_vec()),
            _ => Err(PyException::type_error(format!(
                "argument should be integer or bytes-like object, not '{}'",
                type_name(object)
            ))),
        }
    }
}

/// The part of bytes between two optional indices, and where it begins; nothing if that is after the end.
unsafe fn within<'a>(all: &'a [u8], args: &[Ref]) -> Result<Option<(usize, &'a [u8])>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut ends = [0, all.len()];
        for (index, &arg) in args.iter().enumerate().take(2) {
            if arg.type_id() != type_id::NONE {
                ends[index] = bounds(all.len(), &[arg])?[0];
            }
        }
        let [from, to] = ends;
        Ok(all.get(from..to.min(all.len())).map(|part| (from, part)))
    }
}

/// Where the first argument is between the bounds that come after it.
unsafe fn place(this: Ref, args: &[Ref]) -> Result<Option<usize>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = wanted(args[0])?;
        let within = within(bytes(this), &args[1..])?;
        Ok(within.and_then(|(from, all)| Some(from + memmem::find(all, &part)?)))
    }
}

unsafe fn find(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, place(this, args)?.map_or(-1, |place| place as i64))) }
}

unsafe fn index(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match place(this, args)? {
            Some(place) => Ok(Thread::int(thread, place as i64)),
            None => Err(PyException::value_error("subsection not found")),
        }
    }
}

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = wanted(args[0])?;
        let found = match (within(bytes(this), &args[1..])?, part.is_empty()) {
            (None, _) => 0,
            (Some((_, all)), true) => all.len() + 1,
            (Some((_, all)), false) => memmem::find_iter(all, &part).count(),
        };
        Ok(Thread::int(thread, found as i64))
    }
}

/// Whether the bytes begin or end with others, or with any of a tuple.
unsafe fn is_at(
    thread: *mut Thread,
    this: Ref,
    args: &[Ref],
    test: fn(&[u8], &[u8]) -> bool,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let parts = match args[0].type_id() {
            type_id::TUPLE => tuples::items(args[0]),
            _ => args,
        };
        for &part in parts {
            if test(bytes(this), given(part)?) {
                return Ok(Thread::bool(thread, true));
            }
        }
        Ok(Thread::bool(thread, false))
    }
}

unsafe fn hex(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let digits: String = bytes(this).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(new_str(thread, &digits))
    }
}

unsafe fn join(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let items = iterators::collect(thread, args[0])?;
        let mut joined = Vec::new();
        for (number, &item) in items.get().iter().enumerate() {
            if item.type_id() != type_id::BYTES {
                return Err(PyException::type_error(format!(
                    "sequence item {number}: expected a bytes-like object, {} found",
                    type_name(item)
                )));
            }
            if number > 0 {
                joined.extend_from_slice(bytes(this));
            }
            joined.extend_from_slice(bytes(item));
        }
        match items.get() {
            // CPython gives the one item itself.
            &[item] => {
                item.incref();
                Ok(item)
            }
            _ => Ok(new_bytes(thread, &joined)),
        }
    }
}

unsafe fn replace(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (all, old, new) = (bytes(this), given(args[0])?, given(args[1])?);
        let mut made = Vec::new();
        if old.is_empty() {
            for byte in all {
                made.extend_from_slice(new);
                made.push(*byte);
            }
            made.extend_from_slice(new);
            return Ok(new_bytes(thread, &made));
        }
        let mut from = 0;
        for place in memmem::find_iter(all, old) {
            made.extend_from_slice(&all[from..place]);
            made.extend_from_slice(new);
            from = place + old.len();
        }
        made.extend_from_slice(&all[from..]);
        Ok(new_bytes(thread, &made))
    }
}

/// What an encoding is called, and what is done with errors. UTF-8 is modelled, and ASCII as a part of it.
unsafe fn encoding(args: &[Ref]) -> Result<(bool, &str)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let texts: Option<Vec<&str>> = args.iter().map(|&arg| as_text(arg)).collect();
        let Some(texts) = texts else {
            return Err(PyException::type_error(
                "an encoding and what is done with errors are texts",
            ));
        };
        let name = texts.first().copied().unwrap_or("utf-8").to_ascii_lowercase();
        let errors = texts.get(1).copied().unwrap_or("strict");
        match name.as_str() {
            "utf-8" | "utf8" | "utf_8" => Ok((false, errors)),
            "ascii" => Ok((true, errors)),
            other => Err(PyException::value_error(format!("the encoding {other} is not modelled"))),
        }
    }
}

unsafe fn encode(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (is_ascii, _) = encoding(args)?;
        let content = text(this);
        if is_ascii && !content.is_ascii() {
            return Err(PyException::value_error("a text that is not ASCII"));
        }
        Ok(new_bytes(thread, content.as_bytes()))
    }
}

unsafe fn decode(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = bytes(this);
        if content.is_empty() {
            // CPython does not look at the encoding then.
            return Ok(new_str(thread, ""));
        }
        let (is_ascii, errors) = encoding(args)?;
        match std::str::from_utf8(content) {
            Ok(content) if !is_ascii || content.is_ascii() => Ok(new_str(thread, content)),
            _ if errors == "replace" && !is_ascii => {
                Ok(new_str(thread, &String::from_utf8_lossy(content)))
            }
            _ => Err(PyException::value_error("bytes that are no text of this encoding")),
        }
    }
}

/// `bytes(object)`, `bytes(text, encoding)`
pub(in crate::runtime) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(&object) = args.first() else { return Ok(new_bytes(thread, &[])) };
        if object.type_id() == type_id::STR {
            return match args.len() {
                1 => Err(PyException::type_error("string argument without an encoding")),
                _ => encode(thread, object, &args[1..]),
            };
        }
        if args.len() > 1 {
            let message = "encoding without a string argument";
            return Err(PyException::type_error(message));
        }
        if object.type_id() == type_id::BYTES {
            object.incref();
            return Ok(object);
        }
        if let Some(count) = clamped(object) {
            let count =
                usize::try_from(count).map_err(|_| PyException::value_error("negative count"))?;
            return match count {
                0..=0x7FFF_FFFF => Ok(new_bytes(thread, &vec![0; count])),
                _ => Err(PyException::value_error("bytes that long")),
            };
        }
        let items = iterators::collect(thread, object).map_err(|_| {
            let name = type_name(object);
            PyException::type_error(format!("cannot convert '{name}' object to bytes"))
        })?;
        let mut made = Vec::with_capacity(items.get().len());
        for &item in items.get() {
            let byte = clamped(item).ok_or_else(|| {
                let name = type_name(item);
                PyException::type_error(format!(
                    "'{name}' object cannot be interpreted as an integer"
                ))
            })?;
            let message = "bytes must be in range(0, 256)";
            made.push(u8::try_from(byte).map_err(|_| PyException::value_error(message))?);
        }
        Ok(new_bytes(thread, &made))
    }
}
