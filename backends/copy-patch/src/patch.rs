//! What fits a hole.

use stencil_format::Patch;

/// A value that does not fit its hole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the value {value:#x} does not fit a hole of kind {patch:?}")]
pub struct OutOfRange {
    value: i64,
    patch: Patch,
}

impl OutOfRange {
    pub(crate) fn new(value: i64, patch: Patch) -> Self {
        OutOfRange { value, patch }
    }
}

/// The 32 bits that a hole of this kind gets for an absolute value.
///
/// # Errors
/// If the value does not fit.
#[inline(always)]
pub fn narrow(patch: Patch, value: i64, addend: i32) -> Result<u32, OutOfRange> {
    let value = value.wrapping_add(addend.into());
    let fits = match patch {
        Patch::Abs32 => u32::try_from(value).is_ok(),
        Patch::Abs32Signed | Patch::Rel32 => i32::try_from(value).is_ok(),
        Patch::Abs64 => true,
    };
    if fits { Ok(value as u32) } else { Err(OutOfRange::new(value, patch)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The small code model uses two kinds of 32-bit relocation, which reach different values.
    #[test]
    fn trap_ranges_are_checked_per_relocation_kind() {
        for (patch, value, fits) in [
            (Patch::Abs32, 0xffff_ffff, true),
            (Patch::Abs32, -1, false),
            (Patch::Abs32, 0x1_0000_0000, false),
            (Patch::Abs32Signed, 0x7fff_ffff, true),
            (Patch::Abs32Signed, 0x8000_0000, false),
            (Patch::Abs32Signed, -1, true),
            (Patch::Abs32Signed, -0x8000_0000, true),
            (Patch::Abs32Signed, -0x8000_0001, false),
        ] {
            let result = narrow(patch, value, 0);
            assert_eq!(result.is_ok(), fits, "{patch:?} {value:#x}");
        }
    }

    #[test]
    fn the_addend_counts() {
        assert_eq!(narrow(Patch::Abs32, 8, -8), Ok(0));
        assert!(narrow(Patch::Abs32, 0, -1).is_err());
    }
}
