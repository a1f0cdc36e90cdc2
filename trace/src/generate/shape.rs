//! What the generator knows of a value, beyond its kind.

use super::choices::Choices;
use uops::runtime::Value;

/// Ints below this many bits are held in their object: comparisons of them never exit.
pub(super) const COMPACT_BITS: u32 = 62;
/// Ints of one of CPython's digits, which it calls compact, have no more bits than that.
pub(super) const DIGIT_BITS: u32 = 30;
/// Ints get no longer than this on the stack.
pub(super) const MOST_BITS: u32 = 400;
/// Floats stay below this power of two, and so finite.
pub(super) const MOST_EXPONENT: u32 = 900;
/// Texts get no longer than this on the stack.
pub(super) const MOST_CHARACTERS: u32 = 160;

/// A promise about a value that holds whenever execution reaches this point, so that a value cannot grow
/// without limit in a loop.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Shape {
    /// An int whose magnitude is below `2 ** bits`.
    Int {
        bits: u32,
    },
    /// A finite float whose magnitude is below `2 ** exponent`.
    Float {
        exponent: u32,
    },
    /// Any float, a NaN included. The compiler decides which of two NaNs an operator returns, so programs
    /// only compare such a float.
    AnyFloat,
    Bool,
    None,
    /// A text of that many characters.
    Str {
        least: u32,
        most: u32,
    },
    /// A list of ints (of at most [`ITEM_BITS`] bits) or floats (of at most [`ITEM_EXPONENT`]).
    /// While `fresh` nothing else refers to it.
    List {
        len: u32,
        item: Item,
        fresh: bool,
    },
    /// A tuple of such items.
    Tuple {
        len: u32,
        item: Item,
    },
    /// A dict with the keys `0..len` and ints as values.
    Dict {
        len: u32,
    },
    /// A set of ints.
    Set,
    /// An instance of the class of this number, or of any, all of whose attributes are set.
    Instance {
        class: Option<u32>,
    },
    /// An exception.
    Exception,
    /// An iterator, or what is walked without one.
    Iter,
    /// Above an iterator: a position or null.
    Position,
    /// Null.
    Null,
    /// An [`ITEM`](Item)-sized int or float, a short text, or `None`.
    Any,
    /// Some object.
    Object,
}

/// What lists and tuples hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Item {
    Int,
    Float,
}

/// The bound of ints in containers.
pub(super) const ITEM_BITS: u32 = 30;
/// The bound of floats in containers.
pub(super) const ITEM_EXPONENT: u32 = 40;
/// The bound of texts in locals of any type.
pub(super) const ANY_CHARACTERS: u32 = 24;

impl Item {
    pub(super) fn shape(self) -> Shape {
        match self {
            Item::Int => Shape::Int { bits: ITEM_BITS },
            Item::Float => Shape::Float { exponent: ITEM_EXPONENT },
        }
    }
}

impl Shape {
    /// Whether everything of this shape is of the other one, too.
    pub(super) fn fits(self, other: Shape) -> bool {
        match (self, other) {
            (Shape::Int { bits }, Shape::Int { bits: most }) => bits <= most,
            (Shape::Float { exponent }, Shape::Float { exponent: most }) => exponent <= most,
            (Shape::Float { .. }, Shape::AnyFloat) => true,
            (Shape::Str { least, most }, Shape::Str { least: low, most: high }) => {
                low <= least && most <= high
            }
            (Shape::List { len, item, .. }, Shape::List { len: l, item: i, .. }) => {
                (len, item) == (l, i)
            }
            (shape, Shape::Any) => [
                Item::Int.shape(),
                Item::Float.shape(),
                Shape::Str { least: 0, most: ANY_CHARACTERS },
                Shape::None,
                Shape::Any,
            ]
            .iter()
            .any(|&part| shape == part || (part != Shape::Any && shape.fits(part))),
            (Shape::Instance { .. }, Shape::Instance { class: None }) => true,
            (Shape::Null | Shape::Iter | Shape::Position, other) => self == other,
            (_, Shape::Object) => true,
            _ => self == other,
        }
    }

    /// An int.
    pub(super) fn bits(self) -> Option<u32> {
        match self {
            Shape::Int { bits } => Some(bits),
            _ => None,
        }
    }

    /// A float that stays finite.
    pub(super) fn exponent(self) -> Option<u32> {
        match self {
            Shape::Float { exponent } => Some(exponent),
            _ => None,
        }
    }

