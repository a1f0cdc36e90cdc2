//! Methods of `bytes` and `bytearray` that look for bytes, and encodings.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, bounds, calling, of_bytes};
use crate::object::{Ref, TypeId, type_id};
use crate::runtime::buffers::{self, byte, given, new_like};
use crate::runtime::classes::given_int;
use crate::runtime::error::Result;
use crate::runtime::owned::Owned;
use crate::runtime::strings::{as_text, new_str, text};
use crate::runtime::subscripts::{clamped, is_iterable, truth, type_name};
use crate::runtime::value::new_bytes;
use crate::runtime::{PyException, iterators, memoryviews, str_repr, tuples};
use crate::thread::Thread;
use memchr::memmem;

of_bytes! {
    "count" 1 3 count;
    "decode" 0 2 decode;
    "endswith" 1 3 calling!(is_at, <[u8]>::ends_with);
    "find" 1 3 calling!(find, first);
    "hex" 0 2 hex;
    "index" 1 3 calling!(index, first);
    "join" 1 1 join;
    "replace" 2 3 replace;
    "rfind" 1 3 calling!(find, last);
    "rindex" 1 3 calling!(index, last);
    "startswith" 1 3 calling!(is_at, <[u8]>::starts_with);
}

pub(super) static TEXT_METHODS: &[Row] = &[(type_id::STR, "str.encode", 0, 2, encode)];

/// The most bytes that a method makes.
const LIMIT: usize = 1 << 31;

/// That so many bytes are no object.
pub(super) fn too_long() -> PyException {
    PyException::new(crate::runtime::ExceptionKind::MemoryError, "bytes that long")
}

/// A length of bytes that are made; a negative one is none.
pub(super) unsafe fn length_of(object: Ref) -> Result<usize> {
    // SAFETY: the caller keeps the contract of this module.
    let length = unsafe { given_int(object)? };
    match usize::try_from(length).unwrap_or(0) {
        length if length <= LIMIT => Ok(length),
        _ => Err(too_long()),
    }
}

/// The bytes of `self`.
pub(super) unsafe fn content<'a>(this: Ref) -> &'a [u8] {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { buffers::of(this).unwrap_or(&[]) }
}

/// What is looked for: bytes, or one byte as a number.
unsafe fn wanted(object: Ref) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if clamped(object).is_some() {
            return Ok(vec![byte(object)?]);
        }
        buffers::of(object).map(<[u8]>::to_vec).ok_or_else(|| {
            PyException::type_error(format!(
                "argument should be integer or bytes-like object, not '{}'",
                type_name(object)
            ))
        })
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

fn first(all: &[u8], part: &[u8]) -> Option<usize> {
    memmem::find(all, part)
}

fn last(all: &[u8], part: &[u8]) -> Option<usize> {
    memmem::rfind(all, part)
}

type Search = fn(&[u8], &[u8]) -> Option<usize>;

/// Where the first argument is between the bounds that come after it.
unsafe fn place(this: Ref, args: &[Ref], search: Search) -> Result<Option<usize>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = wanted(args[0])?;
        let within = within(content(this), &args[1..])?;
        Ok(within.and_then(|(from, all)| Some(from + search(all, &part)?)))
    }
}

unsafe fn find(thread: *mut Thread, this: Ref, args: &[Ref], search: Search) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, place(this, args, search)?.map_or(-1, |place| place as i64))) }
}

unsafe fn index(thread: *mut Thread, this: Ref, args: &[Ref], search: Search) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match place(this, args, search)? {
            Some(place) => Ok(Thread::int(thread, place as i64)),
            None => Err(PyException::value_error("subsection not found")),
        }
    }
}

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = wanted(args[0])?;
        let found = match (within(content(this), &args[1..])?, part.is_empty()) {
            (None, _) => 0,
            (Some((_, all)), true) => all.len() + 1,
            (Some((_, all)), false) => memmem::find_iter(all, &part).count(),
        };
        Ok(Thread::int(thread, found as i64))
    }
}

