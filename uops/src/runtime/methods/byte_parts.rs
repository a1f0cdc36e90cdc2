//! Methods of `bytes` and `bytearray` that take bytes apart, and put others around them.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::byte_letters::is_space;
use super::bytes::{content, flag, length_of, too_long};
use super::{Row, calling, of_bytes};
use crate::object::{Ref, type_id};
use crate::runtime::buffers::{self, given, new_like};
use crate::runtime::classes::given_int;
use crate::runtime::dealloc::release;
use crate::runtime::error::Result;
use crate::runtime::owned::OwnedAll;
use crate::runtime::subscripts::type_name;
use crate::runtime::{PyException, lists, tuples};
use crate::thread::Thread;
use memchr::memmem;

of_bytes! {
    "center" 1 2 calling!(padded, Side::Both);
    "expandtabs" 0 1 expand_tabs;
    "ljust" 1 2 calling!(padded, Side::Right);
    "lstrip" 0 1 calling!(stripped, Side::Left);
    "partition" 1 1 calling!(partition, false);
    "removeprefix" 1 1 calling!(removed, |all, part| all.strip_prefix(part));
    "removesuffix" 1 1 calling!(removed, |all, part| all.strip_suffix(part));
    "rjust" 1 2 calling!(padded, Side::Left);
    "rpartition" 1 1 calling!(partition, true);
    "rsplit" 0 2 calling!(split, true);
    "rstrip" 0 1 calling!(stripped, Side::Right);
    "split" 0 2 calling!(split, false);
    "splitlines" 0 1 split_lines;
    "strip" 0 1 calling!(stripped, Side::Both);
    "translate" 1 2 translate;
    "zfill" 1 1 zfill;
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
    Both,
}

unsafe fn stripped(thread: *mut Thread, this: Ref, args: &[Ref], side: Side) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let doomed = match args.first() {
            Some(&chars) if chars.type_id() != type_id::NONE => Some(given(chars)?),
            _ => None,
        };
        let goes =
            |byte: &u8| doomed.map_or_else(|| is_space(byte), |doomed| doomed.contains(byte));
        let mut rest = content(this);
        while side != Side::Right
            && let [first, more @ ..] = rest
            && goes(first)
        {
            rest = more;
        }
        while side != Side::Left
            && let [more @ .., last] = rest
            && goes(last)
        {
            rest = more;
        }
        Ok(new_like(thread, this, rest))
    }
}

unsafe fn removed(
    thread: *mut Thread,
    this: Ref,
    args: &[Ref],
    remove: for<'a> fn(&'a [u8], &[u8]) -> Option<&'a [u8]>,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let all = content(this);
        Ok(new_like(thread, this, remove(all, given(args[0])?).unwrap_or(all)))
    }
}

unsafe fn padded(thread: *mut Thread, this: Ref, args: &[Ref], side: Side) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let width = length_of(args[0])?;
        let fill = match args.get(1) {
            None => b' ',
            Some(&fill) => match (fill.type_id(), buffers::of(fill)) {
                (type_id::BYTES | type_id::BYTEARRAY, Some(&[byte])) => byte,
                _ => {
                    let method = match side {
                        Side::Left => "rjust",
                        Side::Right => "ljust",
                        Side::Both => "center",
                    };
                    let name = type_name(fill);
                    return Err(PyException::type_error(format!(
                        "{method}() argument 2 must be a byte string of length 1, not {name}"
                    )));
                }
            },
        };
        let all = content(this);
        let missing = width.saturating_sub(all.len());
        let left = match side {
            Side::Left => missing,
            Side::Right => 0,
            Side::Both => missing / 2 + (missing & width & 1),
        };
        let mut made = vec![fill; left];
        made.extend_from_slice(all);
        made.resize(all.len() + missing, fill);
        Ok(new_like(thread, this, &made))
    }
}

unsafe fn zfill(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (width, all) = (length_of(args[0])?, content(this));
        let (sign, digits) = all.split_at(usize::from(matches!(all, [b'+' | b'-', ..])));
        let zeros = vec![b'0'; width.saturating_sub(all.len())];
        Ok(new_like(thread, this, &[sign, &zeros, digits].concat()))
    }
}

unsafe fn expand_tabs(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let size = match args.first() {
            None => 8,
            Some(&size) => length_of(size)?,
        };
        let (mut made, mut column) = (Vec::new(), 0);
        for &byte in content(this) {
            if byte == b'\t' {
                let missing = if size == 0 { 0 } else { size - column % size };
                if made.len() + missing > i32::MAX as usize {
                    return Err(too_long());
                }
                made.resize(made.len() + missing, b' ');
                column += missing;
            } else {
                made.push(byte);
                column = if matches!(byte, b'\n' | b'\r') { 0 } else { column + 1 };
            }
        }
        Ok(new_like(thread, this, &made))
    }
}

