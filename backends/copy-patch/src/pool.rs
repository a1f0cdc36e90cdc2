//! Packs stencils.

use crate::hole_values::{SegmentValues, ValueIndex};
use crate::isa::{self, Record, Word};
use crate::library::{error_depth, exit_depth};
use crate::packed::{
    COLD_COPY, Counts, Details, HEAD, HOT_COPY, HoleKind, KINDS, LINE, LONGEST, NO_DEPTH,
    PackedStencil, STEP,
};
use crate::write;
use std::marker::PhantomData;
use stencil_format::{Blob, Hole, Stencil, What};

/// Why a stencil can't be packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A hole of another machine.
    #[error("{stencil} has a hole that this machine does not have")]
    UnknownHole {
        /// The stencil.
        stencil: &'static str,
    },
    /// More code than there is room for.
    #[error("{stencil} is too long")]
    TooLong {
        /// The stencil.
        stencil: &'static str,
    },
    /// A hole whose filling writes beyond the cold part.
    #[error("the cold part of {stencil} ends in a narrow hole")]
    NarrowEnd {
        /// The stencil.
        stencil: &'static str,
    },
    /// An address of the hot part in the hot part itself, which is written without it.
    #[error("the hot part of {stencil} has its own address")]
    OwnAddress {
        /// The stencil.
        stencil: &'static str,
    },
    /// Exits with different numbers of slots in registers.
    #[error("the exits of {stencil} leave with different numbers of slots in registers")]
    Depths {
        /// The stencil.
        stencil: &'static str,
    },
    /// More stencils than a place has room for.
    #[error("the library is larger than 64 MiB")]
    TooMany,
}

/// A hole whose value is the segment's.
#[derive(Clone, Copy, Debug)]
struct Bound {
    /// Where its record is, in bytes from the start of the pool.
    record: usize,
    /// Where its part is.
    part: usize,
    /// What fills it.
    what: What,
}

/// A prepared hole.
#[derive(Clone, Copy)]
struct Prepared {
    kind: HoleKind,
    record: Record,
    /// What fills it if that is the segment's.
    bound: Option<What>,
}

impl Prepared {
    /// A record in the place of a hole of this kind, in a stencil that has fewer of these than its shape. It changes
    /// bytes after the hot part, or before the cold part, where there is nothing yet.
    fn spare(kind: HoleKind, hot_len: i16) -> Self {
        let offset = if kind.is_cold() { -(size_of::<u64>() as i16) } else { hot_len };
        Prepared { kind, record: Record::spare(offset), bound: None }
    }
}

/// A part of a stencil in which each hole is filled that leads to the part itself, as the jump to the next stencil does
/// where it is kept: what fills such a hole is the same wherever the part is.
struct Part {
    bytes: Vec<u8>,
    /// The other holes.
    holes: Vec<Prepared>,
}

impl Part {
    /// A part, which is the value `own`; nothing if this machine has not all of its holes. `next` is what is added to
    /// the start of the stencil's hot part to get its end.
    fn new(blob: &Blob, own: What, next: usize) -> Option<Self> {
        let mut part = Part { bytes: blob.bytes.to_vec(), holes: Vec::new() };
        for hole in blob.holes {
            let mut hole = *hole;
            if hole.what == What::Continue {
                hole.addend += next as i32;
            }
            let value = ValueIndex::of(hole.what);
            let bound = value.is_none().then_some(hole.what);
            for record in Record::new(&hole, value.unwrap_or(ValueIndex::ZERO), &mut part.bytes)? {
                if record.is_relative() && value == ValueIndex::of(own) {
                    // SAFETY: the hole is in the part.
                    unsafe { record.lead(0, 0, part.bytes.as_mut_ptr()) }
                } else {
                    part.push(Prepared { kind: kind(own, value, &record), record, bound });
                }
            }
        }
        Some(part)
    }

    fn push(&mut self, hole: Prepared) {
        let joins = |last: &mut Prepared| {
            (last.kind, last.bound) == (hole.kind, hole.bound)
                && !hole.record.is_relative()
                && last.record.join(&hole.record)
        };
        if !self.holes.last_mut().is_some_and(joins) {
            self.holes.push(hole);
        }
    }
}

/// The kind of a hole of the part `own` with this value, which is the segment's if it is none.
fn kind(own: What, value: Option<ValueIndex>, record: &Record) -> HoleKind {
    let is = |what: What| value == ValueIndex::of(what);
    match (own == What::Hot, record.is_relative()) {
        (true, false) => HoleKind::Hot,
        (true, true) if is(What::Cold) => HoleKind::HotToCold,
        (true, true) => HoleKind::HotRelative,
        (false, false) => HoleKind::Cold,
        (false, true) if is(What::Hot) => HoleKind::ColdToHot,
        (false, true) if value.is_none() => HoleKind::ColdToShared,
        (false, true) => HoleKind::ColdRelative,
    }
}