/// Whether the bytes between two optional bounds begin or end with others, or with any of a tuple.
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
            _ if buffers::of(args[0]).is_some() => &args[..1],
            _ => {
                let method = if test(b"ab", b"a") { "startswith" } else { "endswith" };
                return Err(PyException::type_error(format!(
                    "{method} first arg must be bytes or a tuple of bytes, not {}",
                    type_name(args[0])
                )));
            }
        };
        let within = within(content(this), &args[1..])?;
        for &part in parts {
            let part = given(part)?;
            if within.is_some_and(|(_, all)| test(all, part)) {
                return Ok(Thread::bool(thread, true));
            }
        }
        Ok(Thread::bool(thread, false))
    }
}

/// What is between groups of bytes in hexadecimal.
unsafe fn separator(object: Ref) -> Result<char> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut chars = match (as_text(object), object.type_id()) {
            (Some(text), _) => text.chars().collect::<Vec<_>>(),
            (None, type_id::BYTES) => content(object).iter().copied().map(char::from).collect(),
            _ => return Err(PyException::type_error("sep must be str or bytes.")),
        };
        match (chars.pop(), chars.len()) {
            (Some(c), 0) if c.is_ascii() => Ok(c),
            (Some(_), 0) => Err(PyException::value_error("sep must be ASCII.")),
            _ => Err(PyException::value_error("sep must be length 1.")),
        }
    }
}

unsafe fn hex(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let all = content(this);
        let given = args.first().filter(|given| given.type_id() != type_id::NONE);
        let between = given.map(|&given| separator(given)).transpose()?;
        // Groups are counted from the end, unless their size is negative.
        let size = match args.get(1) {
            None => 1,
            Some(&size) => given_int(size)?,
        };
        let group = size.unsigned_abs() as usize;
        let mut digits = String::with_capacity(all.len() * 3);
        for (index, byte) in all.iter().enumerate() {
            let before = if size < 0 { index } else { all.len() - index };
            if let Some(between) = between
                && index > 0
                && group > 0
                && before % group == 0
            {
                digits.push(between);
            }
            digits.push_str(&format!("{byte:02x}"));
        }
        Ok(new_str(thread, &digits))
    }
}

unsafe fn join(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !is_iterable(args[0]) {
            return Err(PyException::type_error("can only join an iterable"));
        }
        let items = iterators::collect(thread, args[0])?;
        let mut joined = Vec::new();
        for (number, &item) in items.get().iter().enumerate() {
            let part = buffers::of(item).ok_or_else(|| {
                PyException::type_error(format!(
                    "sequence item {number}: expected a bytes-like object, {} found",
                    type_name(item)
                ))
            })?;
            if number > 0 {
                joined.extend_from_slice(content(this));
            }
            joined.extend_from_slice(part);
        }
        match items.get() {
            // CPython gives the one item itself.
            &[item] if [this.type_id(), item.type_id()] == [type_id::BYTES; 2] => {
                item.incref();
                Ok(item)
            }
            _ => Ok(new_like(thread, this, &joined)),
        }
    }
}

unsafe fn replace(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (all, old, new) = (content(this), given(args[0])?, given(args[1])?);
        let most = match args.get(2) {
            None => usize::MAX,
            // A negative number is no limit.
            Some(&most) => usize::try_from(given_int(most)?).unwrap_or(usize::MAX),
        };
        let places: Vec<usize> = match old.is_empty() {
            true => (0..=all.len()).take(most).collect(),
            false => memmem::find_iter(all, old).take(most).collect(),
        };
        let size = all.len() as u128 + places.len() as u128 * new.len() as u128;
        if size > LIMIT as u128 {
            return Err(too_long());
        }
        let (mut made, mut from) = (Vec::new(), 0);
        for place in places {
            made.extend_from_slice(&all[from..place]);
            made.extend_from_slice(new);
            from = place + old.len();
        }
        made.extend_from_slice(&all[from..]);
        Ok(new_like(thread, this, &made))
    }
}

/// The encodings that are modelled.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Ascii,
    Latin1,
}

