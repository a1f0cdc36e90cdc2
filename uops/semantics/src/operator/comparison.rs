//! Comparisons, and the opargs that stand for them.

/// How two values compare. Its number is that of the bit in CPython's masks (`COMPARISON_*` of
/// `Include/internal/pycore_code.h`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Outcome {
    /// One of them is a NaN.
    Unordered = 0,
    /// The left one is less.
    Less = 1,
    /// The left one is greater.
    Greater = 2,
    /// They are equal.
    Equal = 3,
}

impl Outcome {
    /// The outcome's bit in a mask.
    pub const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A comparison. Its number is CPython's: `Py_LT` and so on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Comparison {
    /// `left < right`
    Less = 0,
    /// `left <= right`
    LessEqual = 1,
    /// `left == right`
    Equal = 2,
    /// `left != right`
    NotEqual = 3,
    /// `left > right`
    Greater = 4,
    /// `left >= right`
    GreaterEqual = 5,
}

impl Comparison {
    /// Every comparison, in the order of CPython's numbers.
    pub const ALL: [Comparison; 6] = [
        Comparison::Less,
        Comparison::LessEqual,
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Greater,
        Comparison::GreaterEqual,
    ];

    /// The bits of an oparg that are the mask.
    pub const MASK: u16 = 0b1111;
    /// CPython sets it in the oparg of a comparison whose result becomes a bool.
    pub const TO_BOOL: u16 = 16;
    /// Where the comparison's number begins in an oparg.
    const NUMBER_SHIFT: u32 = 5;

    /// More than the oparg of any comparison.
    pub const OPARG_LIMIT: u16 = (Comparison::ALL.len() as u16) << Comparison::NUMBER_SHIFT;

    /// How it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessEqual => "<=",
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Greater => ">",
            Comparison::GreaterEqual => ">=",
        }
    }

    /// The outcomes for which it holds.
    pub const fn mask(self) -> u16 {
        use Outcome::{Equal, Greater, Less, Unordered};
        match self {
            Comparison::Less => Less.bit(),
            Comparison::LessEqual => Less.bit() | Equal.bit(),
            Comparison::Equal => Equal.bit(),
            Comparison::NotEqual => Unordered.bit() | Less.bit() | Greater.bit(),
            Comparison::Greater => Greater.bit(),
            Comparison::GreaterEqual => Greater.bit() | Equal.bit(),
        }
    }

    /// The oparg of a comparison whose result is a bool.
    pub const fn oparg(self) -> u16 {
        (self as u16) << Comparison::NUMBER_SHIFT | Comparison::TO_BOOL | self.mask()
    }

    /// The comparison that an oparg stands for, if its result is a bool.
    pub fn from_oparg(oparg: u16) -> Option<Comparison> {
        Comparison::ALL.into_iter().find(|comparison| comparison.oparg() == oparg)
    }

    /// The comparison that has these outcomes.
    pub fn from_mask(mask: u16) -> Option<Comparison> {
        Comparison::ALL.into_iter().find(|comparison| comparison.mask() == mask)
    }

    /// The comparison that is written like this.
    pub fn from_symbol(symbol: &str) -> Option<Comparison> {
        Comparison::ALL.into_iter().find(|comparison| comparison.symbol() == symbol)
    }

    /// The comparison that holds for two ints where this one does not.
    pub const fn opposite(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::GreaterEqual,
            Comparison::LessEqual => Comparison::Greater,
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Greater => Comparison::LessEqual,
            Comparison::GreaterEqual => Comparison::Less,
        }
    }
}

/// Whether CPython's comparison mask accepts how two numbers compare. It is written without a branch, so
/// that one comparison is left of a mask that is known.
#[inline(always)]
pub fn accepts<T: PartialOrd>(mask: usize, left: T, right: T) -> bool {
    let has = |outcome: Outcome| mask >> outcome as usize & 1 != 0;
    let (less, greater, equal) = (left < right, left > right, left == right);
    (has(Outcome::Less) & less)
        | (has(Outcome::Greater) & greater)
        | (has(Outcome::Equal) & equal)
        | (has(Outcome::Unordered) & !(less | greater | equal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opargs_are_those_of_cpython() {
        assert_eq!(Comparison::ALL.map(Comparison::oparg), [18, 58, 88, 119, 148, 188]);
    }

    #[test]
    fn symbols_opargs_and_masks_name_one_comparison_each() {
        for comparison in Comparison::ALL {
            assert_eq!(Comparison::from_symbol(comparison.symbol()), Some(comparison));
            assert_eq!(Comparison::from_oparg(comparison.oparg()), Some(comparison));
            assert_eq!(Comparison::from_mask(comparison.mask()), Some(comparison));
        }
        let opargs = (0..=u16::MAX).filter_map(Comparison::from_oparg);
        assert_eq!(opargs.count(), Comparison::ALL.len());
        assert!(Comparison::ALL.iter().all(|it| it.oparg() < Comparison::OPARG_LIMIT));
    }

    #[test]
    fn masks_say_what_symbols_say() {
        for (left, right) in [(1, 2), (2, 1), (1, 1)] {
            for (comparison, holds) in [
                (Comparison::Less, left < right),
                (Comparison::LessEqual, left <= right),
                (Comparison::Equal, left == right),
                (Comparison::NotEqual, left != right),
                (Comparison::Greater, left > right),
                (Comparison::GreaterEqual, left >= right),
            ] {
                let accepts = |comparison: Comparison, left, right| {
                    super::accepts(comparison.mask().into(), left, right)
                };
                assert_eq!(accepts(comparison, left, right), holds);
                assert_eq!(accepts(comparison.opposite(), left, right), !holds);
            }
        }
        for comparison in Comparison::ALL {
            let holds = accepts(comparison.mask().into(), f64::NAN, 1.0);
            assert_eq!(holds, comparison == Comparison::NotEqual);
        }
    }
}
