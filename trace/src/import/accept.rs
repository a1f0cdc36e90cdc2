//! The operands that a specialised instruction accepts.

use super::recording::OperandType;
use uops::Dialect;

/// The types of ints, as recordings call them.
const INT: &[&str] = &["int", "negative int", "big int"];

/// Whether the guards of the instruction `name` let these operands pass.
pub(super) fn accepts(dialect: Dialect, name: &str, operands: &[OperandType]) -> bool {
    let is = |index: usize, names: &[&str]| match operands.get(index) {
        Some(OperandType::Builtin(kind)) => names.contains(&kind.as_str()),
        _ => false,
    };
    let uops = dialect.expansion(name).unwrap_or(&[]).iter().filter_map(|uop| dialect.op(uop));
    if uops.clone().any(|op| op.int_operator().is_some()) {
        return is(0, INT) && is(1, INT);
    }
    if uops.clone().any(|op| op.float_operator().is_some()) {
        return is(0, &["float"]) && is(1, &["float"]);
    }
    let Some(types) = dialect.accepts(name) else { return true };
    types.iter().enumerate().all(|(index, types)| types.is_empty() || is(index, types))
}
