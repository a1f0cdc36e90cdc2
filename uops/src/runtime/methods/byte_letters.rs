//! Methods of `bytes` and `bytearray` that treat bytes as letters of ASCII.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::bytes::content;
use super::{Row, calling, of_bytes};
use crate::object::{Ref, type_id};
use crate::runtime::buffers::new_like;
use crate::runtime::error::Result;
use crate::thread::Thread;

of_bytes! {
    "capitalize" 0 0 calling!(made, capitalized);
    "isalnum" 0 0 calling!(all, u8::is_ascii_alphanumeric);
    "isalpha" 0 0 calling!(all, u8::is_ascii_alphabetic);
    "isascii" 0 0 calling!(is, <[u8]>::is_ascii);
    "isdigit" 0 0 calling!(all, u8::is_ascii_digit);
    "islower" 0 0 calling!(is, |all| cased(all) && !all.iter().any(u8::is_ascii_uppercase));
    "isspace" 0 0 calling!(all, is_space);
    "istitle" 0 0 calling!(is, is_title);
    "isupper" 0 0 calling!(is, |all| cased(all) && !all.iter().any(u8::is_ascii_lowercase));
    "lower" 0 0 calling!(made, <[u8]>::to_ascii_lowercase);
    "swapcase" 0 0 calling!(made, swapped);
    "title" 0 0 calling!(made, titled);
    "upper" 0 0 calling!(made, <[u8]>::to_ascii_uppercase);
}

/// Bytes that separate words.
pub(super) fn is_space(byte: &u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

unsafe fn made(
    thread: *mut Thread,
    this: Ref,
    _: &[Ref],
    make: fn(&[u8]) -> Vec<u8>,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(new_like(thread, this, &make(content(this)))) }
}

unsafe fn is(thread: *mut Thread, this: Ref, _: &[Ref], test: fn(&[u8]) -> bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, test(content(this)))) }
}

/// Whether there are bytes, and all of them are of a kind.
unsafe fn all(thread: *mut Thread, this: Ref, _: &[Ref], test: fn(&u8) -> bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(this);
        Ok(Thread::bool(thread, !content.is_empty() && content.iter().all(test)))
    }
}

fn cased(all: &[u8]) -> bool {
    all.iter().any(u8::is_ascii_alphabetic)
}

/// Whether letters that begin a word are upper case, and all others are lower case.
fn is_title(all: &[u8]) -> bool {
    let mut inside = false;
    let fits = all.iter().all(|byte| {
        let fits = match inside {
            true => !byte.is_ascii_uppercase(),
            false => !byte.is_ascii_lowercase(),
        };
        inside = byte.is_ascii_alphabetic();
        fits
    });
    fits && cased(all)
}

fn capitalized(all: &[u8]) -> Vec<u8> {
    let mut made = all.to_ascii_lowercase();
    made.iter_mut().take(1).for_each(|byte| byte.make_ascii_uppercase());
    made
}

fn swapped(all: &[u8]) -> Vec<u8> {
    let swap = |byte: &u8| match byte.is_ascii_lowercase() {
        true => byte.to_ascii_uppercase(),
        false => byte.to_ascii_lowercase(),
    };
    all.iter().map(swap).collect()
}

fn titled(all: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let mut title = |byte: &u8| {
        let made = if inside { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
        inside = byte.is_ascii_alphabetic();
        made
    };
    all.iter().map(&mut title).collect()
}
