//! Replaces a comparison of two ints and the guard of its result by a guard that compares the ints.

use super::edit::Edits;
use super::view::TraceView;
use crate::program::{Operand, Uop};
use uops::{Comparison, Op};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    for (index, pair) in view.trace().uops.windows(2).enumerate() {
        let [compare, guard] = pair else { continue };
        let oparg = match (compare.op, guard.op) {
            (Op::_COMPARE_OP_INT_TAGGED, Op::_GUARD_IS_TRUE_POP) => Some(compare.oparg()),
            (Op::_COMPARE_OP_INT_TAGGED, Op::_GUARD_IS_FALSE_POP) => {
                Comparison::from_oparg(compare.oparg()).map(|it| it.opposite().oparg())
            }
            _ => None,
        };
        let Some(oparg) = oparg else { continue };
        let (op, operand) = (Op::_INTS_TO_NUMBERS, Operand::Nothing);
        edits.replace(index, vec![Uop { op, operand, exit: compare.exit }]);
        let (op, operand) = (Op::_GUARD_COMPARE_NUMBERS, Operand::Oparg(oparg));
        edits.replace(index + 1, vec![Uop { op, operand, exit: guard.exit }]);
    }
}