/// A cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

/// Stencils, packed, with the values of a segment in their holes.
#[derive(Debug)]
pub struct Pool {
    /// The first one has no stencil, so that bytes before the first stencil can be read.
    lines: Vec<Line>,
    /// Where the last stencil ends, in bytes from the start.
    end: usize,
    bound: Vec<Bound>,
    values: SegmentValues,
}

impl Default for Pool {
    /// A pool without stencils.
    fn default() -> Self {
        let values = SegmentValues::default();
        Pool { lines: vec![Line([0; LINE])], end: LINE, bound: Vec::new(), values }
    }
}

/// Where a stencil is in its pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// In bytes from the start of the pool, a multiple of [`LINE`].
    pub offset: u32,
    /// The number of the stencil's shape.
    pub shape: u16,
}

impl Pool {
    /// Packs a stencil and says where.
    ///
    /// # Errors
    /// If it is not of this machine, or the format has no room for it.
    pub fn push(&mut self, stencil: &Stencil) -> Result<Place, PackError> {
        let name = stencil.name;
        let (hot_len, cold_len) = (stencil.hot.bytes.len(), stencil.cold.bytes.len());
        if hot_len + cold_len + HOT_COPY.max(COLD_COPY) > LONGEST {
            return Err(PackError::TooLong { stencil: name });
        }
        let parts = [(&stencil.hot, What::Hot), (&stencil.cold, What::Cold)];
        let parts = parts.map(|(blob, own)| Part::new(blob, own, hot_len));
        let [Some(hot), Some(cold)] = parts else {
            return Err(PackError::UnknownHole { stencil: name });
        };
        let own = ValueIndex::of(What::Hot);
        if hot.holes.iter().any(|hole| Some(hole.record.value()) == own) {
            return Err(PackError::OwnAddress { stencil: name });
        }
        let ends_late = |hole: &Prepared| {
            hole.record.offset() as usize + size_of::<Word>() > cold_len + isa::BEYOND
        };
        if cold.holes.iter().any(|hole| hole.kind == HoleKind::Cold && ends_late(hole)) {
            return Err(PackError::NarrowEnd { stencil: name });
        }
        let mut holes = [hot.holes, cold.holes].concat();
        let counts = count(&holes).ok_or(PackError::TooLong { stencil: name })?;
        let (shape, filled) = write::for_holes(counts, cold_len > 0, hot_len);
        for (kind, (filled, count)) in ALL_KINDS.into_iter().zip(filled.into_iter().zip(counts)) {
            let spares = usize::from(filled - count);
            holes.extend(std::iter::repeat_n(Prepared::spare(kind, hot_len as i16), spares));
        }
        let is_exit = |hole: &Prepared| hole.record.value().is_exit();
        // Those that are not relative stay in their order.
        holes.sort_by_key(|hole| (hole.kind, hole.record.is_relative() && !is_exit(hole)));
        let exit_branches = |kind| {
            let is_branch = |hole: &Prepared| hole.kind == kind && is_exit(hole);
            let first = holes.iter().position(is_branch).unwrap_or(0);
            [first, holes.iter().filter(|hole| is_branch(hole)).count()].map(|number| number as u8)
        };
        let details = Details {
            shape,
            exit_branches: [HoleKind::HotRelative, HoleKind::ColdRelative].map(exit_branches),
            has_exit_address: holes.iter().any(|it| !it.record.is_relative() && is_exit(it)),
            cold_len: cold_len as u16,
            counts: filled,
            exit: the_one(stencil, exit_depth)?.unwrap_or(NO_DEPTH),
            error: the_one(stencil, error_depth)?.unwrap_or(NO_DEPTH),
        };
        let start = (self.end + size_of::<Details>()).next_multiple_of(LINE);
        let code_at = PackedStencil::code_at(holes.len());
        let parts = [start + code_at, start + code_at + hot_len];
        self.end = parts[1] + cold_len;
        let readable = start + code_at + (hot_len + cold_len).max(HOT_COPY) + STEP;
        self.lines.resize(readable.div_ceil(LINE), Line([0; LINE]));
        // SAFETY: all of this is before `readable`, and after the stencil before; a line is aligned for a length and
        // for details, whose size is a multiple of their alignment, and what follows the length for a record.
        unsafe {
            let to = self.byte(start);
            to.cast::<Details>().sub(1).write(details);
            to.cast::<usize>().write(hot_len);
            for (index, hole) in holes.iter().enumerate() {
                to.add(HEAD).cast::<Record>().add(index).write(hole.record);
            }
            self.byte(parts[0]).copy_from_nonoverlapping(hot.bytes.as_ptr(), hot_len);
            self.byte(parts[1]).copy_from_nonoverlapping(cold.bytes.as_ptr(), cold_len);
        }
        for (index, hole) in holes.iter().enumerate() {
            let record = start + PackedStencil::code_at(index);
            let part = parts[usize::from(hole.kind.is_cold())];
            self.bound.extend(hole.bound.map(|what| Bound { record, part, what }));
        }
        let offset = u32::try_from(start).map_err(|_| PackError::TooMany)?;
        Ok(Place { offset, shape })
    }

