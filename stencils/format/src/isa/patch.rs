//! The kinds of holes. They correspond to relocations of object files.

use super::{aarch64, x86_64};
use std::fmt;

/// How a value is written into a hole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    /// 64 bits, on every processor (ELF: `R_X86_64_64`, `R_AARCH64_ABS64`).
    Abs64,
    /// Part of an x86-64 instruction.
    X86_64(x86_64::Patch),
    /// Part of an AArch64 instruction.
    Aarch64(aarch64::Patch),
}

/// The kind alone: its name says which processor has it.
impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Patch::Abs64 => f.write_str("Abs64"),
            Patch::X86_64(patch) => patch.fmt(f),
            Patch::Aarch64(patch) => patch.fmt(f),
        }
    }
}

/// A value that does not fit its hole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfRange {
    /// The value, or the distance.
    pub value: i64,
    /// The hole.
    pub patch: Patch,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value {:#x} does not fit a hole of kind {:?}", self.value, self.patch)
    }
}

impl std::error::Error for OutOfRange {}

impl Patch {
    /// Bytes that are written.
    pub fn width(self) -> usize {
        match self {
            Patch::Abs64 => 8,
            Patch::X86_64(patch) => patch.width(),
            Patch::Aarch64(_) => aarch64::INSTRUCTION,
        }
    }

    /// Fills a hole at the start of `code`, which is going to run at `address`, with `value`.
    ///
    /// # Errors
    /// If the value does not fit; then nothing is written.
    ///
    /// # Panics
    /// If `code` is shorter than the hole.
    pub fn apply(self, code: &mut [u8], address: u64, value: u64) -> Result<(), OutOfRange> {
        let written = match self {
            Patch::Abs64 => {
                code[..8].copy_from_slice(&value.to_le_bytes());
                Ok(())
            }
            Patch::X86_64(patch) => patch.apply(code, address, value),
            Patch::Aarch64(patch) => patch.apply(code, address, value),
        };
        written.map_err(|value| OutOfRange { value, patch: self })
    }

    /// Rust source of this value, for a scope that has `Patch` and this crate's `isa`.
    pub fn to_rust(self) -> String {
        match self {
            Patch::Abs64 => "Patch::Abs64".to_owned(),
            Patch::X86_64(patch) => format!("Patch::X86_64(isa::x86_64::Patch::{patch:?})"),
            Patch::Aarch64(patch) => format!("Patch::Aarch64(isa::aarch64::Patch::{patch:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_of_64_bits_takes_every_value() {
        let mut code = [0; 9];
        assert_eq!(Patch::Abs64.apply(&mut code, 0, u64::MAX - 1), Ok(()));
        assert_eq!(code, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]);
    }

    #[test]
    fn an_error_names_the_kind_of_hole() {
        let patch = Patch::X86_64(x86_64::Patch::Abs8);
        let error = patch.apply(&mut [0], 0, 128).expect_err("the value is too large");
        assert_eq!(error.to_string(), "the value 0x80 does not fit a hole of kind Abs8");
    }

    #[test]
    fn source_names_the_processor() {
        let patch = Patch::Aarch64(aarch64::Patch::Move16 { shift: 16 });
        assert_eq!(patch.to_rust(), "Patch::Aarch64(isa::aarch64::Patch::Move16 { shift: 16 })");
        assert_eq!(Patch::Abs64.to_rust(), "Patch::Abs64");
    }
}
