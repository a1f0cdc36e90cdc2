//! Holes that are prepared for filling. A hole is the immediate operand of an instruction.

use crate::hole_values::{HoleValues, ValueIndex};
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::{Hole, Patch};

/// What is written to a hole that is not relative: two instructions.
pub type Word = u64;

/// How many bytes beyond a part filling its holes touches: what is written there is an instruction of the part, too.
pub const BEYOND: usize = 0;

/// A hole, prepared. Two instructions that load one value together are one hole.
///
/// The sum of an addend and a value is rotated, and gives the bits of the hole. A hole that is relative takes the
/// sum as it is, since a branch reaches all that it leads to: to the sum, half of what the branch spans is added, so
/// that no sum is negative, and the instruction has the bit that takes this away again. In another hole, the bits
/// under a mask are the operand. Where such a hole has only one instruction, the second one is what follows in the
/// stencil.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// Added to the value. If the hole is relative to the part, its offset is subtracted already.
    addend: u64,
    /// How the hole is filled.
    fill: Fill,
    /// The instructions of a hole that is not relative, with zeros in the hole.
    instructions: [u32; 2],
}

/// How a hole is filled.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C, align(8))]
struct Fill {
    /// By how many bits the sum is rotated to the right, and the hole's [`KIND`].
    rotation: u8,
    /// What fills the hole.
    value: ValueIndex,
    /// Where the first instruction is, in bytes from the start of its part.
    offset: i16,
    /// If the hole is relative: the instruction. Otherwise the bits of the hole; of a pair with `adrp`, those in the
    /// second instruction.
    word: u32,
}

impl Fill {
    /// All of it, in one register: an instruction that rotates looks only at the lowest bits of it, and another one
    /// takes the word from its upper half.
    #[inline(always)]
    fn bits(self) -> u64 {
        // SAFETY: all of its eight bytes are of fields without padding.
        unsafe { std::mem::transmute(self) }
    }
}

/// The bits that say of which kind a hole is, and the kinds. The fourth one is all that no kind has.
const KIND: u8 = RELATIVE | PAGE;
/// The hole takes the distance of the value from the part.
const RELATIVE: u8 = 1 << 6;
/// The first instruction is `adrp`, which takes the distance between the pages of the value and of itself. The
/// second one may take the position in the page.
const PAGE: u8 = 1 << 7;
/// The instructions load 16 bits each, the higher ones first.
const MOVES: u8 = RELATIVE | PAGE;

const MASK_12: u32 = 0xfff << 10;
const MASK_9: u32 = 0x1ff << 10;
const MASK_16: u32 = 0xffff << 5;
const MASK_19: u32 = 0x7_ffff << 5;
const MASK_LOW_PAGES: u32 = 3 << 29;
const MASK_PAGE: u32 = MASK_LOW_PAGES | MASK_19;

/// The rotation of the position in a page.
const ROTATION_12: u8 = rotation(0, 10);
/// Bytes of an instruction.
const INSTRUCTION: usize = 4;

/// The rotation that moves bit `from` to bit `to`.
const fn rotation(from: u8, to: u8) -> u8 {
    (64 + from - to) % 64
}

/// The first two instructions of some bytes; zeros where there are fewer.
fn two(bytes: &[u8]) -> [u32; 2] {
    let mut words = bytes
        .chunks_exact(INSTRUCTION)
        .map(|bytes| bytes.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte)));
    [words.next().unwrap_or(0), words.next().unwrap_or(0)]
}

