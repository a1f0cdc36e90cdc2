//! Fills holes.

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

/// Writes `value` into the hole at `position` of `code`.
///
/// For a relative hole `value` is an offset in `code` too.
///
/// # Errors
/// If the value does not fit. Nothing is written then.
#[inline]
pub fn write(
    code: &mut [u8],
    position: usize,
    patch: Patch,
    value: i64,
    addend: i32,
) -> Result<(), OutOfRange> {
    let value = value.wrapping_add(addend.into());
    let out_of_range = || OutOfRange::new(value, patch);
    let word = match patch {
        Patch::Abs64 => {
            code[position..position + 8].copy_from_slice(&value.to_le_bytes());
            return Ok(());
        }
        Patch::Abs32 => u32::try_from(value).map_err(|_| out_of_range())?,
        Patch::Abs32Signed => i32::try_from(value).map_err(|_| out_of_range())? as u32,
        Patch::Rel32 => i32::try_from(value - position as i64).map_err(|_| out_of_range())? as u32,
    };
    code[position..position + 4].copy_from_slice(&word.to_le_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The small code model uses two kinds of 32-bit relocation, which reach different values.
    #[test]
    fn trap_ranges_are_checked_per_relocation_kind() {
        let mut code = [0; 8];
        for (patch, value, fits) in [
            (Patch::Abs32, 0xffff_ffff, true),
            (Patch::Abs32, -1, false),
            (Patch::Abs32, 0x1_0000_0000, false),
            (Patch::Abs32Signed, 0x7fff_ffff, true),
            (Patch::Abs32Signed, 0x8000_0000, false),
            (Patch::Abs32Signed, -1, true),
            (Patch::Abs64, i64::MIN, true),
            (Patch::Rel32, 0x7fff_ffff, true),
            (Patch::Rel32, 0x8000_0000, false),
            (Patch::Rel32, -0x8000_0000, true),
            (Patch::Rel32, -0x8000_0001, false),
        ] {
            code.fill(0);
            let result = write(&mut code, 0, patch, value, 0);
            assert_eq!(result.is_ok(), fits, "{patch:?} {value:#x}");
            if !fits {
                assert_eq!(code, [0; 8], "nothing is written");
            }
        }
    }

    #[test]
    fn relative_values_count_from_the_hole() {
        let mut code = [0; 16];
        write(&mut code, 8, Patch::Rel32, 0, -4).unwrap();
        assert_eq!(code[8..12], (-12i32).to_le_bytes());
    }
}
