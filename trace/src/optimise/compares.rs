//! Replaces a comparison of two ints and the guard of its result by a guard that compares the ints.

use super::edit::Edits;
use super::view::TraceView;
use crate::program::{Operand, Uop};
use uops::{Comparison, Op};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    for (index, compare) in uops.iter().enumerate() {
        if compare.op == Op::_COMPARE_COMPACT_TAGGED {
            join_compact(view, index, edits);
        }
    }
    for (index, pair) in uops.windows(2).enumerate() {
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

/// Compact ints are numbers that compare as they are, and what lies between a comparison of them and the guard of its
/// result does nothing to them.
fn join_compact(view: &TraceView<'_>, index: usize, edits: &mut Edits) {
    let uops = &view.trace().uops;
    let Some(next) = view.next_on_stack(index) else { return };
    let oparg = uops[index].oparg();
    let oparg = match uops[next].op {
        Op::_GUARD_IS_TRUE_POP => Some(oparg),
        Op::_GUARD_IS_FALSE_POP => {
            Comparison::from_oparg(oparg).map(|comparison| comparison.opposite().oparg())
        }
        _ => None,
    };
    let Some(oparg) = oparg else { return };
    edits.remove(index);
    let (op, operand) = (Op::_GUARD_COMPARE_COMPACT, Operand::Oparg(oparg));
    edits.replace(next, vec![Uop { op, operand, exit: uops[next].exit }]);
}
