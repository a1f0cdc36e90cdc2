//! The operands that a specialised instruction accepts.

use super::recording::OperandType;
use uops::{Dialect, Op};

/// The types of ints, as recordings call them.
const INT: &[&str] = &["int", "negative int", "big int"];

/// Whether the guards of the instruction `name` let these operands pass.
pub(super) fn accepts(dialect: Dialect, name: &str, operands: &[OperandType]) -> bool {
    let is = |index: usize, names: &[&str]| match operands.get(index) {
        Some(OperandType::Builtin(kind)) => names.contains(&kind.as_str()),
        _ => false,
    };
    let uops = uops_of(dialect, name);
    if uops.clone().any(|op| op.int_operator().is_some()) {
        return is(0, INT) && is(1, INT);
    }
    if uops.clone().any(|op| op.float_operator().is_some()) {
        return is(0, &["float"]) && is(1, &["float"]);
    }
    let Some(types) = dialect.accepts(name) else { return true };
    types.iter().enumerate().all(|(index, types)| types.is_empty() || is(index, types))
}

/// The uops that the instruction `name` stands for.
pub(super) fn uops_of(dialect: Dialect, name: &str) -> impl Iterator<Item = Op> + Clone {
    dialect.expansion(name).unwrap_or(&[]).iter().filter_map(move |uop| dialect.op(uop))
}
