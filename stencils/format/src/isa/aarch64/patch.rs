//! Holes in AArch64 instructions.

use crate::isa::is_signed;

/// How a value is written into an instruction.
///
/// The names in brackets are those of ELF; Mach-O and COFF have others for the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patch {
    /// The distance of a branch, in words, in the low 26 bits (`R_AARCH64_CALL26`, `JUMP26`).
    Branch26,
    /// The distance of a conditional branch, in words, in 19 bits from bit 5 (`R_AARCH64_CONDBR19`).
    Branch19,
    /// The distance between pages of 4 KiB of an `adrp` (`R_AARCH64_ADR_PREL_PG_HI21`).
    Page21,
    /// The low 12 bits in an `add`, or in a load or store of `1 << scale` bytes
    /// (`R_AARCH64_ADD_ABS_LO12_NC`, `LDST8` to `LDST128_ABS_LO12_NC`).
    PageOffset12 {
        /// Logarithm of the unit.
        scale: u8,
    },
    /// 16 bits from bit `shift` on, in a `movz` or `movk` (`R_AARCH64_MOVW_UABS_G0` to `G3`).
    Move16 {
        /// The lowest of them.
        shift: u8,
    },
}

impl Patch {
    /// Fills a hole at the start of `code`, which is going to run at `address`, with `value`.
    ///
    /// # Errors
    /// If the value does not fit: the value, or the distance. Then nothing is written.
    ///
    /// # Panics
    /// If `code` is shorter than an instruction.
    pub(crate) fn apply(self, code: &mut [u8], address: u64, value: u64) -> Result<(), i64> {
        let distance = value.wrapping_sub(address) as i64;
        let is_branch = |bits: u32| distance % 4 == 0 && is_signed(distance, bits + 2);
        let words = (distance >> 2) as u32;
        // Whether the value fits, what does not fit otherwise, which bits of the instruction the value
        // takes, and what these bits are.
        let (fits, written, mask, bits) = match self {
            Patch::Branch26 => (is_branch(26), distance, 0x03ff_ffff, words),
            Patch::Branch19 => (is_branch(19), distance, 0x00ff_ffe0, words << 5),
            Patch::Page21 => {
                let pages = (value as i64 >> 12).wrapping_sub(address as i64 >> 12);
                let bits = (pages as u32 & 3) << 29 | (pages as u32 >> 2 & 0x7_ffff) << 5;
                (is_signed(pages, 21), distance, 0x60ff_ffe0, bits)
            }
            Patch::PageOffset12 { scale } => {
                let low = value as u32 & 0xfff;
                (low.is_multiple_of(1 << scale), value as i64, 0x003f_fc00, low >> scale << 10)
            }
            Patch::Move16 { shift } => {
                (true, value as i64, 0x001f_ffe0, ((value >> shift) as u32 & 0xffff) << 5)
            }
        };
        if !fits {
            return Err(written);
        }
        let old = u32::from_le_bytes([code[0], code[1], code[2], code[3]]);
        code[..4].copy_from_slice(&(old & !mask | bits & mask).to_le_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(patch: Patch, instruction: u32, address: u64, value: u64) -> Result<u32, i64> {
        let mut code = instruction.to_le_bytes();
        patch.apply(&mut code, address, value)?;
        Ok(u32::from_le_bytes(code))
    }

    /// What an assembler makes of the same.
    #[test]
    fn instructions_are_filled() {
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
