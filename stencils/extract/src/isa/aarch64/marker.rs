//! Holes of Mach-O files that no relocation describes.
//!
//! There is no relocation for the immediate operand of a move. A symbol names such an instruction: what fills the
//! hole, which of its bits, and a place, so that no two symbols are the same.

use std::borrow::Cow;
use std::fmt;
use stencil_format::Patch;
use stencil_format::isa::aarch64::Patch as A64;

/// What is between the name of a hole and the lowest of its bits.
const MOVE: &str = ".move.";

/// What stands for 16 bits of a symbol's value in text for ELF files, from a multiple of 16 on.
const GROUP: &str = "#:abs_g";

/// What stands for the low 12 bits of a symbol's address there.
const IN_PAGE: &str = ":lo12:";

/// An instruction that is written as for ELF files, as the assembler for Mach-O files takes it.
pub(super) fn spelt<'a>(line: &'a str, place: fmt::Arguments<'_>) -> Cow<'a, str> {
    if let Some((head, group)) = line.split_once(GROUP)
        && let Some((number, symbol)) = group.split_once(':')
        && let Some(number) = number.strip_suffix("_nc").unwrap_or(number).parse::<u8>().ok()
    {
        let shift = 16 * number;
        let label = format!("{symbol}{MOVE}{shift}.{place}");
        let shifted = if shift == 0 { String::new() } else { format!(", lsl #{shift}") };
        // The symbol does not begin a part of a stencil.
        return format!(".alt_entry {label}\n{label}:\n\t{head}#0{shifted}").into();
    }
    match line.split_once(IN_PAGE) {
        Some((head, symbol)) => format!("{head}{symbol}@PAGEOFF").into(),
        None if line.starts_with("adrp") => format!("{line}@PAGE").into(),
        None => line.into(),
    }
}

/// The name of the hole at a symbol, and how it is filled, if the symbol marks one.
pub(in crate::isa) fn marked(symbol: &str) -> Option<(&str, Patch)> {
    let (hole, rest) = symbol.split_once(MOVE)?;
    let (shift, _) = rest.split_once('.')?;
    Some((hole, Patch::Aarch64(A64::Move16 { shift: shift.parse().ok()? })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_says_what_fills_a_move() {
        let text = spelt("movk x8, #:abs_g2_nc:__JIT_OPERAND", format_args!("_UOP__0.3"));
        let label = "__JIT_OPERAND.move.32._UOP__0.3";
        assert_eq!(text, format!(".alt_entry {label}\n{label}:\n\tmovk x8, #0, lsl #32"));
        let (hole, patch) = marked(&label[1..]).expect("it marks a hole");
        assert_eq!((hole, patch), ("_JIT_OPERAND", Patch::Aarch64(A64::Move16 { shift: 32 })));
        assert!(marked("_UOP.near__0.end").is_none());
    }

    #[test]
    fn addresses_are_spelt_as_the_assembler_takes_them() {
        for (line, expected) in [
            ("adrp\tx8, __JIT_OPERAND", "adrp\tx8, __JIT_OPERAND@PAGE"),
            ("add x8, x8, :lo12:__JIT_OPERAND", "add x8, x8, __JIT_OPERAND@PAGEOFF"),
            ("add x8, x8, #8", "add x8, x8, #8"),
        ] {
            assert_eq!(spelt(line, format_args!("")), expected);
        }
    }
}
