//! The uops' lowerings, a module for each family.
//!
//! A family declares which functions of [`uops::semantics`] it lowers, and how, with [`lowerings!`]. A
//! uop has the lowering of its function; uops that apply an operator have those of [`operator`]. A uop
//! whose function has none becomes a call of that function, so a new uop works without a change here.

use super::lowering::{Lowering, Malformed};
use family::{Family, Lower, Uop};
use uops::{Inst, Op};

/// Declares the lowerings of a family. Each row has functions, and an expression that lowers a uop with
/// one of them; `?` passes a [`Malformed`] on.
macro_rules! lowerings {
    (|$lowering:ident, $uop:ident| $($($function:ident)|+ => $lower:expr,)*) => {
        /// The functions that this module lowers.
        pub(super) const LOWERINGS: super::Family = &[$($(
            (uops::Function::$function, |$lowering, $uop| {
                _ = (&*$lowering, $uop);
                $lower;
                Ok(())
            }),
        )+)*];
    };
}

mod attribute;
mod bookkeeping;
mod call;
mod container;
mod family;
mod frame;
mod guard;
mod iteration;
mod leave;
mod list;
mod local;
mod mixed;
mod number;
mod operator;
mod optimised;
mod out_of_line;
mod sequence;
mod stack;
mod tagged;
mod text;
mod truth;
mod variable;

const FAMILIES: &[Family] = &[
    attribute::LOWERINGS,
    bookkeeping::LOWERINGS,
    call::LOWERINGS,
    container::LOWERINGS,
    frame::LOWERINGS,
    guard::LOWERINGS,
    iteration::LOWERINGS,
    leave::LOWERINGS,
    list::LOWERINGS,
    local::LOWERINGS,
    mixed::LOWERINGS,
    number::LOWERINGS,
    optimised::LOWERINGS,
    sequence::LOWERINGS,
    stack::LOWERINGS,
    tagged::LOWERINGS,
    text::LOWERINGS,
    truth::LOWERINGS,
    variable::LOWERINGS,
];

/// The lowering of each uop, by its number.
static BY_OP: [Option<Lower>; Op::ALL.len()] = by_op();

const fn by_op() -> [Option<Lower>; Op::ALL.len()] {
    let mut by_op: [Option<Lower>; Op::ALL.len()] = [None; Op::ALL.len()];
    let mut family = 0;
    while family < FAMILIES.len() {
        let mut row = 0;
        while row < FAMILIES[family].len() {
            let (function, lower) = FAMILIES[family][row];
            let mut op = 0;
            while op < by_op.len() {
                if Op::ALL[op].info().function as usize == function as usize {
                    assert!(by_op[op].is_none(), "a function has two lowerings");
                    by_op[op] = Some(lower);
                }
                op += 1;
            }
            row += 1;
        }
        family += 1;
    }
    let mut op = 0;
    while op < by_op.len() {
        if let Some(lower) = operator::lowering(Op::ALL[op]) {
            assert!(by_op[op].is_none(), "a function has two lowerings");
            by_op[op] = Some(lower);
        }
        op += 1;
    }
    by_op
}

impl Lowering<'_> {
    /// Lowers a uop: as the form of its function if there are forms, inline if its function has a lowering,
    /// else as a call of its function.
    pub(super) fn lower_uop(&mut self, op: Op, inst: &Inst) -> Result<(), Malformed> {
        let oparg = op.info().fixed.unwrap_or(inst.oparg);
        if let Some(form) = self.forms.and_then(|forms| forms.of(op, oparg)) {
            return self.inline(form, op.info().stack_effect(oparg), oparg, inst.operand);
        }
        let uop = Uop { op, inst, oparg, operand: inst.operand };
        match BY_OP[op as usize] {
            Some(lower) => lower(self, uop),
            None => self.out_of_line(uop),
        }
    }
}
