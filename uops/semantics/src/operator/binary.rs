//! Binary operators, and the opargs that stand for them.

/// What an operator makes of two ints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntResult {
    /// An int.
    Int,
    /// A float.
    Float,
    /// An int or a float, as the values are.
    Either,
    /// An exception: ints do not have the operator.
    Nothing,
}

macro_rules! define {
    ($($name:ident [$(#[doc = $doc:literal])* $number:literal, $symbol:literal, $result:ident])*) => {
        /// A binary operator. Its number is that of CPython's plain (not in-place) form, `NB_*`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Operator {
            $($(#[doc = $doc])* $name = $number,)*
        }

        impl Operator {
            /// Every operator, in the order of the table.
            pub const ALL: &'static [Operator] = &[$(Operator::$name),*];

            /// How it is written.
            pub const fn symbol(self) -> &'static str {
                match self { $(Operator::$name => $symbol,)* }
            }

            /// How its in-place form is written.
            pub const fn in_place_symbol(self) -> &'static str {
                match self { $(Operator::$name => concat!($symbol, "="),)* }
            }

            /// What it makes of two ints.
            pub const fn of_ints(self) -> IntResult {
                match self { $(Operator::$name => IntResult::$result,)* }
            }

            /// The operator whose plain form has this number.
            pub const fn from_number(number: u16) -> Option<Operator> {
                match number {
                    $($number => Some(Operator::$name),)*
                    _ => None,
                }
            }
        }
    };
}
crate::for_each_operator!(data define);

macro_rules! machine {
    ($int:ident $method:ident; $($name:ident [$(|$l:ident, $r:ident| $result:expr)?])*) => {
        impl Operator {
            /// The result for two ints, where it fits the type. Nothing where it does not, where an
            /// exception is raised, and if the operator makes no int of ints.
            #[inline(always)]
            pub fn $method(self, left: $int, right: $int) -> Option<$int> {
                match self {
                    $(Operator::$name => {
                        machine!(@one $int left right; $($l $r $result)?)
                    })*
                }
            }
        }
    };
    (@one $int:ident $left:ident $right:ident;) => { None };
    (@one $int:ident $left:ident $right:ident; $l:ident $r:ident $result:expr) => {{
        #[inline(always)]
        fn compute($l: $int, $r: $int) -> Option<$int> {
            $result
        }
        compute($left, $right)
    }};
}
macro_rules! on_i64 {
    ($($columns:tt)*) => { machine! { i64 on_i64; $($columns)* } };
}
macro_rules! on_i128 {
    ($($columns:tt)*) => { machine! { i128 on_i128; $($columns)* } };
}
crate::for_each_operator!(machine on_i64);
crate::for_each_operator!(machine on_i128);

macro_rules! floats {
    ($($name:ident [$($column:tt)*])*) => {
        impl Operator {
            /// Whether floats have the operator.
            pub const fn has_floats(self) -> bool {
                match self { $(Operator::$name => floats!(@any $($column)*),)* }
            }
        }
    };
    (@any) => { false };
    (@any $($column:tt)+) => { true };
}
crate::for_each_operator!(floats floats);

impl Operator {
    /// CPython's number of the plain form.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The operator that is written like this.
    pub fn from_symbol(symbol: &str) -> Option<Operator> {
        Operator::ALL.iter().copied().find(|operator| operator.symbol() == symbol)
    }

    /// Whether it makes an int of two ints, whatever they are.
    pub const fn is_closed_on_ints(self) -> bool {
        matches!(self.of_ints(), IntResult::Int)
    }

    /// Whether it makes a float of two floats, or of an int and a float, whatever they are.
    pub const fn makes_floats(self) -> bool {
        self.has_floats() && !matches!(self.of_ints(), IntResult::Either)
    }
}

/// A binary operator as an oparg says it: plain, as in `a + b`, or in place, as in `a += b`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Applied {
    /// Which operator.
    pub operator: Operator,
    /// Whether its left operand may be changed.
    pub in_place: bool,
}

impl Applied {
    /// How far the number of an in-place form (`NB_INPLACE_*`) is from that of the plain one.
    const IN_PLACE: u16 = Operator::ALL.len() as u16;

    /// The operator that an oparg stands for.
    #[inline]
    pub const fn from_oparg(oparg: u16) -> Option<Applied> {
        let (number, in_place) = match oparg >= Applied::IN_PLACE {
            true => (oparg - Applied::IN_PLACE, true),
            false => (oparg, false),
        };
        match Operator::from_number(number) {
            Some(operator) => Some(Applied { operator, in_place }),
            None => None,
        }
    }

    /// The oparg.
    pub const fn oparg(self) -> u16 {
        self.operator.number() + if self.in_place { Applied::IN_PLACE } else { 0 }
    }

    /// How it is written.
    pub const fn symbol(self) -> &'static str {
        match self.in_place {
            true => self.operator.in_place_symbol(),
            false => self.operator.symbol(),
        }
    }

    /// The operator that is written like this: in place if it ends in `=`.
    pub fn from_symbol(symbol: &str) -> Option<Applied> {
        let (symbol, in_place) = match symbol.strip_suffix('=') {
            Some(symbol) => (symbol, true),
            None => (symbol, false),
        };
        Operator::from_symbol(symbol).map(|operator| Applied { operator, in_place })
    }
}

/// The plain form.
impl From<Operator> for Applied {
    fn from(operator: Operator) -> Applied {
        Applied { operator, in_place: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opargs_are_those_of_cpython() {
        let oparg = |symbol| Applied::from_symbol(symbol).map(Applied::oparg);
        assert_eq!(oparg("+"), Some(0));
        assert_eq!(oparg("//"), Some(2));
        assert_eq!(oparg("^="), Some(25));
        assert_eq!(oparg("=="), None);
    }

    #[test]
    fn numbers_have_no_gap() {
        for number in 0..Applied::IN_PLACE {
            assert_eq!(Operator::from_number(number).map(Operator::number), Some(number));
        }
    }

    #[test]
    fn text_and_oparg_are_inverse() {
        let all = (0..=u16::MAX).filter_map(Applied::from_oparg);
        assert_eq!(all.clone().count(), 2 * Operator::ALL.len());
        for applied in all {
            assert_eq!(Applied::from_oparg(applied.oparg()), Some(applied));
            assert_eq!(Applied::from_symbol(applied.symbol()), Some(applied));
        }
    }
}
