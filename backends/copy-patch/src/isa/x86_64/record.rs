//! Holes that are prepared for filling: a hole is filled with the sum of a record's addend and a value.

use crate::hole_values::{HoleValues, ValueIndex};
use stencil_format::isa::x86_64::Patch as X86;
use stencil_format::{Hole, Patch};

/// What is written to a hole that is not relative.
pub type Word = u64;

/// A hole, prepared.
///
/// A hole that is not relative is filled like one of 64 bits: the bytes that follow it in the stencil are part of
/// what is added.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// Added to the value. If the hole is relative to its own place, its offset is subtracted already.
    addend: u64,
    /// Where the hole is, in bytes from the start of its part.
    offset: u16,
    /// What fills it.
    value: ValueIndex,
    /// Whether it is relative to its own place.
    is_relative: bool,
}

impl Record {
    /// Prepares a hole of the part with these bytes; nothing if this machine has no such hole.
    pub fn new(hole: &Hole, value: ValueIndex, bytes: &[u8]) -> Option<Record> {
        let absolute = |len: usize| {
            let mut word = [0; 8];
            let after = bytes.get(usize::from(hole.offset) + len..)?;
            let after = &after[..after.len().min(word.len() - len)];
            word[len..len + after.len()].copy_from_slice(after);
            // A sum less than 0 would change what follows.
            let addend = u64::from_le_bytes(word) + u64::try_from(hole.addend).ok()?;
            Some(Record { addend, offset: hole.offset, value, is_relative: false })
        };
        match hole.patch {
            Patch::Abs64 => absolute(8),
            Patch::X86_64(X86::Abs32 | X86::Abs32Signed) => absolute(4),
            Patch::X86_64(X86::Abs8) => absolute(1),
            Patch::X86_64(X86::Rel32) => {
                let addend = i64::from(hole.addend) - i64::from(hole.offset);
                let (addend, offset) = (addend as u64, hole.offset);
                Some(Record { addend, offset, value, is_relative: true })
            }
            _ => None,
        }
    }

    /// Makes this hole and the next one a single hole, if they are filled with one value together: none are.
    pub fn join(&mut self, _: &Record) -> bool {
        false
    }

    /// A record that writes bytes of no meaning at `offset`.
    pub fn spare(offset: u16) -> Record {
        Record { offset, ..Record::default() }
    }

    /// A record that writes again what is at the start of a part with these bytes.
    pub fn of_start(bytes: &[u8]) -> Record {
        let mut word = [0; 8];
        let len = bytes.len().min(word.len());
        word[..len].copy_from_slice(&bytes[..len]);
        Record { addend: u64::from_le_bytes(word), ..Record::default() }
    }

    /// Adds to the value what a value that is not the uop's has changed by.
    pub fn rebind(&mut self, from: u64, to: u64) {
        self.addend = self.addend.wrapping_add(to.wrapping_sub(from));
    }

    /// What fills the hole.
    pub fn value(&self) -> ValueIndex {
        self.value
    }

    /// Whether the hole is relative to its own place.
    pub fn is_relative(&self) -> bool {
        self.is_relative
    }

    /// Where the hole is, in bytes from the start of its part.
    #[inline(always)]
    pub fn offset(&self) -> usize {
        self.offset.into()
    }

    /// What is written to a hole of a part at `position`, if it is not relative.
    #[inline(always)]
    pub fn absolute(&self, values: &HoleValues, _position: u64) -> Word {
        self.addend.wrapping_add(values.get(self.value))
    }

    /// What is written to a hole of a part at `position`, if it is relative.
    #[inline(always)]
    pub fn relative(&self, values: &HoleValues, position: u64) -> u32 {
        self.toward(values.get(self.value), position)
    }

    /// What is written to a hole of a part at `position`, if it is relative, so that it leads to `target`.
    #[inline(always)]
    pub fn toward(&self, target: u64, position: u64) -> u32 {
        (self.addend as u32).wrapping_add(target as u32).wrapping_sub(position as u32)
    }
}