impl Record {
    /// Prepares a hole of the part with these bytes; nothing if this machine has no such hole.
    pub fn new(hole: &Hole, value: ValueIndex, bytes: &mut [u8]) -> Option<Vec<Record>> {
        let (at, offset) = (usize::from(hole.offset), i16::try_from(hole.offset).ok()?);
        let [first, second] = two(bytes.get(at..).filter(|after| after.len() >= INSTRUCTION)?);
        let Patch::Aarch64(patch) = hole.patch else { return None };
        let addend = i64::from(hole.addend) as u64;
        let operand = |mask: u32, rotation| {
            let fill = Fill { rotation, value, offset, word: mask };
            Record { addend, fill, instructions: [first & !mask, second] }
        };
        // A branch by so many instructions as `bits` bits say, the lowest of which is the bit `to`.
        let branch = |bits: u32, to: u8| {
            let sign = 1 << (bits - 1);
            let mask = (sign | (sign - 1)) << to;
            let rotation = rotation(2, to) | RELATIVE;
            let word = first & !mask | sign << to;
            let addend = addend.wrapping_add(u64::from(sign) << 2).wrapping_sub(hole.offset.into());
            let fill = Fill { rotation, value, offset, word };
            Record { addend, fill, instructions: [0; 2] }
        };
        let record = match patch {
            A64::Branch26 => branch(26, 0),
            A64::Branch19 => branch(19, 5),
            A64::PageOffset12 { scale: 0 } => operand(MASK_12, ROTATION_12),
            A64::PageOffset12 { scale: 3 } => operand(MASK_9, rotation(3, 10)),
            A64::Move16 { shift } => operand(MASK_16, rotation(shift, 5)),
            A64::Page21 => {
                let fill = Fill { rotation: PAGE, value, offset, word: 0 };
                Record { addend, fill, instructions: [first & !MASK_PAGE, second] }
            }
            A64::PageOffset12 { .. } => return None,
        };
        Some(vec![record])
    }

    /// Makes this hole, which has one instruction, and the next one a single hole, if they load one value
    /// together. Otherwise nothing changes.
    pub fn join(&mut self, next: &Record) -> bool {
        let (first, second) = (self.fill, next.fill);
        let follows = second.offset == first.offset + INSTRUCTION as i16;
        let is_same = first.value == second.value && self.addend == next.addend;
        let is_move = |fill: &Fill| fill.rotation & KIND == 0 && fill.word == MASK_16;
        // From which bit on a move loads.
        let from = |fill: &Fill| fill.rotation.wrapping_add(5) % 64;
        let (rotation, word) =
            if first.rotation == PAGE && first.word == 0 && second.rotation == ROTATION_12 {
                (PAGE, second.word)
            } else if is_move(&first) && is_move(&second) && from(&first) == from(&second) + 16 {
                (from(&second) | MOVES, MASK_16)
            } else {
                return false;
            };
        if follows && is_same {
            self.fill = Fill { rotation, word, ..first };
            self.instructions[1] = next.instructions[0];
        }
        follows && is_same
    }

    /// A record for no hole, which writes bytes of no meaning at `offset`.
    pub fn spare(offset: i16) -> Record {
        Record { fill: Fill { offset, ..Fill::default() }, ..Record::default() }
    }

    /// Adds to the value what a value that is not the uop's has changed by.
    ///
    /// # Safety
    /// None here: on other machines, the part is at `part`.
    pub unsafe fn rebind(&mut self, from: u64, to: u64, _part: *mut u8) {
        self.addend = self.addend.wrapping_add(to.wrapping_sub(from));
    }

    /// What fills the hole.
    pub fn value(&self) -> ValueIndex {
        self.fill.value
    }

    /// Whether the hole is relative to the part.
    pub fn is_relative(&self) -> bool {
        self.fill.rotation & KIND == RELATIVE
    }

    /// Where the hole is, in bytes from the start of its part.
    #[inline(always)]
    pub fn offset(&self) -> isize {
        self.fill.offset.into()
    }

    /// Fills a hole that is not relative, of a part that was written at `part` and runs at `position`.
    ///
    /// # Safety
    /// The part is there.
    #[inline(always)]
    pub unsafe fn fill(&self, values: &HoleValues, position: u64, part: *mut u8) {
        let word = self.word(values.get(self.fill.value), position);
        // SAFETY: the caller's promise; both instructions are in the part.
        unsafe { part.offset(self.offset()).cast::<Word>().write_unaligned(word) }
    }

    /// Fills a hole that is relative, of a part that was written at `part` and runs at `position`, so that it leads
    /// to `target`.
    ///
    /// # Safety
    /// The part is there.
    #[inline(always)]
    pub unsafe fn lead(&self, target: u64, position: u64, part: *mut u8) {
        let instruction = self.branch(target, position);
        // SAFETY: the caller's promise; the instruction is in the part.
        unsafe { part.offset(self.offset()).cast::<u32>().write_unaligned(instruction) }
    }

