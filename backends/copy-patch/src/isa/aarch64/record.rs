//! Holes that are prepared for filling. A hole is the immediate operand of an instruction.

use crate::hole_values::{HoleValues, ValueIndex};
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::{Hole, Patch};

/// What is written to a hole that is not relative.
pub type Word = u32;

/// How many holes that are not relative a uop rarely has more of.
pub const FEW: usize = 2;

/// A hole, prepared: the sum of an addend and a value is rotated, and the bits under a mask are the immediate
/// operand.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// Added to the value. If the hole is relative to the part, its offset is subtracted already.
    addend: u64,
    /// The instruction, with zeros in the hole.
    instruction: u32,
    /// The bits of the hole.
    mask: u32,
    /// Where the instruction is, in bytes from the start of its part.
    offset: u16,
    /// What fills the hole.
    value: ValueIndex,
    /// By how many bits the sum is rotated to the right, and the flags [`RELATIVE`] and [`PAGE`].
    rotation: u8,
}

/// The hole takes the distance of the value from the part.
const RELATIVE: u8 = 1 << 6;
/// The hole takes the distance between the pages of the value and of the instruction, as `adrp` has it.
const PAGE: u8 = 1 << 7;

const MASK_12: u32 = 0xfff << 10;
const MASK_9: u32 = 0x1ff << 10;
const MASK_16: u32 = 0xffff << 5;
const MASK_19: u32 = 0x7_ffff << 5;
const MASK_26: u32 = 0x03ff_ffff;
const MASK_PAGE: u32 = 3 << 29 | MASK_19;

/// The rotation that moves bit `from` to bit `to`.
const fn rotation(from: u8, to: u8) -> u8 {
    (64 + from - to) % 64
}

impl Record {
    /// Prepares a hole of the part with these bytes; nothing if this machine has no such hole.
    pub fn new(hole: &Hole, value: ValueIndex, bytes: &[u8]) -> Option<Record> {
        let at = usize::from(hole.offset);
        let instruction = u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let Patch::Aarch64(patch) = hole.patch else { return None };
        let (mask, rotation) = match patch {
            A64::Branch26 => (MASK_26, rotation(2, 0) | RELATIVE),
            A64::Branch19 => (MASK_19, rotation(2, 5) | RELATIVE),
            A64::PageOffset12 { scale: 0 } => (MASK_12, rotation(0, 10)),
            A64::PageOffset12 { scale: 3 } => (MASK_9, rotation(3, 10)),
            A64::Move16 { shift } => (MASK_16, rotation(shift, 5)),
            A64::Page21 => (MASK_PAGE, PAGE),
            A64::PageOffset12 { .. } => return None,
        };
        let subtracted = if rotation & RELATIVE != 0 { i64::from(hole.offset) } else { 0 };
        let addend = (i64::from(hole.addend) - subtracted) as u64;
        let instruction = instruction & !mask;
        Some(Record { addend, instruction, mask, offset: hole.offset, value, rotation })
    }

    /// A record that writes bytes of no meaning at `offset`.
    pub fn spare(offset: u16) -> Record {
        Record { offset, ..Record::default() }
    }

    /// A record that writes again what is at the start of a part with these bytes.
    pub fn of_start(bytes: &[u8]) -> Record {
        let start = bytes.first_chunk().copied().unwrap_or_default();
        Record { instruction: u32::from_le_bytes(start), ..Record::default() }
    }

    /// Adds to the value what a value that is not the uop's has changed by.
    pub fn rebind(&mut self, from: u64, to: u64) {
        self.addend = self.addend.wrapping_add(to.wrapping_sub(from));
    }

    /// What fills the hole.
    pub fn value(&self) -> ValueIndex {
        self.value
    }

    /// Whether the hole is relative to the part.
    pub fn is_relative(&self) -> bool {
        self.rotation & RELATIVE != 0
    }

    /// Where the hole is, in bytes from the start of its part.
    #[inline(always)]
    pub fn offset(&self) -> usize {
        self.offset.into()
    }

    /// The instruction with the hole filled with a value, or with a distance.
    #[inline(always)]
    fn filled(&self, value: u64) -> u32 {
        let sum = self.addend.wrapping_add(value);
        self.instruction | sum.rotate_right(self.rotation.into()) as u32 & self.mask
    }

    /// What is written to a hole of a part at `position`, if it is not relative.
    #[inline(always)]
    pub fn absolute(&self, values: &HoleValues, position: u64) -> Word {
        let value = values.get(self.value);
        if self.rotation & PAGE == 0 {
            return self.filled(value);
        }
        let pages = self.addend.wrapping_add(value) >> 12;
        let pages = pages.wrapping_sub(position + u64::from(self.offset) >> 12) as u32;
        self.instruction | (pages << 29 | pages >> 2 << 5) & self.mask
    }

    /// What is written to a hole of a part at `position`, if it is relative.
    #[inline(always)]
    pub fn relative(&self, values: &HoleValues, position: u64) -> u32 {
        self.toward(values.get(self.value), position)
    }

    /// What is written to a hole of a part at `position`, if it is relative, so that it leads to `target`.
    #[inline(always)]
    pub fn toward(&self, target: u64, position: u64) -> u32 {
        self.filled(target.wrapping_sub(position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stencil_format::What;

    /// A record fills a hole as the format says.
    #[test]
    fn records_and_patches_agree() {
        let (position, what) = (0x1_2345_6000, What::Operand);
        for (instruction, patch, value) in [
            (0x9400_0000_u32, A64::Branch26, 0x1_2345_0120_u64),
            (0x5400_0001, A64::Branch19, 0x1_2345_7000),
            (0x9100_0108, A64::PageOffset12 { scale: 0 }, 0xabc_1237),
            (0xf940_0697 & !(0xfff << 10), A64::PageOffset12 { scale: 3 }, 120),
            (0x5280_0008, A64::Move16 { shift: 0 }, 0x1234_5678_9abc_def0),
            (0xf2a0_0008, A64::Move16 { shift: 16 }, 0x1234_5678_9abc_def0),
            (0xf2c0_0008, A64::Move16 { shift: 32 }, 0x1234_5678_9abc_def0),
            (0xd2e0_0008, A64::Move16 { shift: 48 }, 0x1234_5678_9abc_def0),
            (0x9000_0008, A64::Page21, 0x1_2012_3456),
            (0x9000_0008, A64::Page21, 0x1_7777_7456),
        ] {
            for addend in [0, 8] {
                let is_branch = matches!(patch, A64::Branch26 | A64::Branch19);
                if addend != 0 && !is_branch {
                    continue;
                }
                let hole = Hole { offset: 4, patch: Patch::Aarch64(patch), what, addend };
                let mut code = [[0; 4], instruction.to_le_bytes()].concat();
                let index = ValueIndex::of(what).expect("an operand is the uop's");
                let record = Record::new(&hole, index, &code).expect("it has such holes");
                let values = HoleValues { operand: value, ..HoleValues::default() };
                let filled = match record.is_relative() {
                    true => record.relative(&values, position),
                    false => record.absolute(&values, position),
                };
                let filled = filled.to_le_bytes();
                let sum = value.wrapping_add_signed(addend.into());
                let written = hole.patch.apply(&mut code[4..], position + 4, sum);
                assert_eq!(written, Ok(()), "{patch:?}");
                assert_eq!(filled, code[4..], "{patch:?} {value:#x} {addend}");
            }
        }
    }
}
