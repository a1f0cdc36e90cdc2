//! Writes stencils: copies them and fills their holes.
//!
//! There is code of its own for every frequent *shape*, which is how many holes of each kind a stencil has. So it has
//! no loops, and almost no branches that a processor could not predict. Shapes have numbers.

use crate::hole_values::HoleValues;
use crate::isa::{self, Record};
use crate::packed::{COLD_COPY, Counts, HOT_COPY, HoleKind, LONGEST, PackedStencil, STEP};
use std::mem::MaybeUninit;

/// The number of the *simple* shape, which most stencils have: few holes, no cold code, and hot code that is not longer
/// than [`HOT_COPY`].
pub const SIMPLE: u16 = 0;
const SIMPLE_COUNTS: Counts = [1, 1, 0, 0, 0, 0, 0];

/// The number of the shape of stencils that have any number of holes.
const ANY: u16 = 63;

macro_rules! numbers {
    ($($n:literal [$a:literal $r:literal $c:literal, $ca:literal $cr:literal $h:literal $s:literal])*) => {
        &[$(($n, [$a, $r, $c, $ca, $cr, $h, $s])),*]
    };
}

/// The other shapes: their numbers, and the holes that are filled.
static SHAPES: &[(u16, Counts)] = isa::with_shapes!(numbers);

/// The number of the shape of stencils with these holes, and the holes that are filled, of which there may be more.
/// `has_cold` says whether there is a cold part.
pub fn for_holes(counts: Counts, has_cold: bool, hot_len: usize) -> (u16, Counts) {
    let cold = |counts: &Counts| counts[HoleKind::Cold as usize..].iter().any(|&count| count > 0);
    let fits = |most: &Counts| counts.iter().zip(most).all(|(count, most)| count <= most);
    if fits(&SIMPLE_COUNTS) && !has_cold && hot_len <= HOT_COPY {
        return (SIMPLE, SIMPLE_COUNTS);
    }
    let fitting = SHAPES.iter().filter(|(_, most)| has_cold == cold(most) && fits(most));
    let fewest = |(_, counts): &&(u16, Counts)| counts.iter().map(|&it| u32::from(it)).sum::<u32>();
    fitting.min_by_key(fewest).copied().unwrap_or((ANY, counts))
}

macro_rules! by_number {
    ($($n:literal [$a:literal $r:literal $c:literal, $ca:literal $cr:literal $h:literal $s:literal])*) => {
        /// Writes a stencil that is not simple: its hot part, which runs at `values.hot`, to the first address, and its
        /// cold part, which runs at `values.cold`, to the second.
        ///
        /// # Safety
        /// The number is that of the stencil's shape. The parts can be written there, as can [`LONGEST`] bytes after the
        /// start of the hot part and [`COLD_COPY`] bytes before the end of the cold part.
        #[inline(always)]
        pub unsafe fn write(
            number: u32,
            stencil: PackedStencil<'_>,
            values: &HoleValues,
            to: *mut u8,
            to_cold: *mut u8,
        ) {
            // SAFETY: the caller's promise.
            unsafe {
                match number {
                    $($n => shape::<$a, $r, $c, $ca, $cr, $h, $s>(stencil, values, to, to_cold),)*
                    _ => any(stencil, values, to, to_cold),
                }
            }
        }
    };
}

isa::with_shapes!(by_number);

/// Writes a simple stencil that runs at `position`.
///
/// # Safety
/// As [`write`]'s.
#[inline(always)]
pub unsafe fn simple(stencil: PackedStencil<'_>, values: &HoleValues, position: u64, to: *mut u8) {
    // SAFETY: the caller's promise; the stencil has so many records, and its code is no longer.
    unsafe {
        copy::<HOT_COPY>(stencil.byte(PackedStencil::code_at(2)), to);
        fill(stencil.records(0, 1), values, position, to);
        lead(stencil.records(1, 1), values, position, to);
    }
}

/// Writes a stencil with so many holes.
///
/// # Safety
/// As [`write`]'s.
#[inline(always)]
unsafe fn shape<
    const A: usize,
    const R: usize,
    const C: usize,
    const CA: usize,
    const CR: usize,
    const H: usize,
    const S: usize,
