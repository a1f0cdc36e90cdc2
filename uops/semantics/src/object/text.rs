//! `str`.

use super::{Header, IMMORTAL_REFCNT, type_id};

/// A `str`, in UTF-8; its bytes follow the struct.
///
/// In a text of ASCII only, which has as many bytes as characters, a character is found by its index.
#[repr(C)]
#[derive(Debug)]
pub struct Str {
    /// The common header.
    pub header: Header,
    /// Number of characters (code points).
    pub len: usize,
    /// Number of bytes.
    pub bytes: usize,
    /// Number of bytes that there is room for.
    pub capacity: usize,
    /// The hash; 0 until it is computed.
    pub hash: i64,
    /// The first byte.
    pub data: [u8; 0],
}

impl Str {
    /// Whether all characters are ASCII.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.len == self.bytes
    }
}

/// An immortal `str`, as CPython keeps one for each character of Latin-1, the empty text, and the names of
/// the two bools.
#[repr(C)]
#[derive(Debug)]
pub struct Character {
    /// The object.
    pub text: Str,
    /// Its bytes.
    pub utf8: [u8; 8],
}

/// Index of the empty text among [`CHARACTERS`].
pub const EMPTY: usize = 256;
/// Index of `True` among [`CHARACTERS`].
pub const TRUE: usize = 257;
/// Index of `False` among [`CHARACTERS`].
pub const FALSE: usize = 258;

/// The characters of Latin-1, by code point, and then the empty text and the names of the two bools.
pub static CHARACTERS: [Character; FALSE + 1] = {
    let mut all = [const { character(EMPTY) }; FALSE + 1];
    let mut code = 0;
    while code <= FALSE {
        all[code] = character(code);
        code += 1;
    }
    all
};

const fn character(code: usize) -> Character {
    let (utf8, bytes) = match code {
        EMPTY => ([0; 8], 0),
        TRUE => (*b"True\0\0\0\0", 4),
        FALSE => (*b"False\0\0\0", 5),
        0..0x80 => ([code as u8, 0, 0, 0, 0, 0, 0, 0], 1),
        _ => ([0xc0 | (code >> 6) as u8, 0x80 | (code & 0x3f) as u8, 0, 0, 0, 0, 0, 0], 2),
    };
    let header = Header { refcnt: IMMORTAL_REFCNT, type_id: type_id::STR, flags: 0 };
    let hash = text_hash(utf8.split_at(bytes).0);
    let len = if code < EMPTY { 1 } else { bytes };
    Character { text: Str { header, len, bytes, capacity: 8, hash, data: [] }, utf8 }
}

/// The hash of a text or of bytes: FNV-1a with its bits mixed at the end. It is never 0 or -1.
pub const fn text_hash(bytes: &[u8]) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x100_0000_01b3);
        index += 1;
    }
    hash ^= hash >> 32;
    match hash as i64 {
        0 | -1 => -2,
        hash => hash,
    }
}
