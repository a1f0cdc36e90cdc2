//! Holes in x86-64 instructions.

use crate::isa::is_signed;

/// How a value is written into an instruction.
///
/// The names in brackets are those of ELF; Mach-O and COFF have others for the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patch {
    /// 32 bits that the processor extends with zeros (`R_X86_64_32`).
    Abs32,
    /// 32 bits that the processor extends with their sign (`R_X86_64_32S`).
    Abs32Signed,
    /// 32 bits, relative to the hole (`R_X86_64_PC32`, `R_X86_64_PLT32`).
    Rel32,
    /// The lower 32 bits of a value, for a processor of 32 bits.
    Low32,
    /// The upper 32 bits of a value, likewise.
    High32,
    /// 8 bits that are less than 128, so that it does not matter how the processor extends them. No
    /// compiler emits a relocation for this; see the extraction of narrow stencils.
    Abs8,
}

impl Patch {
    /// Bytes that are written.
    pub(crate) fn width(self) -> usize {
        match self {
            Patch::Abs8 => 1,
            Patch::Abs32 | Patch::Abs32Signed | Patch::Low32 | Patch::High32 | Patch::Rel32 => 4,
        }
    }

    /// Fills a hole at the start of `code`, which is going to run at `address`, with `value`.
    ///
    /// # Errors
    /// If the value does not fit: the value, or the distance. Then nothing is written.
    ///
    /// # Panics
    /// If `code` is shorter than the hole.
    pub(crate) fn apply(self, code: &mut [u8], address: u64, value: u64) -> Result<(), i64> {
        let distance = value.wrapping_sub(address) as i64;
        let (fits, written) = match self {
            Patch::Abs32 => (u32::try_from(value).is_ok(), value as i64),
            Patch::Abs32Signed => (is_signed(value as i64, 32), value as i64),
            Patch::Rel32 => (is_signed(distance, 32), distance),
            Patch::Low32 => (true, value as i64),
            Patch::High32 => (true, (value >> 32) as i64),
            Patch::Abs8 => (value < 128, value as i64),
        };
        if !fits {
            return Err(written);
        }
        let width = self.width();
        code[..width].copy_from_slice(&written.to_le_bytes()[..width]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a hole of zeros contains after it was filled.
    fn patched(patch: Patch, address: u64, value: u64) -> Result<u32, i64> {
        let mut code = [0; 4];
        patch.apply(&mut code, address, value)?;
        Ok(u32::from_le_bytes(code))
    }

    /// The small code model uses two kinds of 32-bit relocation, which reach different values.
    #[test]
    fn trap_ranges_are_checked_per_relocation_kind() {
        for (patch, value, fits) in [
            (Patch::Abs32, 0xffff_ffff_i64, true),
            (Patch::Abs32, -1, false),
            (Patch::Abs32, 0x1_0000_0000, false),
            (Patch::Abs32Signed, 0x7fff_ffff, true),
            (Patch::Abs32Signed, 0x8000_0000, false),
            (Patch::Abs32Signed, -1, true),
            (Patch::Abs32Signed, -0x8000_0000, true),
            (Patch::Abs32Signed, -0x8000_0001, false),
            (Patch::Abs8, 127, true),
            (Patch::Abs8, 128, false),
        ] {
            let result = patched(patch, 0, value as u64);
            assert_eq!(result.is_ok(), fits, "{patch:?} {value:#x}");
        }
        assert_eq!(patched(Patch::Rel32, 0x1000, 0x0ffc), Ok(-4i32 as u32));
        assert_eq!(patched(Patch::Rel32, 0, 1 << 31), Err(1 << 31));
        assert_eq!(patched(Patch::Low32, 0, 0x1234_5678_9abc_def0), Ok(0x9abc_def0));
        assert_eq!(patched(Patch::High32, 0, 0x1234_5678_9abc_def0), Ok(0x1234_5678));
    }
}