    /// What to write to the hole, which is not relative and in a part at `position`, to make its value `value`.
    #[inline(always)]
    fn word(&self, value: u64, position: u64) -> Word {
        let sum = self.addend.wrapping_add(value);
        let instructions = u64::from(self.instructions[0]) | u64::from(self.instructions[1]) << 32;
        let fill = self.fill.bits();
        if fill as u8 & PAGE == 0 {
            return instructions | sum.rotate_right(fill as u32) & fill >> 32;
        }
        let (first, second) = match fill as u8 & KIND == PAGE {
            true => {
                let pages = (sum >> 12)
                    .wrapping_sub(position.wrapping_add_signed(self.offset() as i64) >> 12)
                    as u32;
                (
                    pages << 29 & MASK_LOW_PAGES | pages >> 2 << 5 & MASK_19,
                    (sum << 10) as u32 & self.fill.word,
                )
            }
            false => {
                let loaded = sum.rotate_right(fill as u32) as u32;
                (loaded >> 16 << 5, (loaded & 0xffff) << 5)
            }
        };
        instructions | u64::from(first) | u64::from(second) << 32
    }

    /// What to write to the hole, which is relative and in a part at `position`, to make it lead to `target`.
    #[inline(always)]
    pub fn branch(&self, target: u64, position: u64) -> u32 {
        let fill = self.fill.bits();
        let distance = self.addend.wrapping_add(target).wrapping_sub(position);
        (distance.rotate_right(fill as u32) ^ fill >> 32) as u32
    }

    /// What to write to the hole, which has the whole address of where an exit leads, to make that `target`.
    pub fn address(&self, target: u64, position: u64) -> Word {
        self.word(target, position)
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
            (0x9400_0000, A64::Branch26, 0x1_2a00_0000),
            (0x5400_0001, A64::Branch19, 0x1_2345_7000),
            (0x5400_0001, A64::Branch19, 0x1_2336_0000),
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
                let records = Record::new(&hole, index, &mut code).expect("it has such holes");
                let [record] = records[..] else { panic!("{records:?}") };
                let filled = match record.is_relative() {
                    true => record.branch(value, position),
                    false => record.word(value, position) as u32,
                };
                let filled = filled.to_le_bytes();
                let sum = value.wrapping_add_signed(addend.into());
                let written = hole.patch.apply(&mut code[4..], position + 4, sum);
                assert_eq!(written, Ok(()), "{patch:?}");
                assert_eq!(filled, code[4..], "{patch:?} {value:#x} {addend}");
            }
        }
    }

    /// Two instructions that load one value are filled as if they were two holes; others stay apart.
    #[test]
    fn pairs_are_filled_as_two_holes_are() {
        let (position, what) = (0x1_2345_6000, What::Operand);
        let index = ValueIndex::of(what).expect("an operand is the uop's");
        let moves =
            |shift: u8| (0xd280_0008 | (u32::from(shift) / 16) << 21, A64::Move16 { shift });
        let adrp = (0x9000_0008, A64::Page21);
        let add = (0x9100_0108, A64::PageOffset12 { scale: 0 });
        for (first, second, are_one) in [
            (adrp, add, true),
            (moves(16), moves(0), true),
            (moves(48), moves(32), true),
            (moves(0), moves(16), false),
            (moves(48), moves(16), false),
            (add, adrp, false),
        ] {
            for (value, far) in [(0x1_2012_3456_u64, 4), (0x1_7777_7abc, 4), (0x1_7777_7abc, 8)] {
                let hole = |offset, (_, patch)| {
                    let patch = Patch::Aarch64(patch);
                    Hole { offset, patch, what, addend: 0 }
                };
                let nop = 0xd503_201f_u32;
                let words = match far {
                    4 => [nop, first.0, second.0, nop],
                    _ => [nop, first.0, nop, second.0],
                };
                let mut code = words.map(u32::to_le_bytes).concat();
                let holes = [hole(4, first), hole(4 + far, second)];
                let [mut record, next] = holes.map(|hole| {
                    Record::new(&hole, index, &mut code).expect("it has such holes")[0]
                });
                assert_eq!(record.join(&next), are_one && far == 4, "{first:?} {second:?}");
                let filled = record.word(value, position);
                let joined = are_one && far == 4;
                for hole in &holes[..if joined { 2 } else { 1 }] {
                    let at = usize::from(hole.offset);
                    let address = position + u64::from(hole.offset);
                    hole.patch.apply(&mut code[at..], address, value).expect("it fits");
                }
                assert_eq!(filled.to_le_bytes(), code[4..12], "{first:?} {second:?} {value:#x}");
            }
        }
    }
}
