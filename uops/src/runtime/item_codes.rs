//! What an item of an `array` or a `memoryview` is: its C type, by the letter that Python has for it.

use super::{arithmetic, value};
use crate::object::Ref;
use crate::thread::Thread;
use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

/// A type code: its letter, how many bytes an item takes, and what an item is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Code {
    pub(super) letter: char,
    pub(super) size: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    Signed,
    Unsigned,
    Float,
    Truth,
    Byte,
}

const fn code(letter: char, size: usize, kind: Kind) -> Code {
    Code { letter, size, kind }
}

/// The codes of arrays of numbers, as on Linux of 64 bits.
const OF_ARRAYS: [Code; 12] = [
    code('b', 1, Kind::Signed),
    Code::BYTE,
    code('h', 2, Kind::Signed),
    code('H', 2, Kind::Unsigned),
    code('i', 4, Kind::Signed),
    code('I', 4, Kind::Unsigned),
    code('l', 8, Kind::Signed),
    code('L', 8, Kind::Unsigned),
    code('q', 8, Kind::Signed),
    code('Q', 8, Kind::Unsigned),
    code('f', 4, Kind::Float),
    code('d', 8, Kind::Float),
];

/// Those that only a `memoryview` has.
const OF_VIEWS: [Code; 4] =
    [Code::CHARACTER, Code::TRUTH, code('n', 8, Kind::Signed), code('N', 8, Kind::Unsigned)];

/// That an int has no form in a code.
pub(super) struct TooWide {
    /// Whether it is less than the least that has one.
    pub(super) is_less: bool,
}

impl Code {
    /// An unsigned byte.
    pub(super) const BYTE: Code = code('B', 1, Kind::Unsigned);
    /// A byte as a `bytes` with one.
    pub(super) const CHARACTER: Code = code('c', 1, Kind::Byte);
    /// A byte as a bool.
    pub(super) const TRUTH: Code = code('?', 1, Kind::Truth);

    /// The code of an array with this letter.
    pub(super) fn of_array(letter: &str) -> Option<Code> {
        OF_ARRAYS.into_iter().find(|code| letter == code.letter.to_string())
    }

    /// The code of a view with this letter.
    pub(super) fn of_view(letter: &str) -> Option<Code> {
        let own = || OF_VIEWS.into_iter().find(|code| letter == code.letter.to_string());
        Code::of_array(letter).or_else(own)
    }

    /// Whether items are single bytes: `B`, `b` or `c`.
    pub(super) fn is_byte(self) -> bool {
        matches!(self.letter, 'B' | 'b' | 'c')
    }

    pub(super) fn is_float(self) -> bool {
        self.kind == Kind::Float
    }

    /// The item that these bytes are.
    #[inline]
    pub(super) fn item(self, bytes: &[u8]) -> Item {
        let raw = match *bytes {
            [a] => a.into(),
            [a, b] => u16::from_le_bytes([a, b]).into(),
            [a, b, c, d] => u32::from_le_bytes([a, b, c, d]).into(),
            [a, b, c, d, e, f, g, h] => u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            // No code has items of another size.
            _ => 0,
        };
        let unused = 64 - 8 * self.size as u32;
        match (self.kind, self.size) {
            (Kind::Signed, _) => Item::Int((((raw << unused) as i64) >> unused).into()),
            (Kind::Unsigned, _) => Item::Int(raw.into()),
            (Kind::Float, 4) => Item::Float(f32::from_bits(raw as u32).into()),
            (Kind::Float, _) => Item::Float(f64::from_bits(raw)),
            (Kind::Truth, _) => Item::Truth(raw != 0),
            (Kind::Byte, _) => Item::Byte(raw as u8),
        }
    }

    /// The bytes of a float, as many as an item has.
    pub(super) fn float(self, number: f64) -> [u8; 8] {
        let wide = match self.size {
            4 => u64::from((number as f32).to_bits()),
            _ => number.to_bits(),
        };
        wide.to_le_bytes()
    }

    /// What CPython says of an int that has no form in an array of this code. It converts the int to one C type, or to
    /// one after the other.
    pub(super) fn complaint(self, number: &BigInt, is_less: bool) -> String {
        let end = if is_less { "less than minimum" } else { "greater than maximum" };
        let has =
            |least: i64, most: i64| number.to_i64().is_some_and(|it| (least..=most).contains(&it));
        let is_long = number.to_i64().is_some();
        let name = match self.letter {
            'b' | 'B' | 'h' | 'H' | 'i' | 'l' if !is_long => {
                return "Python int too large to convert to C long".to_owned();
            }
            'I' | 'L' if is_less => {
                return "can't convert negative value to unsigned int".to_owned();
            }
            'I' | 'L' if number.to_u64().is_none() => {
                return "Python int too large to convert to C unsigned long".to_owned();
            }
            'Q' if is_less => return "can't convert negative int to unsigned".to_owned(),
            'q' | 'Q' => return "int too big to convert".to_owned(),
            'b' if has(i16::MIN.into(), i16::MAX.into()) => "signed char",
            'b' | 'h' => "signed short integer",
            'B' => "unsigned byte integer",
            'H' if has(i32::MIN.into(), i32::MAX.into()) => "unsigned short",
            'I' => "unsigned int",
            _ => "signed integer",
        };
        format!("{name} is {end}")
    }

    /// The bytes of an int, as many as an item has.
    pub(super) fn int(self, number: &BigInt) -> Result<[u8; 8], TooWide> {
        let bits = 8 * self.size as u32;
        let (low, high) = match self.kind {
            Kind::Signed => (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1),
            _ => (0, (1_i128 << bits) - 1),
        };
        match number.to_i128().filter(|number| (low..=high).contains(number)) {
            Some(number) => Ok((number as u64).to_le_bytes()),
            None => Err(TooWide { is_less: number.sign() == Sign::Minus }),
        }
    }
}

/// An item, as a number that each code's fit, a bool, or a byte.
#[derive(Clone, Copy)]
pub(super) enum Item {
    Int(i128),
    Float(f64),
    Truth(bool),
    Byte(u8),
}

impl Item {
    /// The item as an object.
    ///
    /// # Safety
    /// `thread` is a live runtime's.
    #[inline]
    pub(super) unsafe fn object(self, thread: *mut Thread) -> Ref {
        // SAFETY: the caller's promise.
        unsafe {
            match self {
                Item::Float(value) => Thread::float(thread, value),
                Item::Truth(value) => Thread::bool(thread, value),
                Item::Byte(byte) => value::new_bytes(thread, &[byte]),
                Item::Int(value) => match i64::try_from(value) {
                    Ok(value) => Thread::int(thread, value),
                    Err(_) => arithmetic::new_int(thread, value.into()),
                },
            }
        }
    }
}
