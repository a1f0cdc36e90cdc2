//! Holes of code that was written. They are filled again when traces are linked.

use crate::hole_values::HoleValues;
use crate::isa::{Record, Word};
use crate::packed::PackedStencil;

/// A hole of a part that was written.
#[derive(Clone, Copy, Debug)]
pub struct WrittenHole {
    /// The address of the part.
    pub part: usize,
    /// How the hole is filled.
    pub record: Record,
}

impl WrittenHole {
    /// The address of the hole.
    pub fn position(&self) -> usize {
        self.part + self.record.offset()
    }

    /// What to write there to make the hole, which is relative, lead to `target`.
    pub fn toward(&self, target: usize) -> u32 {
        self.record.toward(target as u64, self.part as u64)
    }

    /// What to write there to make the hole lead to `target`, if it is not relative.
    pub fn absolute(&self, target: usize) -> Option<Word> {
        let target = target as u64;
        let values = HoleValues { exit: target, target, ..HoleValues::default() };
        (!self.record.is_relative()).then(|| self.record.absolute(&values, self.part as u64))
    }
}

/// Finds the holes of a stencil that lead to another trace, with its parts at these addresses.
#[inline(always)]
pub fn exits(stencil: PackedStencil<'_>, parts: [usize; 2], mut found: impl FnMut(WrittenHole)) {
    let [hot, cold] = parts;
    for (records, part) in stencil.lists().into_iter().zip([hot, hot, cold, cold]) {
        for &record in records.iter().filter(|record| record.value().is_exit()) {
            found(WrittenHole { part, record });
        }
    }
}