unsafe fn translate(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = match args[0].type_id() {
            type_id::NONE => None,
            _ => Some(given(args[0])?),
        };
        if table.is_some_and(|table| table.len() != 256) {
            let message = "translation table must be 256 characters long";
            return Err(PyException::value_error(message));
        }
        let doomed = args.get(1).map_or(Ok(&[][..]), |&doomed| given(doomed))?;
        let kept = content(this).iter().filter(|byte| !doomed.contains(byte));
        let made: Vec<u8> =
            kept.map(|&byte| table.map_or(byte, |table| table[usize::from(byte)])).collect();
        Ok(new_like(thread, this, &made))
    }
}

/// What is before the separator, the separator, and what is after it.
unsafe fn partition(thread: *mut Thread, this: Ref, args: &[Ref], from_end: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (all, separator) = (content(this), given(args[0])?);
        if separator.is_empty() {
            return Err(PyException::value_error("empty separator"));
        }
        let place = match from_end {
            true => memmem::rfind(all, separator),
            false => memmem::find(all, separator),
        };
        let parts: [&[u8]; 3] = match (place, from_end) {
            (Some(place), _) => [&all[..place], separator, &all[place + separator.len()..]],
            (None, false) => [all, &[], &[]],
            (None, true) => [&[], &[], all],
        };
        let mut parts = parts.map(|part| new_like(thread, this, part));
        if this.type_id() == type_id::BYTES && place.is_some() {
            // CPython gives the separator itself.
            args[0].incref();
            release(thread, std::mem::replace(&mut parts[1], args[0]));
        }
        Ok(tuples::new_tuple(thread, &parts))
    }
}

unsafe fn list_of(thread: *mut Thread, this: Ref, parts: &[&[u8]]) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut objects = OwnedAll::new(thread);
        parts.iter().for_each(|part| objects.push(new_like(thread, this, part)));
        lists::new_list(thread, &objects.give())
    }
}

/// Words, of which there are at most so many and a rest.
fn words(all: &[u8], most: usize) -> Vec<&[u8]> {
    let (mut found, mut rest) = (Vec::new(), all);
    while let Some(start) = rest.iter().position(|byte| !is_space(byte)) {
        rest = &rest[start..];
        if found.len() == most {
            found.push(rest);
            break;
        }
        let end = rest.iter().position(is_space).unwrap_or(rest.len());
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

/// The same from the end; the last word comes first.
fn last_words(all: &[u8], most: usize) -> Vec<&[u8]> {
    let (mut found, mut rest) = (Vec::new(), all);
    while let Some(last) = rest.iter().rposition(|byte| !is_space(byte)) {
        rest = &rest[..=last];
        if found.len() == most {
            found.push(rest);
            break;
        }
        let start = rest.iter().rposition(is_space).map_or(0, |space| space + 1);
        found.push(&rest[start..]);
        rest = &rest[..start];
    }
    found
}

unsafe fn split(thread: *mut Thread, this: Ref, args: &[Ref], from_end: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let all = content(this);
        let most = match args.get(1) {
            None => usize::MAX,
            // A negative number is no limit.
            Some(&most) => usize::try_from(given_int(most)?).unwrap_or(usize::MAX),
        };
        let separator = match args.first() {
            Some(&separator) if separator.type_id() != type_id::NONE => Some(given(separator)?),
            _ => None,
        };
        let mut parts = match (separator, from_end) {
            (Some([]), _) => return Err(PyException::value_error("empty separator")),
            (None, false) => words(all, most),
            (None, true) => last_words(all, most),
            (Some(separator), _) => {
                let (mut parts, mut rest) = (Vec::new(), all);
                while parts.len() < most
                    && let Some(place) = match from_end {
                        true => memmem::rfind(rest, separator),
                        false => memmem::find(rest, separator),
                    }
                {
                    let (before, after) = (&rest[..place], &rest[place + separator.len()..]);
                    let (part, others) = if from_end { (after, before) } else { (before, after) };
                    parts.push(part);
                    rest = others;
                }
                parts.push(rest);
                parts
            }
        };
        if from_end {
            parts.reverse();
        }
        Ok(list_of(thread, this, &parts))
    }
}

unsafe fn split_lines(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let keeps_ends = flag(args);
        let (mut lines, mut rest) = (Vec::new(), content(this));
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let end = end.unwrap_or(rest.len());
            let length = match rest[end..] {
                [b'\r', b'\n', ..] => 2,
                [] => 0,
                _ => 1,
            };
            lines.push(&rest[..if keeps_ends { end + length } else { end }]);
            rest = &rest[end + length..];
        }
        Ok(list_of(thread, this, &lines))
    }
}
