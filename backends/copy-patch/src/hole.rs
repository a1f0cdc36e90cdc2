//! Holes of code that was written. They are filled again when traces are linked.

use crate::isa::{Record, Word};
use crate::packed::{HoleKind, PackedStencil};

/// A hole of a part that was written, which leads to another trace.
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
        self.part.wrapping_add_signed(self.record.offset())
    }

    /// What to write there to make the hole, which is relative, lead to `target`.
    pub fn toward(&self, target: usize) -> u32 {
        self.record.branch(target as u64, self.part as u64)
    }

    /// What to write there to make the hole lead to `target`, if it is not relative.
    pub fn absolute(&self, target: usize) -> Option<Word> {
        let (target, part) = (target as u64, self.part as u64);
        (!self.record.is_relative()).then(|| self.record.address(target, part))
    }
}

/// Finds the holes of a stencil that lead to another trace, with its parts at these addresses.
#[inline(always)]
pub fn exits(stencil: PackedStencil<'_>, parts: [usize; 2], mut found: impl FnMut(WrittenHole)) {
    if let Some(branches) = stencil.exit_branches() {
        for (records, part) in branches.into_iter().zip(parts) {
            for &record in records {
                found(WrittenHole { part, record });
            }
        }
        return;
    }
    let lists = stencil.lists();
    for kind in [HoleKind::Hot, HoleKind::HotRelative, HoleKind::Cold, HoleKind::ColdRelative] {
        let part = parts[usize::from(kind.is_cold())];
        for &record in lists[kind as usize].iter().filter(|record| record.value().is_exit()) {
            found(WrittenHole { part, record });
        }
    }
}
