//! `str`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of
//! that runtime, and those that are called texts are of type `str`.
#![allow(clippy::missing_safety_doc)]

use super::dealloc::{layout_of, release};
use super::error::Result;
use super::{ExceptionKind, PyException, state};
use crate::object::{Bytes, CHARACTERS, EMPTY, FALSE, Header, Ref, Str, TRUE, bytes_hash, type_id};
use crate::thread::Thread;
use std::cmp::Ordering;

/// The most bytes of a text.
const LIMIT: usize = 1 << 31;

/// The text's content.
pub(super) unsafe fn text<'a>(object: Ref) -> &'a str {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let text = object.cast::<Str>();
        let start = (&raw const (*text).data).cast::<u8>();
        // Only UTF-8 is ever written.
        std::str::from_utf8_unchecked(std::slice::from_raw_parts(start, (*text).bytes))
    }
}

/// The content of a `str`; nothing of other objects.
pub(super) unsafe fn as_text<'a>(object: Ref) -> Option<&'a str> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let own = |object: Ref| (object.type_id() == type_id::STR).then(|| text(object));
        own(object).or_else(|| own(object.held()?))
    }
}

/// A reference to the text; the empty one and the characters of Latin-1 exist once.
pub(super) unsafe fn new_str(thread: *mut Thread, content: &str) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { new_counted(thread, content, content.chars().count()) }
}

/// As [`new_str`], for a part of a text: in ASCII the characters need not be counted.
pub(super) unsafe fn new_part(thread: *mut Thread, whole: Ref, part: &str) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = if is_ascii(whole) { part.len() } else { part.chars().count() };
        new_counted(thread, part, len)
    }
}

/// As [`new_str`], for a text of which it is known how many characters it has.
pub(super) unsafe fn new_counted(thread: *mut Thread, content: &str, len: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if len > 1 {
            return allocate(thread, [content], len, 0);
        }
        content.chars().next().map_or(cached(EMPTY), |c| character(thread, c))
    }
}

/// A text that is made of another: that one itself if nothing has changed, as in CPython.
pub(super) unsafe fn same_or_new(thread: *mut Thread, object: Ref, made: &str) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if made == text(object) {
            object.incref();
            return object;
        }
        new_str(thread, made)
    }
}

/// A part of a text: the text itself if it is the whole, as in CPython.
pub(super) unsafe fn same_or_part(thread: *mut Thread, object: Ref, part: &str) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if part.len() == text(object).len() {
            object.incref();
            return object;
        }
        new_part(thread, object, part)
    }
}

/// A text of a program. The names of the two bools are those that `str` gives, as in CPython.
pub(super) unsafe fn constant(thread: *mut Thread, content: &str) -> Ref {
    match content {
        "True" => of_bool(true),
        "False" => of_bool(false),
        // SAFETY: the caller keeps the contract of this module.
        _ => unsafe { new_str(thread, content) },
    }
}

/// `str(value)`, which exists once.
pub(super) fn of_bool(value: bool) -> Ref {
    cached(if value { TRUE } else { FALSE })
}

/// A text of one character.
pub(super) unsafe fn character(thread: *mut Thread, c: char) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match c as usize {
            code if code < EMPTY => cached(code),
            _ => allocate(thread, [&*c.encode_utf8(&mut [0; 4])], 1, 0),
        }
    }
}

fn cached(index: usize) -> Ref {
    // No code writes to an immortal object.
    Ref((&raw const CHARACTERS[index]).cast_mut().cast())
}

/// A new text of these pieces, which have `len` characters, with room for `more` bytes.
unsafe fn allocate<'a>(
    thread: *mut Thread,
    pieces: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    len: usize,
    more: usize,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let pieces = pieces.into_iter();
        let bytes = pieces.clone().map(str::len).sum::<usize>();
        let (made, mut end) = room(thread, len, bytes, more);
        for piece in pieces {
            end = write(end, piece);
        }
        made
    }
}

