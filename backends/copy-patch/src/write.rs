//! Functions that write stencils: that copy them and fill their holes.
//!
//! There is a function for every frequent *shape*, which is how many holes of each kind a stencil has. So it has
//! no loops, and almost no branches that a processor could not predict. Every packed stencil names its function.

use crate::hole_values::HoleValues;
use crate::isa::{self, Record, Word};
use crate::packed::{AFTER, COLD_COPY, Counts, HOT_COPY, LONGEST, PackedStencil, STEP, Write};
use std::mem::MaybeUninit;

/// A function, and the holes that it fills.
type Shape = (Write, Counts);

macro_rules! shapes {
    ($([$a:literal, $r:literal, $ca:literal, $c:literal])*) => {
        &[$((shape::<$a, $r, $ca, $c> as Write, [$a, $r, $ca, $c])),*]
    };
}

/// The shapes.
static SHAPES: &[Shape] = isa::with_shapes!(shapes);

/// The holes of a *simple* stencil, as most are.
pub const SIMPLE: Counts = [1, 1, 0, 0];

/// The function for stencils with these holes, and the holes that it fills, of which there may be more. `has_cold`
/// says whether there is a cold part.
pub fn for_holes(counts: Counts, has_cold: bool) -> Shape {
    let fits = |(_, most): &&Shape| {
        let [_, _, _, cold] = *most;
        // A spare hole of a cold part is another one of it once more.
        has_cold == (cold > 0)
            && has_cold == (counts[3] > 0)
            && counts.iter().zip(most).all(|(count, most)| count <= most)
    };
    let fewest = |(_, counts): &&Shape| counts.iter().map(|&count| u32::from(count)).sum::<u32>();
    SHAPES.iter().filter(fits).min_by_key(fewest).copied().unwrap_or((any, counts))
}

/// Writes a simple stencil that runs at `values.hot`.
///
/// # Safety
/// As [`Write`]'s.
#[inline(always)]
pub unsafe fn simple(stencil: PackedStencil<'_>, values: &HoleValues, to: *mut u8) {
    // SAFETY: the caller's promise; the stencil has so many records.
    unsafe {
        copy_hot(stencil, PackedStencil::code_at(2), to);
        fill(stencil.records(0, 1), stencil.records(1, 1), values, values.hot, to);
    }
}

/// Writes a stencil with so many holes.
///
/// # Safety
/// As [`Write`]'s.
unsafe fn shape<const A: usize, const R: usize, const CA: usize, const C: usize>(
    stencil: PackedStencil<'_>,
    values: &HoleValues,
    to: *mut u8,
    to_cold: *mut u8,
) {
    let code_at = PackedStencil::code_at(A + R + CA + C);
    // SAFETY: the caller's promise; the stencil has so many records.
    unsafe {
        copy_hot(stencil, code_at, to);
        fill(stencil.records(0, A), stencil.records(A, R), values, values.hot, to);
        if C > 0 {
            copy_cold(stencil, code_at, to_cold);
            let (absolute, relative) = (stencil.records(A + R, CA), stencil.records(A + R + CA, C));
            fill_cold(stencil, absolute, relative, values, to_cold);
        }
    }
}

/// Writes a stencil with any number of holes.
///
/// # Safety
/// As [`Write`]'s.
unsafe fn any(stencil: PackedStencil<'_>, values: &HoleValues, to: *mut u8, to_cold: *mut u8) {
    let lists = stencil.lists();
    let code_at = PackedStencil::code_at(lists.iter().map(|list| list.len()).sum());
    // SAFETY: the caller's promise.
    unsafe {
        copy_hot(stencil, code_at, to);
        fill(lists[0], lists[1], values, values.hot, to);
        if stencil.cold_len() > 0 {
            copy_cold(stencil, code_at, to_cold);
            fill_cold(stencil, lists[2], lists[3], values, to_cold);
        }
    }
}

/// Writes a stencil that has no cold part, and that runs at `position`, and nothing beside it.
///
/// # Safety
/// It can be written at `to`.
pub unsafe fn exactly(stencil: PackedStencil<'_>, values: &HoleValues, position: u64, to: *mut u8) {
    let [absolute, relative, ..] = stencil.lists();
    let code = stencil.hot();
    let mut filled = MaybeUninit::<[u8; LONGEST]>::uninit();
    let start = filled.as_mut_ptr().cast::<u8>();
    // SAFETY: there is room for more than the stencil, whose bytes are all written before they are read, and the
    // caller promises the rest.
    unsafe {
        start.copy_from_nonoverlapping(code.as_ptr(), code.len());
        fill(absolute, relative, values, position, start);
        to.copy_from_nonoverlapping(start, code.len());
    }
}

/// Copies a hot part, and some bytes that follow.
///
/// # Safety
/// As [`Write`]'s; the hot code is at `code_at`.
#[inline(always)]
unsafe fn copy_hot(stencil: PackedStencil<'_>, code_at: usize, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        let from = stencil.byte(code_at);
        copy::<HOT_COPY>(from, to);
        let mut at = HOT_COPY;
        while at < stencil.hot_len() {
            copy::<STEP>(from.add(at), to.add(at));
            at += STEP;
        }
    }
}

/// Copies a cold part, and some bytes that are before it.
///
/// # Safety
/// As [`Write`]'s; the hot code is at `code_at`.
#[inline(always)]
unsafe fn copy_cold(stencil: PackedStencil<'_>, code_at: usize, to: *mut u8) {
    let len = stencil.cold_len();
    // SAFETY: the caller's promise.
    unsafe {
        let from = stencil.byte(code_at + stencil.hot_len());
        copy::<COLD_COPY>(from.add(len).sub(COLD_COPY), to.add(len).sub(COLD_COPY));
        if len > COLD_COPY {
            to.copy_from_nonoverlapping(from, len - COLD_COPY);
        }
    }
}

/// Copies `N` bytes, in registers.
///
/// # Safety
/// `N` bytes can be read from the one address and written to the other.
#[inline(always)]
unsafe fn copy<const BYTES: usize>(from: *const u8, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { to.cast::<[u8; BYTES]>().write(from.cast::<[u8; BYTES]>().read()) }
}

/// Fills the holes of a cold part. Other code follows it already, which is put back if something else was written
/// there.
///
/// # Safety
/// As [`Write`]'s.
#[inline(always)]
unsafe fn fill_cold(
    stencil: PackedStencil<'_>,
    absolute: &[Record],
    relative: &[Record],
    values: &HoleValues,
    to: *mut u8,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let after = to.add(stencil.cold_len()).cast::<[u8; AFTER]>();
        let kept = (!absolute.is_empty()).then(|| after.read());
        fill(absolute, relative, values, values.cold, to);
        if let Some(kept) = kept {
            after.write(kept);
        }
    }
}

/// Fills the holes of a part that runs at `position` and is written at `to`. What is written to one that is not
/// relative may cover bytes after it, in which the next hole may begin: so those come first, in the order of their
/// offsets.
///
/// # Safety
/// The part and the eight bytes after it can be written there.
#[inline(always)]
unsafe fn fill(
    absolute: &[Record],
    relative: &[Record],
    values: &HoleValues,
    position: u64,
    to: *mut u8,
) {
    // SAFETY: the caller's promise.
    unsafe {
        for record in absolute {
            to.add(record.offset())
                .cast::<Word>()
                .write_unaligned(record.absolute(values, position));
        }
        for record in relative {
            to.add(record.offset())
                .cast::<u32>()
                .write_unaligned(record.relative(values, position));
        }
    }
}
