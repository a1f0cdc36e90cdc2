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
    let latin1 = [code as u8];
    let hash = bytes_hash(if code < EMPTY { &latin1 } else { utf8.split_at(bytes).0 });
    let len = if code < EMPTY { 1 } else { bytes };
    Character { text: Str { header, len, bytes, capacity: 8, hash, data: [] }, utf8 }
}

/// CPython's hash of bytes where `PYTHONHASHSEED` is 0: SipHash-1-3 with a key of zeros, but 0 for no bytes. It is never -1.
///
/// Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012; CPython's `Python/pyhash.c`.
pub const fn bytes_hash(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut state = Sip([
        0x736f_6d65_7073_6575,
        0x646f_7261_6e64_6f6d,
        0x6c79_6765_6e65_7261,
        0x7465_6462_7974_6573,
    ]);
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        state = state.mix(u64::from_le_bytes(*word));
        rest = after;
    }
    let last = match rest.len() {
        0 => 0,
        count => last_of(bytes) >> (64 - 8 * count),
    };
    let Sip([a, b, c, d]) = state.mix((bytes.len() as u64) << 56 | last);
    let Sip([a, b, c, d]) = Sip([a, b, c ^ 0xff, d]).round().round().round();
    match (a ^ b ^ c ^ d) as i64 {
        -1 => -2,
        hash => hash,
    }
}

/// The last eight bytes, of which those that come last weigh most; there is at least one.
const fn last_of(bytes: &[u8]) -> u64 {
    let count = bytes.len();
    if let Some(last) = bytes.last_chunk() {
        return u64::from_le_bytes(*last);
    }
    let all = match (bytes.first_chunk(), bytes.last_chunk()) {
        // What both have is the same in both.
        (Some(first), Some(last)) => {
            u32::from_le_bytes(*first) as u64
                | (u32::from_le_bytes(*last) as u64) << (8 * (count - 4))
        }
        _ => {
            let (middle, last) = (count / 2, count - 1);
            bytes[0] as u64
                | (bytes[middle] as u64) << (8 * middle)
                | (bytes[last] as u64) << (8 * last)
        }
    };
    all << (64 - 8 * count)
}

/// The state of SipHash.
#[derive(Clone, Copy)]
struct Sip([u64; 4]);

impl Sip {
    /// Takes eight bytes in.
    const fn mix(self, word: u64) -> Self {
        let Sip([a, b, c, d]) = self;
        let Sip([a, b, c, d]) = Sip([a, b, c, d ^ word]).round();
        Sip([a ^ word, b, c, d])
    }

    const fn round(self) -> Self {
        let Sip([mut a, mut b, mut c, mut d]) = self;
        a = a.wrapping_add(b);
        b = b.rotate_left(13) ^ a;
        a = a.rotate_left(32);
        c = c.wrapping_add(d);
        d = d.rotate_left(16) ^ c;
        a = a.wrapping_add(d);
        d = d.rotate_left(21) ^ a;
        c = c.wrapping_add(b);
        b = b.rotate_left(17) ^ c;
        c = c.rotate_left(32);
        Sip([a, b, c, d])
    }
}
