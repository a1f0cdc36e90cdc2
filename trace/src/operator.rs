//! How operators and comparisons are written, and the opargs that stand for them.

use uops::Op;
use uops::runtime::Value;

/// CPython's `NB_*` operators in their order; the in-place ones follow as many places behind.
const OPERATORS: [&str; 13] = ["+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^"];

/// Comparisons in the order of CPython's `Py_LT` and so on, with CPython's result masks.
const COMPARISONS: [(&str, u16); 6] =
    [("<", 2), ("<=", 10), ("==", 8), ("!=", 7), (">", 4), (">=", 12)];

/// CPython sets it in the oparg of a comparison whose result becomes a bool.
const TO_BOOL: u16 = 16;

/// `NB_TRUE_DIVIDE`
pub(crate) const TRUE_DIVIDE: u16 = 11;
/// Operators that make an int of two ints: `+ & // << * % | >> - ^`.
const CLOSED_ON_INTS: [u16; 10] = [0, 1, 2, 3, 5, 6, 7, 9, 10, 12];
/// Operators that no float has: `& << | >> ^`.
const ONLY_ON_INTS: [u16; 5] = [1, 3, 7, 9, 12];

/// Without the mark of an in-place operator.
pub(crate) fn plain_operator(oparg: u16) -> u16 {
    oparg % OPERATORS.len() as u16
}

/// Whether a plain operator makes an int of two ints.
pub(crate) fn closed_on_ints(operator: u16) -> bool {
    CLOSED_ON_INTS.contains(&operator)
}

/// Whether a plain operator works on ints and not on floats.
pub(crate) fn only_on_ints(operator: u16) -> bool {
    ONLY_ON_INTS.contains(&operator)
}

/// The uops for a plain operator on tagged values.
const TAGGED: [(Op, u16); 10] = [
    (Op::_BINARY_OP_ADD_TAGGED, 0),
    (Op::_BINARY_OP_AND_TAGGED, 1),
    (Op::_BINARY_OP_FLOOR_DIVIDE_TAGGED, 2),
    (Op::_BINARY_OP_LSHIFT_TAGGED, 3),
    (Op::_BINARY_OP_MULTIPLY_TAGGED, 5),
    (Op::_BINARY_OP_REMAINDER_TAGGED, 6),
    (Op::_BINARY_OP_OR_TAGGED, 7),
    (Op::_BINARY_OP_RSHIFT_TAGGED, 9),
    (Op::_BINARY_OP_SUBTRACT_TAGGED, 10),
    (Op::_BINARY_OP_XOR_TAGGED, 12),
];

/// The plain operator of a uop on tagged values.
pub(crate) fn tagged_operator(op: Op) -> Option<u16> {
    TAGGED.iter().find(|(tagged, _)| *tagged == op).map(|(_, operator)| *operator)
}

/// The uop on tagged values for a plain operator.
pub(crate) fn tagged_uop(operator: u16) -> Option<Op> {
    TAGGED.iter().find(|(_, of)| *of == operator).map(|(op, _)| *op)
}

/// The number that a tagged int of this value is, if it fits.
pub(crate) fn tagged_int(value: &Value) -> Option<i64> {
    match value {
        Value::Int(int) => i64::try_from(int).ok().filter(|int| int.checked_mul(2).is_some()),
        _ => None,
    }
}

/// The oparg of a binary operator, in place if it ends in `=`.
pub(crate) fn binary_oparg(text: &str) -> Option<u16> {
    let (operator, in_place) = match text.strip_suffix('=') {
        Some(operator) => (operator, OPERATORS.len()),
        None => (text, 0),
    };
    let number = OPERATORS.iter().position(|&known| known == operator)?;
    u16::try_from(number + in_place).ok()
}

/// The binary operator that an oparg stands for.
pub(crate) fn binary_text(oparg: u16) -> Option<String> {
    let number = usize::from(oparg);
    match OPERATORS.get(number) {
        Some(&operator) => Some(operator.to_owned()),
        None => OPERATORS.get(number - OPERATORS.len()).map(|operator| format!("{operator}=")),
    }
}

/// The oparg of a comparison.
pub(crate) fn comparison_oparg(text: &str) -> Option<u16> {
    let number = COMPARISONS.iter().position(|&(known, _)| known == text)?;
    Some(u16::try_from(number).ok()? << 5 | TO_BOOL | COMPARISONS[number].1)
}

/// The oparg of the comparison of two ints that holds where this one does not.
pub(crate) fn opposite(oparg: u16) -> Option<u16> {
    const ORDERED: u16 = 0b1110;
    let texts = COMPARISONS.iter().filter_map(|&(text, _)| comparison_oparg(text));
    texts.into_iter().find(|other| (other ^ oparg) & ORDERED == ORDERED)
}

/// The comparison that an oparg stands for.
pub(crate) fn comparison_text(oparg: u16) -> Option<&'static str> {
    COMPARISONS.iter().map(|&(text, _)| text).find(|text| comparison_oparg(text) == Some(oparg))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opargs_are_those_of_cpython() {
        assert_eq!(binary_oparg("+"), Some(0));
        assert_eq!(binary_oparg("//"), Some(2));
        assert_eq!(binary_oparg("^="), Some(25));
        assert_eq!(binary_oparg("=="), None);
        assert_eq!(comparison_oparg("<"), Some(18));
        assert_eq!(comparison_oparg("!="), Some(119));
    }

    #[test]
    fn text_and_oparg_are_inverse() {
        for oparg in 0..=u16::MAX {
            if let Some(text) = binary_text(oparg) {
                assert_eq!(binary_oparg(&text), Some(oparg));
            }
            if let Some(text) = comparison_text(oparg) {
                assert_eq!(comparison_oparg(text), Some(oparg));
            }
        }
        assert_eq!((0..=u16::MAX).filter_map(binary_text).count(), 26);
        assert_eq!((0..=u16::MAX).filter_map(comparison_text).count(), 6);
    }
}
