//! Holes that are prepared for filling: filling a hole adds a value to what the code has there.

use crate::hole_values::{HoleValues, ValueIndex};
use stencil_format::isa::x86_64::Patch as X86;
use stencil_format::{Hole, Patch};

/// What is written at once.
pub type Word = u32;

/// How many bytes beyond a part filling its holes reads, and writes back as they are.
pub const BEYOND: usize = size_of::<Word>();

/// Bytes from a hole in a branch to the end of the branch.
const BRANCH: i16 = 4;

/// A hole, prepared, or a half of a hole of 64 bits. What is added to the value is in the code already.
///
/// A hole of 8 bits is filled as one of 32: the value is so small that what follows does not change.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// Where the hole is, in bytes from the start of its part.
    offset: i16,
    /// What fills it.
    value: ValueIndex,
    /// What is added to the code.
    kind: Kind,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
enum Kind {
    /// The value, or its lower half.
    #[default]
    Absolute,
    /// The upper half of the value.
    Upper,
    /// The distance of the value from the start of the part.
    Relative,
}

impl Record {
    /// Prepares a hole of the part with these bytes, and puts there what is added to the value; nothing if this
    /// machine has no such hole.
    pub fn new(hole: &Hole, value: ValueIndex, bytes: &mut [u8]) -> Option<Vec<Record>> {
        let offset = i16::try_from(hole.offset).ok()?;
        if value.is_exit() && hole.addend != -i32::from(BRANCH) && hole.patch != Patch::Abs64 {
            // `branch` counts on this.
            return None;
        }
        let lower = Record { offset, value, kind: Kind::Absolute };
        let relative = Record { kind: Kind::Relative, ..lower };
        let (addend, records) = match hole.patch {
            Patch::X86_64(X86::Rel32) => (hole.addend - i32::from(offset), vec![relative]),
            Patch::X86_64(X86::Abs32 | X86::Abs32Signed) => (hole.addend, vec![lower]),
            Patch::X86_64(X86::Abs8) => {
                let place = bytes.get_mut(usize::from(hole.offset))?;
                *place = u8::try_from(hole.addend).ok()?;
                return Some(vec![lower]);
            }
            // A sum of the lower halves has no carry then.
            Patch::Abs64 if hole.addend == 0 => {
                let (offset, value) = (offset + size_of::<Word>() as i16, value.upper());
                (0, vec![lower, Record { offset, value, kind: Kind::Upper }])
            }
            _ => return None,
        };
        let place = bytes.get_mut(usize::from(hole.offset)..)?.first_chunk_mut()?;
        *place = addend.to_le_bytes();
        Some(records)
    }

    /// Makes this hole and the next one a single hole, if they are filled with one value together: none are.
    pub fn join(&mut self, _: &Record) -> bool {
        false
    }

    /// A record for no hole, which changes bytes of no meaning at `offset`.
    pub fn spare(offset: i16) -> Record {
        Record { offset, ..Record::default() }
    }

    /// Adds to a hole of a part what a value that is not the uop's has changed by.
    ///
    /// # Safety
    /// The part is at `part`.
    pub unsafe fn rebind(&mut self, from: u64, to: u64, part: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { self.add(self.half(to).wrapping_sub(self.half(from)), part) }
    }

    /// What fills the hole.
    pub fn value(&self) -> ValueIndex {
        self.value
    }

    /// Whether the hole is relative to its own place.
    pub fn is_relative(&self) -> bool {
        self.kind == Kind::Relative
    }

    /// Where the hole is, in bytes from the start of its part.
    #[inline(always)]
    pub fn offset(&self) -> isize {
        self.offset.into()
    }

    /// Fills a hole that is not relative, of a part that was written at `part`.
    ///
    /// # Safety
    /// The part is there, and so are [`BEYOND`] bytes after it.
    #[inline(always)]
    pub unsafe fn fill(&self, values: &HoleValues, _position: u64, part: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { self.add(values.get(self.value) as u32, part) }
    }

    /// Fills a hole that is relative, of a part that was written at `part` and runs at `position`, so that it leads
    /// to `target`.
    ///
    /// # Safety
    /// As [`Record::fill`]'s.
    #[inline(always)]
    pub unsafe fn lead(&self, target: u64, position: u64, part: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { self.add((target as u32).wrapping_sub(position as u32), part) }
    }

