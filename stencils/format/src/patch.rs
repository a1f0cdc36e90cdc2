//! How holes are filled: what is left of the relocations of object files.

/// How a value is written into a hole.
///
/// The names in brackets are those of ELF; Mach-O and COFF have others for the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patch {
    /// 64 bits (`R_X86_64_64`, `R_AARCH64_ABS64`).
    Abs64,
    /// 32 bits that the processor extends with zeros (`R_X86_64_32`).
    Abs32,
    /// 32 bits that the processor extends with their sign (`R_X86_64_32S`).
    Abs32Signed,
    /// 32 bits, relative to the hole (`R_X86_64_PC32`, `R_X86_64_PLT32`).
    Rel32,
    /// 8 bits that are less than 128, so that it does not matter how the processor extends them. No
    /// compiler emits a relocation for this; see the extraction of narrow stencils.
    Abs8,
    /// The distance of an AArch64 branch, in words, in the low 26 bits (`R_AARCH64_CALL26`, `JUMP26`).
    Branch26,
    /// The distance of an AArch64 conditional branch, in words, in 19 bits from bit 5
    /// (`R_AARCH64_CONDBR19`).
    Branch19,
    /// The distance between pages of 4 KiB of an AArch64 `adrp` (`R_AARCH64_ADR_PREL_PG_HI21`).
    Page21,
    /// The low 12 bits in an AArch64 `add`, or in a load or store of `1 << scale` bytes
    /// (`R_AARCH64_ADD_ABS_LO12_NC`, `LDST8` to `LDST128_ABS_LO12_NC`).
    PageOffset12 {
        /// Logarithm of the unit.
        scale: u8,
    },
    /// 16 bits from bit `shift` on, in an AArch64 `movz` or `movk` (`R_AARCH64_MOVW_UABS_G0` to `G3`).
    Move16 {
        /// The lowest of them.
        shift: u8,
    },
}

/// A value that does not fit its hole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfRange {
    /// The value, or the distance.
    pub value: i64,
    /// The hole.
    pub patch: Patch,
}

impl std::fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the value {:#x} does not fit a hole of kind {:?}", self.value, self.patch)
    }
}

impl std::error::Error for OutOfRange {}

