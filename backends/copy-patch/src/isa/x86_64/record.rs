//! Holes that are prepared for filling: a hole is filled with the sum of a record's numbers and one
//! value.

use crate::hole_values::{HoleValues, ValueIndex};
use stencil_format::isa::x86_64::Patch as X86;
use stencil_format::{Hole, Patch};

/// A hole, prepared.
///
/// A hole of 8 bits is filled like one of 32 bits: the three bytes that follow it in the stencil are
/// part of what is added.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// Added to the value. If the hole is relative to its own place, its offset is subtracted already.
    addend: i32,
    /// Where the hole is, in bytes from the start of its part.
    offset: u16,
    /// What fills it.
    value: ValueIndex,
    /// The bits of the part's position that are subtracted: none, or all (-1) if the hole is relative.
    minus: i8,
}

impl Record {
    /// Prepares a hole of the part with these bytes, and says whether it is one of 64 bits; nothing if
    /// this machine has no such hole.
    pub fn new(hole: &Hole, bytes: &[u8]) -> Option<(Record, bool)> {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let (offset, value) = (hole.offset, ValueIndex::of(hole.what));
        let absolute = |addend| Record { addend, offset, value, minus: 0 };
        match hole.patch {
            // Nothing is added to addresses of 64 bits.
            Patch::Abs64 => Some((absolute(0), true)),
            Patch::X86_64(X86::Abs32) | Patch::X86_64(X86::Abs32Signed) => {
                Some((absolute(hole.addend), false))
            }
            Patch::X86_64(X86::Abs8) => {
                let at = usize::from(offset);
                let word = [0, byte(at + 1), byte(at + 2), byte(at + 3)];
                Some((absolute(i32::from_le_bytes(word)), false))
            }
            Patch::X86_64(X86::Rel32) => {
                let addend = hole.addend - i32::from(offset);
                Some((Record { addend, offset, value, minus: -1 }, false))
            }
            _ => None,
        }
    }

    /// A record that writes four bytes of no meaning at `offset`.
    pub fn spare(offset: u16) -> Record {
        Record { offset, ..Record::default() }
    }

    /// A record that writes `bytes` to the start of the part.
    pub fn of_bytes(bytes: [u8; 4]) -> Record {
        Record { addend: i32::from_le_bytes(bytes), value: ValueIndex::ZERO, ..Record::default() }
    }

    /// Whether the hole leads to another trace.
    pub fn is_exit(&self) -> bool {
        self.value.is_exit()
    }

    /// Whether the hole is relative to its own place.
    pub fn is_relative(&self) -> bool {
        self.minus != 0
    }

    /// Where the hole is, in bytes from the start of its part.
    pub fn offset(&self) -> usize {
        self.offset.into()
    }

    /// What fills the hole, if it has 32 bits, of a part at `position`.
    #[inline(always)]
    pub fn word(&self, values: &HoleValues, position: usize) -> u32 {
        let value = (values.get(self.value) as u32).wrapping_add_signed(self.addend);
        value.wrapping_sub(position as u32 & i32::from(self.minus) as u32)
    }

    /// What is written to the hole, if it has 64 bits, of a part at any position.
    #[inline(always)]
    pub fn wide(&self, values: &HoleValues, _: usize) -> [u8; 8] {
        values.get(self.value).to_le_bytes()
    }

    /// What fills the hole, if it has 32 bits, of a part at `position` so that it leads to `target`.
    pub fn toward(&self, target: usize, position: usize) -> u32 {
        (target as u32).wrapping_add_signed(self.addend).wrapping_sub(position as u32)
    }

    /// What is written to the hole, if it has 64 bits, so that it leads to `target`.
    pub fn wide_toward(&self, target: usize, _: usize) -> [u8; 8] {
        (target as u64).to_le_bytes()
    }

    /// Fills a hole of 32 bits of a part that runs at `position` and is written at `to`.
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

    /// Fills a hole of 64 bits of a part that runs at `position` and is written at `to`.
    ///
    /// # Safety
    /// The part can be written there.
    #[inline(always)]
    pub unsafe fn fill_wide(&self, values: &HoleValues, position: usize, to: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            let at = to.add(self.offset()).cast::<[u8; 8]>();
            at.write(self.wide(values, position));
        }
    }
}
