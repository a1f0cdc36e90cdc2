//! What instructions and the ends of blocks define and use.

use form::{End, Inst, Operand, Value};

/// The value that an instruction defines, the first if there are two.
pub(crate) fn out(inst: &Inst) -> Option<Value> {
    match inst {
        Inst::Binary { out, .. }
        | Inst::Unary { out, .. }
        | Inst::Index { out, .. }
        | Inst::Compare { out, .. }
        | Inst::FloatCompare { out, .. }
        | Inst::Select { out, .. }
        | Inst::Load { out, .. }
        | Inst::Overflow { out, .. }
        | Inst::Local { out, .. }
        | Inst::Truth { out, .. }
        | Inst::IsTruth { out, .. } => Some(*out),
        Inst::Call { out, .. } => out.map(|(value, _)| value),
        Inst::Store { .. } => None,
    }
}

/// What an instruction works on.
pub(crate) fn operands(inst: &Inst) -> Vec<Operand> {
    match inst {
        Inst::Binary { a, b, .. }
        | Inst::Compare { a, b, .. }
        | Inst::FloatCompare { a, b, .. }
        | Inst::Overflow { a, b, .. } => vec![*a, *b],
        Inst::Unary { a, .. } => vec![*a],
        Inst::Index { base, index, .. } => vec![*base, *index],
        Inst::Select { condition, a, b, .. } => vec![*condition, *a, *b],
        Inst::Load { base, .. } => vec![*base],
        Inst::Store { value, base, .. } => vec![*value, *base],
        Inst::Truth { condition, .. } => vec![*condition],
        Inst::IsTruth { object, .. } => vec![*object],
        Inst::Call { args, .. } => args.clone(),
        Inst::Local { .. } => vec![],
    }
}

/// What the end of a block uses.
pub(crate) fn end_operands(end: &End) -> Vec<Operand> {
    match end {
        End::Jump(edge) => edge.args.clone(),
        End::Branch(condition, then, or) => {
            [*condition].iter().chain(&then.args).chain(&or.args).copied().collect()
        }
        End::Switch(value, _, ways, other) => {
            let args = ways.iter().flat_map(|(_, edge)| &edge.args);
            [*value].iter().chain(args).chain(&other.args).copied().collect()
        }
        End::Next { locals, sp, outputs } => {
            [*locals, *sp].into_iter().chain(outputs.iter().map(|(output, _)| *output)).collect()
        }
        End::Exit | End::Error | End::Unreachable => Vec::new(),
    }
}
