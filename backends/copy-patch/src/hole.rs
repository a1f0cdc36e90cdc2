//! Holes of code that was written. They are filled again when traces are linked.

use crate::isa::Record;
use crate::packed::PackedStencil;

/// A hole of a part that was written.
#[derive(Clone, Copy, Debug)]
pub struct WrittenHole {
    /// The address of the part.
    pub part: usize,
    /// How the hole is filled.
    pub record: Record,
    /// Whether the hole has 64 bits.
    pub is_wide: bool,
}

impl WrittenHole {
    /// The address of the hole.
    pub fn position(&self) -> usize {
        self.part + self.record.offset()
    }

    /// What to write there to make a hole of 32 bits lead to `target`.
    pub fn toward(&self, target: usize) -> u32 {
        self.record.toward(target, self.part)
    }
}

/// Finds the holes of a stencil that lead to another trace, with its parts at these addresses.
#[inline(always)]
pub fn exits(stencil: PackedStencil<'_>, parts: [usize; 2], mut found: impl FnMut(WrittenHole)) {
    for (records, part) in stencil.exits().into_iter().zip(parts) {
        for &record in records {
            found(WrittenHole { part, record, is_wide: false });
        }
    }
    if stencil.has_wides() {
        for (records, part) in stencil.wide_exits().into_iter().zip(parts) {
            records.for_each(|&record| found(WrittenHole { part, record, is_wide: true }));
        }
    }
}