    pub(super) fn is_float(self) -> bool {
        matches!(self, Shape::Float { .. } | Shape::AnyFloat)
    }

    pub(super) fn is_str(self) -> bool {
        matches!(self, Shape::Str { .. })
    }

    /// Whether a constant can stand for it: nothing can be done to one that another run would notice.
    pub(super) fn is_constant(self) -> bool {
        !matches!(
            self,
            Shape::List { .. }
                | Shape::Dict { .. }
                | Shape::Set
                | Shape::Instance { .. }
                | Shape::Exception
                | Shape::Iter
                | Shape::Position
                | Shape::Null
                | Shape::Object
        )
    }

    /// Whether a dict or set takes it.
    pub(super) fn is_hashable(self) -> bool {
        matches!(
            self,
            Shape::Int { .. } | Shape::Float { .. } | Shape::Bool | Shape::None | Shape::Str { .. }
        )
    }

    /// A value of this shape that a program can name.
    pub(super) fn value(self, choices: &mut dyn Choices) -> Value {
        match self {
            Shape::Int { bits } => int(bits, choices),
            Shape::Float { exponent } => float(exponent, choices),
            Shape::AnyFloat => {
                Value::Float(choices.pick(&[f64::INFINITY, f64::NAN, f64::NEG_INFINITY, 1e308]))
            }
            Shape::Bool => Value::Bool(choices.below(2) == 1),
            Shape::Str { least, most } => text(least, most, choices),
            Shape::List { len, item, .. } => Value::List(items(len, item, choices)),
            Shape::Tuple { len, item } => Value::Tuple(items(len, item, choices)),
            Shape::Dict { len } => {
                let value = Item::Int.shape();
                let keys = 0..i64::from(len);
                Value::Dict(keys.map(|key| (Value::from(key), value.value(choices))).collect())
            }
            Shape::Any => {
                let text = Shape::Str { least: 0, most: ANY_CHARACTERS };
                choices.pick(&[Item::Int.shape(), Item::Float.shape(), text]).value(choices)
            }
            Shape::Set => Value::Set(items(4, Item::Int, choices)),
            Shape::None
            | Shape::Iter
            | Shape::Position
            | Shape::Null
            | Shape::Object
            | Shape::Exception
            | Shape::Instance { .. } => Value::None,
        }
    }
}

fn items(len: u32, item: Item, choices: &mut dyn Choices) -> Vec<Value> {
    (0..len).map(|_| item.shape().value(choices)).collect()
}

/// Small ones, powers of two and what is next to them, and any.
fn int(bits: u32, choices: &mut dyn Choices) -> Value {
    let some = choices.below(bits as usize + 1) as u32;
    let all_ones = (num_bigint::BigInt::from(1) << some) - 1;
    let magnitude = match choices.below(4) {
        0 => num_bigint::BigInt::from(choices.below(1 << bits.min(8))),
        1 => all_ones,
        2 => all_ones / 2 + u32::from(some > 1),
        _ => num_bigint::BigInt::from(choices.below(1 << bits.min(48))),
    };
    Value::Int(if choices.one_in(3) { -magnitude } else { magnitude })
}

fn float(exponent: u32, choices: &mut dyn Choices) -> Value {
    let scale = 2f64.powi(choices.below(exponent as usize) as i32);
    let number = match choices.below(6) {
        0 => choices.below(4096) as f64 / 4096.0,
        1 => choices.pick(&[0.0, -0.0, 0.5, -1.0, 0.1]),
        2 => choices.pick(&[f64::MIN_POSITIVE, 5e-324, f64::EPSILON]),
        3 => scale * (1.0 - f64::EPSILON),
        _ => scale * (choices.below(1 << 20) as f64 / f64::from(1 << 20)),
    };
    Value::Float(if choices.one_in(3) { -number } else { number })
}

fn text(least: u32, most: u32, choices: &mut dyn Choices) -> Value {
    let len = choices.between(least as usize, (most.min(least + 12)) as usize);
    let alphabet: &[char] = match choices.below(6) {
        0 => &['a', 'é', 'ß', '\u{4e2d}', '\u{1f40d}'],
        1 => &['0', '1', '9'],
        _ => &['a', 'b', 'c', ' ', 'X', 'y'],
    };
    Value::Str((0..len).map(|_| choices.pick(alphabet)).collect())
}