>(
    stencil: PackedStencil<'_>,
    values: &HoleValues,
    to: *mut u8,
    to_cold: *mut u8,
) {
    let cold_at = A + R + C;
    let code_at = PackedStencil::code_at(cold_at + CA + CR + H + S);
    // SAFETY: the caller's promise; the stencil has so many records.
    unsafe {
        copy_hot(stencil, code_at, to);
        fill(stencil.records(0, A), values, values.hot, to);
        lead(stencil.records(A, R), values, values.hot, to);
        lead_to(stencil.records(A + R, C), values.cold, values.hot, to);
        if CA + CR + H + S > 0 {
            copy_cold(stencil, code_at, to_cold);
            fill(stencil.records(cold_at, CA), values, values.cold, to_cold);
            lead(stencil.records(cold_at + CA, CR), values, values.cold, to_cold);
            lead_to(stencil.records(cold_at + CA + CR, H), values.hot, values.cold, to_cold);
            lead_to(stencil.records(cold_at + CA + CR + H, S), 0, values.cold, to_cold);
        }
    }
}

/// Writes a stencil with any number of holes.
///
/// # Safety
/// As [`write`]'s.
#[inline(never)]
unsafe fn any(stencil: PackedStencil<'_>, values: &HoleValues, to: *mut u8, to_cold: *mut u8) {
    let [hot, hot_relative, to_cold_part, cold, cold_relative, to_hot_part, shared] =
        stencil.lists();
    let code_at = stencil.hot_at();
    // SAFETY: the caller's promise.
    unsafe {
        copy_hot(stencil, code_at, to);
        fill(hot, values, values.hot, to);
        lead(hot_relative, values, values.hot, to);
        lead_to(to_cold_part, values.cold, values.hot, to);
        if stencil.cold_len() > 0 {
            copy_cold(stencil, code_at, to_cold);
            fill(cold, values, values.cold, to_cold);
            lead(cold_relative, values, values.cold, to_cold);
            lead_to(to_hot_part, values.hot, values.cold, to_cold);
            lead_to(shared, 0, values.cold, to_cold);
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
    // SAFETY: there is room for more than the stencil, whose bytes are all written before they are read, as are those
    // that a hole at its end reads. The caller promises the rest.
    unsafe {
        start.copy_from_nonoverlapping(code.as_ptr(), code.len());
        start.add(code.len()).cast::<[u8; isa::BEYOND]>().write([0; isa::BEYOND]);
        fill(absolute, values, position, start);
        lead(relative, values, position, start);
        to.copy_from_nonoverlapping(start, code.len());
    }
}

/// Copies a hot part, and some bytes that follow.
///
/// # Safety
/// As [`write`]'s; the hot code is at `code_at`.
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
/// As [`write`]'s; the hot code is at `code_at`.
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

/// Fills holes that are not relative, of a part that runs at `position` and is written at `to`. What is written to one
/// may cover bytes after it, in which the next hole may begin: so these come first, in the order of their offsets.
///
/// # Safety
/// The part can be written there, and so can [`isa::BEYOND`] bytes after it.
#[inline(always)]
unsafe fn fill(records: &[Record], values: &HoleValues, position: u64, to: *mut u8) {
    for record in records {
        // SAFETY: the caller's promise.
        unsafe { record.fill(values, position, to) }
    }
}

/// Fills holes that are relative, of a part that runs at `position` and is written at `to`.
///
/// # Safety
/// As [`fill`]'s.
#[inline(always)]
unsafe fn lead(records: &[Record], values: &HoleValues, position: u64, to: *mut u8) {
    for record in records {
        // SAFETY: the caller's promise.
        unsafe { record.lead(values.get(record.value()), position, to) }
    }
}

/// The same for holes that lead to `target`.
///
/// # Safety
/// As [`fill`]'s.
#[inline(always)]
unsafe fn lead_to(records: &[Record], target: u64, position: u64, to: *mut u8) {
    for record in records {
        // SAFETY: the caller's promise.
        unsafe { record.lead(target, position, to) }
    }
}
