//! How operators and comparisons are written, and the opargs that stand for them.

/// CPython's `NB_*` operators in their order; the in-place ones follow as many places behind.
const OPERATORS: [&str; 13] = ["+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^"];

/// Comparisons in the order of CPython's `Py_LT` and so on, with CPython's result masks.
const COMPARISONS: [(&str, u16); 6] =
    [("<", 2), ("<=", 10), ("==", 8), ("!=", 7), (">", 4), (">=", 12)];

/// CPython sets it in the oparg of a comparison whose result becomes a bool.
const TO_BOOL: u16 = 16;

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