/// A new text whose `bytes` bytes, which are `len` characters, are still to be written, and the address of the
/// first. There is room for `more` bytes after them.
unsafe fn room(thread: *mut Thread, len: usize, bytes: usize, more: usize) -> (Ref, *mut u8) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let capacity = bytes + more;
        let memory = state(thread).heap.allocate(layout_of::<Str>(capacity)).cast::<Str>();
        let header = Header::new(type_id::STR);
        memory.write(Str { header, len, bytes, capacity, hash: 0, data: [] });
        (Ref(memory.cast()), (&raw mut (*memory).data).cast())
    }
}

/// Writes a piece of a text, and gives the address after it.
unsafe fn write(to: *mut u8, piece: &str) -> *mut u8 {
    // SAFETY: the caller has made room, which no other piece lies in.
    unsafe {
        match *piece.as_bytes() {
            // A call takes longer than this.
            [byte] => *to = byte,
            _ => std::ptr::copy_nonoverlapping(piece.as_ptr(), to, piece.len()),
        }
        to.add(piece.len())
    }
}

/// The text's hash, which it remembers.
#[inline]
pub(super) unsafe fn hash(object: Ref) -> i64 {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let known = (*object.cast::<Str>()).hash;
        if known != 0 {
            return known;
        }
        let text = text(object);
        let hash = if is_ascii(object) { bytes_hash(text.as_bytes()) } else { text_hash(text) };
        // That of the empty text, which nothing can be stored in, is 0.
        if hash != 0 {
            (*object.cast::<Str>()).hash = hash;
        }
        hash
    }
}

/// CPython's hash of a text where `PYTHONHASHSEED` is 0: that of its characters in one, two or four bytes each, as many as
/// the largest one needs.
fn text_hash(text: &str) -> i64 {
    let largest = text.chars().max().map_or(0, u32::from);
    let width = match largest {
        0..0x100 => 1,
        0x100..0x1_0000 => 2,
        _ => 4,
    };
    let characters = text.chars().map(|character| u32::from(character).to_le_bytes());
    let bytes: Vec<u8> = characters.flat_map(|bytes| bytes.into_iter().take(width)).collect();
    bytes_hash(&bytes)
}

/// The byte where a character starts; the text's end for an index after the last character.
pub(super) fn byte_of(text: &str, ascii: bool, index: usize) -> usize {
    match ascii {
        true => index.min(text.len()),
        false => text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte),
    }
}

/// Whether all characters are ASCII, which the object knows.
pub(super) unsafe fn is_ascii(object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { (*object.cast::<Str>()).is_ascii() }
}

/// The character at an index that is within bounds.
pub(super) unsafe fn item(thread: *mut Thread, object: Ref, index: usize) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = text(object);
        let c = match is_ascii(object) {
            true => char::from(*content.as_bytes().get(index)?),
            false => content.chars().nth(index)?,
        };
        Some(character(thread, c))
    }
}

/// `text * count`
pub(super) unsafe fn repeat(thread: *mut Thread, object: Ref, count: usize) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = text(object);
        if count == 1 {
            object.incref();
            return Ok(object);
        }
        match content.len().checked_mul(count) {
            Some(0) => Ok(cached(EMPTY)),
            Some(bytes) if bytes < LIMIT => {
                Ok(allocate(thread, std::iter::repeat_n(content, count), len(object) * count, 0))
            }
            _ => Err(PyException::new(ExceptionKind::MemoryError, "a text that long")),
        }
    }
}

/// A new text of two.
pub(super) unsafe fn concat(thread: *mut Thread, left: Ref, right: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for (empty, other) in [(left, right), (right, left)] {
            if text(empty).is_empty() {
                other.incref();
                return other;
            }
        }
        allocate(thread, [text(left), text(right)], len(left) + len(right), 0)
    }
}

/// How many characters the text has.
unsafe fn len(object: Ref) -> usize {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { (*object.cast::<Str>()).len }
}

