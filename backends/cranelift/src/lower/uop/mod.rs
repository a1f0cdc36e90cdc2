//! The lowering of a uop: the form of its function, the lowering by hand that [`by_hand`] lists, or a call of the
//! function. So a new uop works without a change here.

mod by_hand;
mod call;
mod frame;
mod generator;
mod leave;
mod out_of_line;
mod stack;

use super::lowering::{Lowering, Malformed};
use by_hand::{BY_HAND, ByHand, Uop, Why};
use uops::{Inst, Op};

/// The lowering by hand of each uop, by its number.
static BY_OP: [Option<&ByHand>; Op::ALL.len()] = by_op();

const fn by_op() -> [Option<&'static ByHand>; Op::ALL.len()] {
    let mut by_op: [Option<&ByHand>; Op::ALL.len()] = [None; Op::ALL.len()];
    let mut row = 0;
    while row < BY_HAND.len() {
        let mut op = 0;
        while op < by_op.len() {
            if Op::ALL[op].info().function as usize == BY_HAND[row].function as usize {
                assert!(by_op[op].is_none(), "a function has two lowerings");
                by_op[op] = Some(&BY_HAND[row]);
            }
            op += 1;
        }
        row += 1;
    }
    by_op
}

impl Lowering<'_> {
    /// Lowers a uop.
    pub(super) fn lower_uop(&mut self, op: Op, inst: &Inst) -> Result<(), Malformed> {
        let oparg = op.info().fixed.unwrap_or(inst.oparg);
        let form = self.forms.of(op, oparg);
        let by_hand = BY_OP[op as usize]
            .filter(|by_hand| !(self.prefers_forms && by_hand.why == Why::Gain && form.is_some()));
        match (by_hand, form) {
            (Some(by_hand), _) => (by_hand.lower)(self, Uop { inst, oparg }),
            (None, Some(form)) => {
                self.inline(form, op.info().stack_effect(oparg), oparg, inst.operand)
            }
            (None, None) => self.out_of_line(op, inst),
        }
    }
}