/// What an encoding is called, and what is done with errors.
unsafe fn encoding(args: &[Ref]) -> Result<(Encoding, &str)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let texts: Option<Vec<&str>> = args.iter().map(|&arg| as_text(arg)).collect();
        let Some(texts) = texts else {
            return Err(PyException::type_error(
                "an encoding and what is done with errors are texts",
            ));
        };
        let name = texts.first().copied().unwrap_or("utf-8").to_ascii_lowercase().replace('_', "-");
        let errors = texts.get(1).copied().unwrap_or("strict");
        let encoding = match name.as_str() {
            "utf-8" | "utf8" => Encoding::Utf8,
            "ascii" => Encoding::Ascii,
            "latin-1" | "latin1" | "iso-8859-1" => Encoding::Latin1,
            other => {
                let message = format!("the encoding {} is not modelled", str_repr(other));
                return Err(PyException::value_error(message));
            }
        };
        Ok((encoding, errors))
    }
}

/// The bytes of a text in an encoding.
unsafe fn encoded(object: Ref, args: &[Ref]) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = text(object);
        let limit = match encoding(args)?.0 {
            Encoding::Utf8 => return Ok(content.as_bytes().to_vec()),
            Encoding::Ascii => 0x80,
            Encoding::Latin1 => 0x100,
        };
        let bytes =
            content.chars().map(|c| u8::try_from(c as u32).ok().filter(|&b| u32::from(b) < limit));
        let bytes: Option<Vec<u8>> = bytes.collect();
        bytes.ok_or_else(|| PyException::value_error("a text that this encoding has no bytes for"))
    }
}

unsafe fn encode(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(new_bytes(thread, &encoded(this, args)?)) }
}

unsafe fn decode(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(this);
        if content.is_empty() {
            // CPython does not look at the encoding then.
            return Ok(new_str(thread, ""));
        }
        let (encoding, errors) = encoding(args)?;
        match std::str::from_utf8(content) {
            _ if encoding == Encoding::Latin1 => {
                let decoded: String = content.iter().copied().map(char::from).collect();
                Ok(new_str(thread, &decoded))
            }
            Ok(content) if encoding == Encoding::Utf8 || content.is_ascii() => {
                Ok(new_str(thread, content))
            }
            _ if errors == "replace" && encoding == Encoding::Utf8 => {
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
        match *args {
            [object] if object.type_id() == type_id::BYTES => {
                object.incref();
                Ok(object)
            }
            _ => Ok(new_bytes(thread, &content_of(thread, type_id::BYTES, args)?)),
        }
    }
}

/// The content of a `bytes` or `bytearray` that is made of these arguments.
pub(in crate::runtime) unsafe fn content_of(
    thread: *mut Thread,
    class: TypeId,
    args: &[Ref],
) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(&object) = args.first() else { return Ok(Vec::new()) };
        if object.type_id() == type_id::STR {
            return match args.len() {
                1 => Err(PyException::type_error("string argument without an encoding")),
                _ => encoded(object, &args[1..]),
            };
        }
        if args.len() > 1 {
            let message = "encoding without a string argument";
            return Err(PyException::type_error(message));
        }
        if let Some(bytes) = buffers::of(object) {
            return Ok(bytes.to_vec());
        }
        if object.type_id() == type_id::MEMORY_VIEW {
            return memoryviews::to_bytes(object);
        }
        if let Some(count) = clamped(object) {
            return match usize::try_from(count) {
                Ok(count) if count <= LIMIT => Ok(vec![0; count]),
                Ok(_) => Err(too_long()),
                Err(_) => Err(PyException::value_error("negative count")),
            };
        }
        let name = type_id::name(class);
        if !is_iterable(object) {
            let given = type_name(object);
            let message = format!("cannot convert '{given}' object to {name}");
            return Err(PyException::type_error(message));
        }
        let mut made = Vec::new();
        iterators::for_each(thread, object, |item| {
            let item = Owned::new(thread, item);
            let number = given_int(item.get())?;
            let what = if class == type_id::BYTES { "bytes" } else { "byte" };
            let message = || PyException::value_error(format!("{what} must be in range(0, 256)"));
            made.push(u8::try_from(number).map_err(|_| message())?);
            Ok(())
        })?;
        Ok(made)
    }
}

/// Whether an argument that may be left out is true.
pub(super) unsafe fn flag(args: &[Ref]) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { args.first().is_some_and(|&flag| truth(flag)) }
}