/// A new text of these texts, with another one between them.
pub(super) unsafe fn join(thread: *mut Thread, between: Ref, texts: &[Ref]) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let gaps = texts.len().saturating_sub(1);
        let (mut chars, mut bytes) = (len(between) * gaps, text(between).len() * gaps);
        for &piece in texts {
            chars += len(piece);
            bytes += text(piece).len();
        }
        if chars <= 1 {
            let pieces: Vec<&str> = texts.iter().map(|&piece| text(piece)).collect();
            return new_str(thread, &pieces.join(text(between)));
        }
        let (joined, mut end) = room(thread, chars, bytes, 0);
        let gap = text(between);
        for (number, &piece) in texts.iter().enumerate() {
            if number > 0 && !gap.is_empty() {
                end = write(end, gap);
            }
            end = write(end, text(piece));
        }
        joined
    }
}

/// See [`crate::helpers::uop_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_str_concat(thread: *mut Thread, left: Ref, right: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { concat(thread, left, right) }
}

/// See [`crate::helpers::uop_str_append`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_str_append(thread: *mut Thread, left: Ref, right: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let more = text(right);
        let target = left.cast::<Str>();
        if left.is_unique() && (*target).capacity - (*target).bytes >= more.len() {
            let end = (&raw mut (*target).data).cast::<u8>().add((*target).bytes);
            std::ptr::copy_nonoverlapping(more.as_ptr(), end, more.len());
            (*target).len += (*right.cast::<Str>()).len;
            (*target).bytes += more.len();
            (*target).hash = 0;
            return left;
        }
        let joined = if more.is_empty() || text(left).is_empty() {
            concat(thread, left, right)
        } else {
            // What has been appended to will be appended to again.
            let content = text(left);
            let chars = len(left) + len(right);
            allocate(thread, [content, more], chars, content.len() + more.len())
        };
        release(thread, left);
        joined
    }
}

/// See [`crate::helpers::uop_str_item`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_str_item(thread: *mut Thread, object: Ref, index: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { item(thread, object, index).unwrap_or(Ref::NULL) }
}

/// See [`crate::helpers::uop_walked_item`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_walked_item(thread: *mut Thread, container: Ref, index: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match container.type_id() {
            type_id::STR => item(thread, container, index).unwrap_or(Ref::NULL),
            type_id::BYTES if index < (*container.cast::<Bytes>()).len => {
                let data = (&raw const (*container.cast::<Bytes>()).data).cast::<u8>();
                Thread::int(thread, (*data.add(index)).into())
            }
            _ => Ref::NULL,
        }
    }
}

/// See [`crate::helpers::uop_str_compare`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_str_compare(left: Ref, right: Ref) -> i64 {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if left == right {
            return 0;
        }
        match text(left).cmp(text(right)) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }
    }
}

/// See [`crate::helpers::uop_build_string`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_string(
    thread: *mut Thread,
    items: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { join(thread, cached(EMPTY), std::slice::from_raw_parts(items, count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hashes are those that CPython 3.13 and 3.15 print with `PYTHONHASHSEED=0`.
    #[test]
    fn texts_have_cpythons_hashes() {
        let hashes = [
            ("", 0),
            ("a", 4644417185603328019),
            ("abc", -4594863902769663758),
            ("ab", 6148830537548944441),
            ("abcd", -2030606670787596663),
            ("abcdefg", 7904145750247929094),
            ("abcdefghijklmnop", -7712962755478248686),
            ("abcdefgh", 4574395652268504554),
            ("abcdefghijklm", -7689147164244908826),
            ("\u{e9}", 6047309291227476195),
            ("\u{3a9}mega", -4133799015008674522),
            ("\u{1f34b}!", 5347416779119038153),
        ];
        for (text, hash) in hashes {
            assert_eq!(text_hash(text), hash, "{text}");
        }
        assert_eq!(bytes_hash(b"\xff\x00"), 7217110220190950386);
        assert_eq!(CHARACTERS[0xe9].text.hash, text_hash("\u{e9}"));
    }
}