    /// The address of a byte.
    fn byte(&mut self, at: usize) -> *mut u8 {
        self.lines.as_mut_ptr().cast::<u8>().wrapping_add(at)
    }

    /// Fills the holes of all stencils that have values of the segment for a segment with other values.
    pub fn rebind(&mut self, values: SegmentValues) {
        for index in 0..self.bound.len() {
            let Bound { record, part, what } = self.bound[index];
            let [from, to] = [&self.values, &values].map(|values| values.get(what).unwrap_or(0));
            let part = self.byte(part);
            let record = self.byte(record).cast::<Record>();
            // SAFETY: `push` has put a record there, and its part.
            unsafe { (*record).rebind(from, to, part) }
        }
        self.values = values;
    }

    /// The packed stencils.
    #[inline(always)]
    pub fn view(&self) -> View<'_> {
        View { lines: self.lines.as_ptr(), pool: PhantomData }
    }
}

/// The kinds of holes, in their order.
const ALL_KINDS: [HoleKind; KINDS] = [
    HoleKind::Hot,
    HoleKind::HotRelative,
    HoleKind::HotToCold,
    HoleKind::Cold,
    HoleKind::ColdRelative,
    HoleKind::ColdToHot,
    HoleKind::ColdToShared,
];

/// How many holes there are of each kind, if there are few.
fn count(holes: &[Prepared]) -> Option<Counts> {
    let mut counts = Counts::default();
    for hole in holes {
        let count = &mut counts[hole.kind as usize];
        *count = count.checked_add(1)?;
    }
    Some(counts)
}

fn holes(stencil: &Stencil) -> impl Iterator<Item = &Hole> {
    stencil.hot.holes.iter().chain(stencil.cold.holes)
}

/// What `pick` finds in a stencil's holes. It is the same in all of them: all exits of a stencil leave
/// with the same number of slots in registers, since that number follows from the uop.
fn the_one(stencil: &Stencil, pick: fn(What) -> Option<u8>) -> Result<Option<u8>, PackError> {
    let mut depths = holes(stencil).filter_map(|hole| pick(hole.what));
    let first = depths.next();
    match depths.all(|depth| Some(depth) == first) {
        true => Ok(first),
        false => Err(PackError::Depths { stencil: stencil.name }),
    }
}

/// The stencils of a pool, in a register.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    lines: *const Line,
    pool: PhantomData<&'a Pool>,
}

impl<'a> View<'a> {
    /// The address of the pool.
    #[inline(always)]
    pub fn address(self) -> usize {
        self.lines.addr()
    }

    /// The stencil that was packed there, at so many bytes from the start.
    ///
    /// # Safety
    /// A stencil was packed there.
    #[inline(always)]
    pub unsafe fn get(self, offset: u32) -> PackedStencil<'a> {
        // SAFETY: the caller's promise; the pool is borrowed.
        unsafe { PackedStencil::at(self.lines.cast::<u8>().wrapping_add(offset as usize)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hole_values::HoleValues;
    use crate::library;

    /// The jump to the next stencil, where it is kept, leads to the end of its own part, wherever that is.
    #[test]
    fn the_jump_to_the_next_stencil_is_no_hole() {
        let table = &library::DEFAULT;
        let Stencil { hot, cold, .. } = table.stencils[table.find("_JUMP_TO_TOP__0")];
        let [hole] = hot.holes else { panic!("{:?}", hot.holes) };
        let kept = Hole { what: What::Continue, ..*hole };
        let holes = Box::leak(Box::new([kept]));
        let stencil = Stencil { name: "_JUMP", hot: Blob { holes, ..hot }, cold };
        let mut pool = Pool::default();
        let Place { offset, shape } = pool.push(&stencil).expect("it can be packed");
        let place = 0x7000;
        let end = place + hot.bytes.len() as u64;
        let at = usize::from(kept.offset);
        let mut expected = hot.bytes.to_vec();
        let value = end.wrapping_add_signed(kept.addend.into());
        kept.patch.apply(&mut expected[at..], place + at as u64, value).expect("it is near");
        // SAFETY: it was packed there.
        let packed = unsafe { pool.view().get(offset) };
        assert_eq!(shape, write::SIMPLE);
        assert_eq!(packed.hot(), expected);
        let mut moved = vec![0; LONGEST];
        let values = HoleValues::default();
        // SAFETY: there is room for the longest stencil.
        unsafe { write::simple(packed, &values, place, moved.as_mut_ptr()) };
        assert_eq!(moved[..expected.len()], expected);
    }
}