impl Patch {
    /// Bytes that are written.
    pub fn width(self) -> usize {
        match self {
            Patch::Abs64 => 8,
            Patch::Abs8 => 1,
            _ => 4,
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
        let distance = value.wrapping_sub(address) as i64;
        let check = |fits: bool, value: i64| match fits {
            true => Ok(()),
            false => Err(OutOfRange { value, patch: self }),
        };
        // An instruction with other contents in the bits of `mask`.
        let instruction = |code: &[u8], mask: u32, bits: u32| {
            let old = u32::from_le_bytes([code[0], code[1], code[2], code[3]]);
            (old & !mask | bits & mask).to_le_bytes()
        };
        let signed = |value: i64, bits: u32| value >= -(1 << (bits - 1)) && value < 1 << (bits - 1);
        match self {
            Patch::Abs64 => code[..8].copy_from_slice(&value.to_le_bytes()),
            Patch::Abs32 => {
                check(u32::try_from(value).is_ok(), value as i64)?;
                code[..4].copy_from_slice(&(value as u32).to_le_bytes());
            }
            Patch::Abs32Signed => {
                check(signed(value as i64, 32), value as i64)?;
                code[..4].copy_from_slice(&(value as u32).to_le_bytes());
            }
            Patch::Rel32 => {
                check(signed(distance, 32), distance)?;
                code[..4].copy_from_slice(&(distance as u32).to_le_bytes());
            }
            Patch::Abs8 => {
                check(value < 128, value as i64)?;
                code[0] = value as u8;
            }
            Patch::Branch26 => {
                check(distance % 4 == 0 && signed(distance, 28), distance)?;
                let new = instruction(code, 0x03ff_ffff, (distance >> 2) as u32);
                code[..4].copy_from_slice(&new);
            }
            Patch::Branch19 => {
                check(distance % 4 == 0 && signed(distance, 21), distance)?;
                let new = instruction(code, 0x00ff_ffe0, ((distance >> 2) as u32) << 5);
                code[..4].copy_from_slice(&new);
            }
            Patch::Page21 => {
                let pages = (value as i64 >> 12).wrapping_sub(address as i64 >> 12);
                check(signed(pages, 21), distance)?;
                let bits = (pages as u32 & 3) << 29 | (pages as u32 >> 2 & 0x7_ffff) << 5;
                let new = instruction(code, 0x60ff_ffe0, bits);
                code[..4].copy_from_slice(&new);
            }
            Patch::PageOffset12 { scale } => {
                let low = value as u32 & 0xfff;
                check(low.is_multiple_of(1 << scale), value as i64)?;
                let new = instruction(code, 0x003f_fc00, low >> scale << 10);
                code[..4].copy_from_slice(&new);
            }
            Patch::Move16 { shift } => {
                let bits = (value >> shift) as u32 & 0xffff;
                let new = instruction(code, 0x001f_ffe0, bits << 5);
                code[..4].copy_from_slice(&new);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(
        patch: Patch,
        instruction: u32,
        address: u64,
        value: u64,
    ) -> Result<u32, OutOfRange> {
        let mut code = instruction.to_le_bytes();
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
            let result = patched(patch, 0, 0, value as u64);
            assert_eq!(result.is_ok(), fits, "{patch:?} {value:#x}");
        }
        assert_eq!(patched(Patch::Rel32, 0, 0x1000, 0x0ffc), Ok(-4i32 as u32));
        assert!(patched(Patch::Rel32, 0, 0, 1 << 31).is_err());
    }

    /// What an assembler makes of the same.
    #[test]
    fn aarch64_instructions_are_filled() {
        for (patch, instruction, address, value, expected) in [
            // bl . + 8, b . - 4
            (Patch::Branch26, 0x9400_0000, 0x1000, 0x1008, 0x9400_0002),
            (Patch::Branch26, 0x1400_0000, 0x1000, 0x0ffc, 0x17ff_ffff),
            // b.ne . + 16
            (Patch::Branch19, 0x5400_0001, 0x1000, 0x1010, 0x5400_0081),
            // adrp x0, two pages on; adrp x1, one page back
            (Patch::Page21, 0x9000_0000, 0x1ffc, 0x3004, 0xd000_0000),
            (Patch::Page21, 0x9000_0001, 0x2000, 0x1fff, 0xf0ff_ffe1),
            // add x0, x0, #0x234; ldr x0, [x0, #0x238]; ldr q0, [x0, #0x230]
            (Patch::PageOffset12 { scale: 0 }, 0x9100_0000, 0, 0x1234, 0x9108_d000),
            (Patch::PageOffset12 { scale: 3 }, 0xf940_0000, 0, 0x1238, 0xf941_1c00),
            (Patch::PageOffset12 { scale: 4 }, 0x3dc0_0000, 0, 0x1230, 0x3dc0_8c00),
            // movz x0, #0x1234; movk x0, #0x5678, lsl #16
            (Patch::Move16 { shift: 0 }, 0xd280_0000, 0, 0x5678_1234, 0xd282_4680),
            (Patch::Move16 { shift: 16 }, 0xf2a0_0000, 0, 0x5678_1234, 0xf2aa_cf00),
        ] {
            let result = patched(patch, instruction, address, value);
            assert_eq!(result, Ok(expected), "{patch:?} {instruction:#x}: {result:x?}");
        }
        assert!(patched(Patch::Branch26, 0x1400_0000, 0, 1 << 27).is_err());
        assert!(patched(Patch::Branch26, 0x1400_0000, 0, 2).is_err(), "no instruction is there");
        assert!(patched(Patch::Page21, 0x9000_0000, 0, 1 << 32).is_err());
        assert!(patched(Patch::PageOffset12 { scale: 3 }, 0xf940_0000, 0, 4).is_err());
    }
}
