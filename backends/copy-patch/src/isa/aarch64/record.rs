//! Holes that are prepared for filling. A hole is the immediate operand of an instruction.

use crate::hole_values::{HoleValues, ValueIndex};
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::{Hole, Patch};

/// A hole, prepared.
///
/// The immediate operand of a branch contains what is added to the value: the hole's addend, and the distance
/// from the branch to the start of the part.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// The instruction.
    instruction: u32,
    /// Where it is, in bytes from the start of its part.
    offset: u16,
    /// What fills the hole.
    value: ValueIndex,
    /// How it is filled.
    field: FieldIndex,
}

/// The immediate operand of an instruction, and which bits of a value it has.
#[derive(Clone, Copy)]
#[repr(C)]
struct Field {
    /// The bits of the instruction.
    mask: u32,
    /// The lowest of the bits of the value.
    from: u8,
    /// The lowest of the bits of the instruction.
    to: u8,
    /// The bits of the part's position that are subtracted: none, or all (-1).
    minus: i8,
}

/// A field, as an index of [`FIELDS`].
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct FieldIndex(u8);

impl FieldIndex {
    /// Without a bit.
    const NOTHING: FieldIndex = FieldIndex(0);
    const BRANCH_26: FieldIndex = FieldIndex(1);
    const BRANCH_19: FieldIndex = FieldIndex(2);
    /// The low 12 bits of a value.
    const IN_PAGE: FieldIndex = FieldIndex(3);
    /// Those of a value that is a multiple of 8, in a load or store of 8 bytes.
    const IN_PAGE_8: FieldIndex = FieldIndex(4);
    /// 16 bits of a value; those from 16, 32 and 48 on follow.
    const MOVE: u8 = 5;
    /// The page of an address. Its bits are not next to each other, so it is filled as holes of 64 bits
    /// are elsewhere: by itself.
    const PAGE: FieldIndex = FieldIndex(9);
}

/// The fields. There is one for every number of 4 bits.
static FIELDS: [Field; 16] = {
    const MASK_12: u32 = 0xfff << 10;
    const MASK_9: u32 = 0x1ff << 10;
    const MASK_16: u32 = 0xffff << 5;
    let nothing = Field { mask: 0, from: 0, to: 0, minus: 0 };
    let move_16 = Field { mask: MASK_16, to: 5, ..nothing };
    let mut fields = [nothing; 16];
    fields[1] = Field { mask: 0x03ff_ffff, from: 2, to: 0, minus: -1 };
    fields[2] = Field { mask: 0x7_ffff << 5, from: 2, to: 5, minus: -1 };
    fields[3] = Field { mask: MASK_12, to: 10, ..nothing };
    fields[4] = Field { mask: MASK_9, from: 3, to: 10, ..nothing };
    fields[5] = move_16;
    fields[6] = Field { from: 16, ..move_16 };
    fields[7] = Field { from: 32, ..move_16 };
    fields[8] = Field { from: 48, ..move_16 };
    fields
};

/// Bytes of a hole that is filled by itself.
const WIDE: usize = 4;

impl Record {
    /// Prepares a hole of the part with these bytes, and says whether it is filled by itself; nothing if
    /// this machine has no such hole.
    pub fn new(hole: &Hole, bytes: &[u8]) -> Option<(Record, bool)> {
        let at = usize::from(hole.offset);
        let instruction = u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let Patch::Aarch64(patch) = hole.patch else { return None };
        let (field, is_wide) = match patch {
            A64::Branch26 => (FieldIndex::BRANCH_26, false),
            A64::Branch19 => (FieldIndex::BRANCH_19, false),
            A64::PageOffset12 { scale: 0 } => (FieldIndex::IN_PAGE, false),
            A64::PageOffset12 { scale: 3 } => (FieldIndex::IN_PAGE_8, false),
            A64::Move16 { shift } => (FieldIndex(FieldIndex::MOVE + shift / 16), false),
            A64::Page21 => (FieldIndex::PAGE, true),
            A64::PageOffset12 { .. } => return None,
        };
        let Field { mask, from, to, minus } = FIELDS[usize::from(field.0)];
        let added = match minus {
            0 if hole.addend == 0 => 0,
            0 => return None,
            _ => hole.addend - i32::from(hole.offset),
        };
        let bits = ((i64::from(added) >> from) as u32) << to;
        let instruction = instruction & !mask | bits & mask;
        let value = ValueIndex::of(hole.what);
        Some((Record { instruction, offset: hole.offset, value, field }, is_wide))
    }

