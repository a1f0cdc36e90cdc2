//! Immediate operands that depend on the oparg.

use crate::Blob;
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::{Hole, Patch, What};

/// Bits of the immediate operand of loads, stores and additions.
const IMMEDIATE_12: u32 = 0xfff << 10;

/// Bits of the immediate operand of moves.
const IMMEDIATE_16: u32 = 0xffff << 5;

/// One part of a stencil, from those made for the opargs 1 and 2: instructions that differ have the oparg, or
/// the offset of the local with this number, as an immediate operand.
pub(super) fn join(one: &Blob, two: &Blob) -> Result<Blob, String> {
    if one.bytes.len() != two.bytes.len() || one.holes != two.holes {
        return Err("the stencils for 1 and 2 are not alike".into());
    }
    let mut bytes = one.bytes.clone();
    let mut holes = one.holes.clone();
    let pairs = one.bytes.chunks_exact(4).zip(two.bytes.chunks_exact(4));
    for (number, (a, b)) in pairs.enumerate().filter(|(_, (a, b))| a != b) {
        let offset = 4 * number;
        let word = |code: &[u8]| u32::from_le_bytes([code[0], code[1], code[2], code[3]]);
        let (a, b) = (word(a), word(b));
        let (patch, what, mask) = kind(a, b)
            .ok_or_else(|| format!("{a:#010x} for 1 and {b:#010x} for 2 at {offset:#x}"))?;
        bytes[offset..offset + 4].copy_from_slice(&(a & !mask).to_le_bytes());
        let offset = u16::try_from(offset).map_err(|error| error.to_string())?;
        holes.push(Hole { offset, patch: Patch::Aarch64(patch), what, addend: 0 });
    }
    holes.sort_by_key(|hole| hole.offset);
    Ok(Blob { bytes, holes })
}

/// The hole of an instruction that is `one` for the oparg 1 and `two` for 2, and the bits of the hole.
fn kind(one: u32, two: u32) -> Option<(A64, What, u32)> {
    let differ_in = |mask: u32, shift: u32, of_one: u32| {
        (one ^ two) & !mask == 0
            && (one & mask) >> shift == of_one
            && (two & mask) >> shift == 2 * of_one
    };
    // A load or store of 8 bytes counts in these.
    if one & 0xffc0_0000 & !0x0040_0000 == 0xf900_0000 && differ_in(IMMEDIATE_12, 10, 1) {
        return Some((A64::PageOffset12 { scale: 3 }, What::Local, IMMEDIATE_12));
    }
    // `add` of 64 bits.
    if one & 0xffc0_0000 == 0x9100_0000 && differ_in(IMMEDIATE_12, 10, 8) {
        return Some((A64::PageOffset12 { scale: 0 }, What::Local, IMMEDIATE_12));
    }
    // `movz`.
    if one & 0x7fe0_0000 == 0x5280_0000 && differ_in(IMMEDIATE_16, 5, 1) {
        return Some((A64::Move16 { shift: 0 }, What::Oparg, IMMEDIATE_16));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn immediate_operands_become_holes() {
        // ldr x23, [x20, #8] and #16; str; add x8, x20, #8 and #16; mov w8, #1 and #2.
        let local = What::Local;
        for (one, two, what) in [
            (0xf940_0697, 0xf940_0a97, Some(local)),
            (0xf900_0697, 0xf900_0a97, Some(local)),
            (0x9100_2288, 0x9100_4288, Some(local)),
            (0x5280_0028, 0x5280_0048, Some(What::Oparg)),
            // Of 4 bytes; another register, too; with 3 for 2.
            (0xb940_0697, 0xb940_0a97, None),
            (0xf940_0697, 0xf940_0a98, None),
            (0x5280_0028, 0x5280_0068, None),
        ] {
            assert_eq!(kind(one, two).map(|(_, what, _)| what), what, "{one:#x} {two:#x}");
        }
    }
}