    /// # Safety
    /// As [`Record::fill`]'s.
    #[inline(always)]
    unsafe fn add(&self, value: u32, part: *mut u8) {
        // SAFETY: the caller's promise; the hole is in the part.
        unsafe {
            let hole = part.offset(self.offset()).cast::<u32>();
            hole.write_unaligned(hole.read_unaligned().wrapping_add(value));
        }
    }

    /// What to write to the hole, which is that of a branch in a part at `position`, to make it lead to `target`.
    pub fn branch(&self, target: u64, position: u64) -> u32 {
        let end = (position as u32).wrapping_add_signed(i32::from(self.offset + BRANCH));
        (target as u32).wrapping_sub(end)
    }

    /// What to write to the hole, which has the whole address of where an exit leads, to make that `target`.
    pub fn address(&self, target: u64, _position: u64) -> Word {
        self.half(target)
    }

    /// The half of a value that fills the hole.
    fn half(&self, value: u64) -> u32 {
        match self.kind {
            Kind::Upper => (value >> 32) as u32,
            Kind::Absolute | Kind::Relative => value as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stencil_format::What;

    /// A record fills a hole as the format says, and nothing beside it.
    #[test]
    fn records_and_patches_agree() {
        let position = 0x1_2345_6000;
        for (patch, len, value, addend) in [
            (Patch::X86_64(X86::Rel32), 4, 0x1_2345_0120_u64, -4),
            (Patch::X86_64(X86::Rel32), 4, 0x1_6000_0000, 12),
            (Patch::X86_64(X86::Abs32), 4, 0xffff_fff0, 8),
            (Patch::X86_64(X86::Abs32Signed), 4, 0x7fff_fff0, 8),
            (Patch::X86_64(X86::Abs32Signed), 4, 8, -16),
            (Patch::X86_64(X86::Abs8), 1, 120, 0),
            (Patch::X86_64(X86::Abs8), 1, 120, 7),
            (Patch::Abs64, 8, 0x1234_5678_9abc_def0, 0),
        ] {
            let hole = Hole { offset: 3, patch, what: What::Operand, addend };
            // What is around the hole.
            let mut code = [0xff; 16];
            code[3..3 + len].fill(0);
            let mut expected = code;
            let sum = value.wrapping_add_signed(addend.into());
            let applied = hole.patch.apply(&mut expected[3..], position + 3, sum);
            assert_eq!(applied, Ok(()), "{patch:?}");
            let index = ValueIndex::of(hole.what).expect("an operand is the uop's");
            let records = Record::new(&hole, index, &mut code).expect("it has such holes");
            let mut values = HoleValues::default();
            values.immediates.operand = value;
            for record in records {
                let code = code.as_mut_ptr();
                // SAFETY: the hole is in the code, with more bytes after it.
                unsafe {
                    match record.is_relative() {
                        true => record.lead(value, position, code),
                        false => record.fill(&values, position, code),
                    }
                }
            }
            assert_eq!(code, expected, "{patch:?} {value:#x} {addend}");
        }
    }

    /// An exit is filled again as it was filled first.
    #[test]
    fn branches_and_addresses_are_filled_again() {
        let (position, target) = (0x1_2345_6000, 0x1_2345_0120);
        for (patch, addend) in [(Patch::X86_64(X86::Rel32), -4), (Patch::Abs64, 0)] {
            let hole = Hole { offset: 3, patch, what: What::Exit(0), addend };
            let mut code = [0; 16];
            let index = ValueIndex::of(hole.what).expect("an exit is the uop's");
            let values = HoleValues { exit: target, ..HoleValues::default() };
            for record in Record::new(&hole, index, &mut code).expect("it has such holes") {
                // SAFETY: the hole is in the code, with more bytes after it.
                let again = unsafe {
                    match record.is_relative() {
                        true => {
                            record.lead(target, position, code.as_mut_ptr());
                            record.branch(target, position)
                        }
                        false => {
                            record.fill(&values, position, code.as_mut_ptr());
                            record.address(target, position)
                        }
                    }
                };
                let at = record.offset() as usize;
                assert_eq!(code[at..at + 4], again.to_le_bytes(), "{patch:?}");
            }
        }
    }
}