    /// A record that writes four bytes of no meaning at `offset`.
    pub fn spare(offset: u16) -> Record {
        Record { offset, ..Record::default() }
    }

    /// A record that writes `bytes` to the start of the part.
    pub fn of_bytes(bytes: [u8; 4]) -> Record {
        let field = FieldIndex::NOTHING;
        let instruction = u32::from_le_bytes(bytes);
        Record { instruction, value: ValueIndex::ZERO, field, ..Record::default() }
    }

    /// Whether the hole leads to another trace.
    pub fn is_exit(&self) -> bool {
        self.value.is_exit()
    }

    /// Whether the hole is relative to its own place.
    pub fn is_relative(&self) -> bool {
        self.field().minus != 0
    }

    /// Where the hole is, in bytes from the start of its part.
    pub fn offset(&self) -> usize {
        self.offset.into()
    }

    #[inline(always)]
    fn field(&self) -> &'static Field {
        &FIELDS[usize::from(self.field.0 & 15)]
    }

    /// The instruction with the hole filled with `value`, in a part at `position`.
    #[inline(always)]
    fn filled(&self, value: u64, position: usize) -> u32 {
        let &Field { mask, from, to, minus } = self.field();
        let value = value.wrapping_sub(position as u64 & i64::from(minus) as u64);
        let bits = ((value >> from) as u32) << to;
        self.instruction & !mask | self.instruction.wrapping_add(bits) & mask
    }

    /// What is written to the hole, unless it is filled by itself, of a part at `position`.
    #[inline(always)]
    pub fn word(&self, values: &HoleValues, position: usize) -> u32 {
        self.filled(values.get(self.value), position)
    }

    /// What is written to the hole, if it is filled by itself, of a part at `position`.
    #[inline(always)]
    pub fn wide(&self, values: &HoleValues, position: usize) -> [u8; WIDE] {
        self.wide_toward(values.get(self.value) as usize, position)
    }

    /// What is written to the hole, unless it is filled by itself, of a part at `position` so that it leads to
    /// `target`.
    pub fn toward(&self, target: usize, position: usize) -> u32 {
        self.filled(target as u64, position)
    }

    /// Likewise if it is filled by itself.
    #[inline(always)]
    pub fn wide_toward(&self, target: usize, position: usize) -> [u8; WIDE] {
        let pages = (target >> 12).wrapping_sub((position + self.offset()) >> 12) as u32;
        let bits = (pages & 3) << 29 | (pages >> 2 & 0x7_ffff) << 5;
        (self.instruction | bits).to_le_bytes()
    }

    /// Fills a hole, unless it is filled by itself, of a part that runs at `position` and is written at
    /// `to`.
    ///
    /// # Safety
    /// The part and the four bytes after it can be written there.
    #[inline(always)]
    pub unsafe fn fill(&self, values: &HoleValues, position: usize, to: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            let at = to.add(self.offset()).cast::<u32>();
            at.write_unaligned(self.word(values, position));
        }
    }

    /// Fills a hole that is filled by itself, of a part that runs at `position` and is written at `to`.
    ///
    /// # Safety
    /// The part can be written there.
    #[inline(always)]
    pub unsafe fn fill_wide(&self, values: &HoleValues, position: usize, to: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            let at = to.add(self.offset()).cast::<[u8; WIDE]>();
            at.write(self.wide(values, position));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stencil_format::What;

    /// A record fills a hole as the format says.
    #[test]
    fn records_and_patches_agree() {
        let (position, what) = (0x1_2345_6000_usize, What::Operand);
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
                let (record, is_wide) = Record::new(&hole, &code).expect("it has such holes");
                let filled = match is_wide {
                    true => record.wide_toward(value as usize, position),
                    false => record.toward(value as usize, position).to_le_bytes(),
                };
                let sum = value.wrapping_add_signed(addend.into());
                let written = hole.patch.apply(&mut code[4..], position as u64 + 4, sum);
                assert_eq!(written, Ok(()), "{patch:?}");
                assert_eq!(filled, code[4..], "{patch:?} {value:#x} {addend}");
            }
        }
    }
}
