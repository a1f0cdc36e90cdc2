//! Uops that tag a value, and uops that make it a reference again.

use crate::program::{Operand, Program, Uop};
use uops::Op;

/// Whether a uop makes a tagged value a reference again.
pub(super) fn is_untag(op: Op) -> bool {
    matches!(op, Op::_UNTAG_TOS | Op::_UNTAG_COMPACT)
}

/// The uop that pushes an int constant as a tagged one.
pub(super) fn tagged_constant(program: &Program, uop: &Uop) -> Option<Uop> {
    match (uop.op, uop.operand) {
        (Op::_LOAD_CONST_INLINE | Op::_LOAD_CONST_INLINE_BORROW, Operand::Const(id)) => {
            program.consts[id.0 as usize].value.tagged_int()?;
            Some(Uop { op: Op::_LOAD_CONST_TAGGED, ..uop.clone() })
        }
        _ => None,
    }
}
