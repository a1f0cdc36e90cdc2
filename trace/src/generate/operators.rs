//! What random programs do with each binary operator: a column of the table of operators.

use super::maker::Maker;
use super::shape::Shape;
use uops::{Applied, Op, Operator, for_each_operator};

/// How large what an operator makes of two numbers gets, in bits of ints or in exponents of floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Growth {
    /// One more than the larger one.
    Carry,
    /// As much as both together.
    Product,
}

impl Growth {
    pub(super) fn of(self, left: u32, right: u32) -> u32 {
        match self {
            Growth::Carry => left.max(right) + 1,
            Growth::Product => left + right,
        }
    }
}

/// An operator whose right operand is one of some constants.
pub(super) struct ByConstant {
    /// The most bits that the left operand may have.
    pub(super) most_bits: u32,
    pub(super) constants: &'static [i64],
    /// The shape of the result, by the bits of the left operand and by the constant.
    pub(super) result: fn(u32, i64) -> Shape,
}

/// What to do with an operator.
enum Use {
    /// Apply it to any two numbers.
    Any(Growth),
    /// Apply it to an int and a constant.
    By(ByConstant),
    Never,
}

/// All shifts to the right that stay far from 64 bits.
const UP_TO_40: [i64; 41] = {
    let mut counts = [0; 41];
    let mut index = 1;
    while index < counts.len() {
        counts[index] = counts[index - 1] + 1;
        index += 1;
    }
    counts
};

macro_rules! generated {
    ($($operator:ident [$($column:tt)*])*) => {
        /// What is done with an operator, and how often, beside others of which the same is done.
        fn how(operator: Operator) -> (u32, Use) {
            match operator {
                $(Operator::$operator => generated!(@one $($column)*),)*
            }
        }
    };
    (@one) => { (0, Use::Never) };
    (@one any $weight:literal $growth:ident) => { ($weight, Use::Any(Growth::$growth)) };
    (@one by $weight:literal, $most_bits:expr, $constants:expr, $result:expr) => {
        ($weight, Use::By(ByConstant {
            most_bits: $most_bits,
            constants: $constants,
            result: $result,
        }))
    };
}
for_each_operator!(generated generated);

/// How an operator that is applied to any two numbers lets them grow.
fn growth(operator: Operator) -> Option<Growth> {
    match how(operator).1 {
        Use::Any(growth) => Some(growth),
        _ => None,
    }
}

/// An operator that is applied to an int and a constant.
fn by_constant(operator: Operator) -> Option<ByConstant> {
    match how(operator).1 {
        Use::By(by) => Some(by),
        _ => None,
    }
}

impl Maker<'_> {
    /// One of the operators that are wanted, by their weights. There is one.
    fn pick_operator(&mut self, wanted: impl Fn(Operator) -> bool) -> Operator {
        let candidates = || Operator::ALL.iter().copied().filter(|&operator| wanted(operator));
        let total: u32 = candidates().map(|operator| how(operator).0).sum();
        let mut ticket = self.choices.below(total as usize) as u32;
        for operator in candidates() {
            match ticket.checked_sub(how(operator).0) {
                Some(rest) => ticket = rest,
                None => return operator,
            }
        }
        unreachable!("a ticket is less than the weights of all operators")
    }

    /// An operator for any two ints.
    pub(super) fn pick_any(&mut self) -> (Operator, Growth) {
        let operator = self.pick_operator(|operator| growth(operator).is_some());
        (operator, growth(operator).unwrap_or(Growth::Product))
    }

    /// A uop with an operator that grows like this, of those for which `uop` returns a uop.
    pub(super) fn pick_uop(&mut self, uop: fn(Operator) -> Option<Op>, wanted: Growth) -> Op {
        let vocabulary = self.vocabulary;
        let has = |it| uop(it).is_some_and(|op| vocabulary.has(op));
        let operator = self.pick_operator(|it| growth(it) == Some(wanted) && has(it));
        uop(operator).unwrap_or(Op::_BINARY_OP)
    }

    /// Whether the dialect has such a uop.
    pub(super) fn has_uop(&self, uop: fn(Operator) -> Option<Op>, wanted: Growth) -> bool {
        let has = |it| uop(it).is_some_and(|op| self.vocabulary.has(op));
        Operator::ALL.iter().any(|&it| growth(it) == Some(wanted) && has(it))
    }

    /// An operator that floats have a uop for.
    pub(super) fn pick_float_operator(&mut self) -> (Operator, Growth) {
        let has_uop = |operator| Op::on_floats(operator).is_some();
        let operator = self.pick_operator(|it| has_uop(it) && growth(it).is_some());
        (operator, growth(operator).unwrap_or(Growth::Product))
    }

    /// An operator for an int of this number of bits and a constant. One that the int is too large for gives
    /// way to the next one.
    pub(super) fn pick_by_constant(&mut self, bits: u32) -> (Operator, ByConstant) {
        let picked = self.pick_operator(|operator| by_constant(operator).is_some());
        let from = Operator::ALL.iter().position(|&operator| operator == picked).unwrap_or(0);
        let next = Operator::ALL.iter().cycle().skip(from).take(Operator::ALL.len());
        let found = next.copied().find_map(|operator| {
            let by = by_constant(operator).filter(|by| bits <= by.most_bits)?;
            Some((operator, by))
        });
        found.expect("most operators take ints of any size")
    }

    /// A generic operator, now and then in place.
    pub(super) fn operator(&mut self, operator: Operator, result: Shape) {
        use crate::program::Operand;
        let applied = Applied { operator, in_place: self.choices.one_in(4) };
        self.operate(Op::_BINARY_OP, Operand::Oparg(applied.oparg()), 2, result);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_on_ints_has_a_weight() {
        for &operator in Operator::ALL {
            let (weight, usage) = how(operator);
            let used = !matches!(usage, Use::Never);
            assert_eq!(used, weight > 0, "{operator:?} in uops/semantics/src/operator/table.rs");
            let on_ints = operator.of_ints() != uops::operator::IntResult::Nothing;
            assert_eq!(
                used, on_ints,
                "{operator:?} has no weight in uops/semantics/src/operator/table.rs"
            );
        }
    }

    #[test]
    fn every_uop_on_two_numbers_is_generated() {
        for &operator in Operator::ALL {
            for uop in [Op::on_ints(operator), Op::on_floats(operator)].into_iter().flatten() {
                let message =
                    "is applied to any two numbers in uops/semantics/src/operator/table.rs";
                assert!(growth(operator).is_some(), "{uop}: {operator:?} {message}");
            }
        }
    }
}
