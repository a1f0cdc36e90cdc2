//! Packs stencils.

use crate::hole_values::{SegmentValues, ValueIndex};
use crate::isa::{self, Record, Word};
use crate::library::{error_depth, exit_depth};
use crate::packed::{
    AFTER, COLD_COPY, HEAD, HOT_COPY, Head, LINE, LONGEST, NO_DEPTH, PackedStencil, STEP,
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
    /// More stencils than a line's number has room for.
    #[error("the library is larger than 4 MiB")]
    TooMany,
}

/// A hole whose value is the segment's.
#[derive(Clone, Copy, Debug)]
struct Bound {
    /// Where its record is, in bytes from the start of the pool.
    at: usize,
    /// What fills it.
    what: What,
}

/// A part of a stencil in which each hole is filled that leads to the part itself, as the jump to the next stencil does
/// where it is kept: what fills such a hole is the same wherever the part is.
struct Part {
    bytes: Vec<u8>,
    /// The other holes.
    holes: Vec<Hole>,
}

impl Part {
    /// A part, which is the value `own`; nothing if this machine has not all of its holes. `next` is what is added to
    /// the start of the stencil's hot part to get its end.
    fn new(blob: &Blob, own: What, next: usize) -> Option<Self> {
        let mut part = Part { bytes: blob.bytes.to_vec(), holes: Vec::new() };
        for hole in blob.holes {
            let mut hole = *hole;
            hole.addend += match hole.what {
                What::Continue => next as i32,
                What::Error(_) => isa::exit_stubs::SIZE as i32,
                _ => 0,
            };
            let value = ValueIndex::of(hole.what);
            let record = Record::new(&hole, value.unwrap_or(ValueIndex::ZERO), blob.bytes)?;
            if record.is_relative() && value == ValueIndex::of(own) {
                let filled = record.toward(0, 0).to_ne_bytes();
                let place = part.bytes.get_mut(record.offset()..)?.get_mut(..filled.len())?;
                place.copy_from_slice(&filled);
            } else {
                part.holes.push(hole);
            }
        }
        Some(part)
    }
}

/// The holes of a part, prepared, with what fills them if that is the segment's.
struct Holes {
    absolute: Vec<(Record, Option<What>)>,
    relative: Vec<(Record, Option<What>)>,
}

impl Holes {
    /// Prepares the holes of a part; nothing if this machine has not all of them.
    fn new(part: &Part) -> Option<Self> {
        let mut holes = Holes { absolute: Vec::new(), relative: Vec::new() };
        for hole in &part.holes {
            let value = ValueIndex::of(hole.what);
            let what = value.is_none().then_some(hole.what);
            let record = Record::new(hole, value.unwrap_or(ValueIndex::ZERO), &part.bytes)?;
            let list = match record.is_relative() {
                true => &mut holes.relative,
                false => &mut holes.absolute,
            };
            let joins = |last: &mut (Record, Option<What>)| last.1 == what && last.0.join(&record);
            if !list.last_mut().is_some_and(joins) {
                list.push((record, what));
            }
        }
        Some(holes)
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
    bound: Vec<Bound>,
    values: SegmentValues,
}

impl Default for Pool {
    /// A pool without stencils.
    fn default() -> Self {
        let values = SegmentValues::default();
        Pool { lines: vec![Line([0; LINE])], bound: Vec::new(), values }
    }
}

impl Pool {
    /// Packs a stencil and says at which line.
    ///
    /// # Errors
    /// If it is not of this machine, or the format has no room for it.
    pub fn push(&mut self, stencil: &Stencil) -> Result<u16, PackError> {
        let name = stencil.name;
        let (hot_len, cold_len) = (stencil.hot.bytes.len(), stencil.cold.bytes.len());
        if hot_len + cold_len + HOT_COPY.max(COLD_COPY) > LONGEST {
            return Err(PackError::TooLong { stencil: name });
        }
        let parts = [(&stencil.hot, What::Hot), (&stencil.cold, What::Cold)];
        let parts = parts.map(|(blob, own)| Part::new(blob, own, hot_len));
        let [Some(hot_part), Some(cold_part)] = parts else {
            return Err(PackError::UnknownHole { stencil: name });
        };
        let own = ValueIndex::of(What::Hot);
        if hot_part.holes.iter().any(|hole| ValueIndex::of(hole.what) == own) {
            return Err(PackError::OwnAddress { stencil: name });
        }
        let [Some(hot), Some(cold)] = [&hot_part, &cold_part].map(Holes::new) else {
            return Err(PackError::UnknownHole { stencil: name });
        };
        if cold
            .absolute
            .iter()
            .any(|(record, _)| record.offset() + size_of::<Word>() > cold_len + AFTER)
        {
            return Err(PackError::NarrowEnd { stencil: name });
        }
        let mut counts = [0; 4];
        let lists = [&hot.absolute, &hot.relative, &cold.absolute, &cold.relative];
        for (count, list) in counts.iter_mut().zip(lists) {
            let too_many = |_| PackError::TooLong { stencil: name };
            *count = u8::try_from(list.len()).map_err(too_many)?;
        }
        let (write, counts) = write::for_holes(counts, cold_len > 0);
        // Spare ones write to where the next hot part begins, or what is in the cold part in any case.
        let in_hot = (Record::spare(hot_len as u16), None);
        let in_cold = (Record::of_start(&cold_part.bytes), None);
        let spares = [in_hot, in_hot, in_cold, *cold.relative.last().unwrap_or(&in_cold)];
        let mut lists = [hot.absolute, hot.relative, cold.absolute, cold.relative];
        for ((list, count), spare) in lists.iter_mut().zip(counts).zip(spares) {
            list.resize(count.into(), spare);
        }
        let records = lists.concat();
        let code_at = PackedStencil::code_at(records.len());
        let head = Head {
            write,
            excess: excess(stencil),
            hot_len: hot_len as u16,
            cold_len: cold_len as u16,
            counts,
            is_simple: counts == write::SIMPLE,
            depths: [
                the_one(stencil, exit_depth)?.unwrap_or(NO_DEPTH),
                the_one(stencil, error_depth)?.unwrap_or(NO_DEPTH),
            ],
        };
        let start = self.lines.len();
        let len = code_at + (hot_len + cold_len).max(HOT_COPY) + STEP;
        self.lines.resize(start + len.div_ceil(LINE), Line([0; LINE]));
        let to = self.lines[start..].as_mut_ptr().cast::<u8>();
        // SAFETY: `len` bytes can be written from `to` on, and that is more than all of this; a line
        // is aligned for a head, and what follows the head for a record.
        unsafe {
            to.cast::<Head>().write(head);
            for (index, (record, _)) in records.iter().enumerate() {
                to.add(HEAD).cast::<Record>().add(index).write(*record);
            }
            to.add(code_at).copy_from_nonoverlapping(hot_part.bytes.as_ptr(), hot_len);
            let to_cold = to.add(code_at + hot_len);
            to_cold.copy_from_nonoverlapping(cold_part.bytes.as_ptr(), cold_len);
        }
        for (index, (_, what)) in records.iter().enumerate() {
            let at = start * LINE + PackedStencil::code_at(index);
            self.bound.extend(what.map(|what| Bound { at, what }));
        }
        u16::try_from(start).map_err(|_| PackError::TooMany)
    }

    /// Fills the holes of all stencils that have values of the segment for a segment with other values.
    pub fn rebind(&mut self, values: SegmentValues) {
        for &Bound { at, what } in &self.bound {
            let [from, to] = [&self.values, &values].map(|values| values.get(what).unwrap_or(0));
            // SAFETY: `push` has put a record there.
            unsafe {
                let record = self.lines.as_mut_ptr().cast::<u8>().add(at).cast::<Record>();
                (*record).rebind(from, to);
            }
        }
        self.values = values;
    }

    /// The packed stencils.
    #[inline(always)]
    pub fn view(&self) -> View<'_> {
        View { lines: self.lines.as_ptr(), pool: PhantomData }
    }
}

/// Bits that the operand of a uop with this stencil must not have; the sign stands for all higher bits.
fn excess(stencil: &Stencil) -> i32 {
    if holes(stencil).any(|hole| hole.what == What::Small) { i32::MIN } else { 0 }
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
    /// The stencil that was packed at this line.
    ///
    /// # Safety
    /// A stencil was packed there.
    #[inline(always)]
    pub unsafe fn get(self, line: u16) -> PackedStencil<'a> {
        // SAFETY: the caller's promise; the pool is borrowed.
        unsafe { PackedStencil::at(self.lines.wrapping_add(usize::from(line)).cast()) }
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
        let line = pool.push(&stencil).expect("it can be packed");
        let place = 0x7000;
        let end = place + hot.bytes.len() as u64;
        let at = usize::from(kept.offset);
        let mut expected = hot.bytes.to_vec();
        let value = end.wrapping_add_signed(kept.addend.into());
        kept.patch.apply(&mut expected[at..], place + at as u64, value).expect("it is near");
        // SAFETY: it was packed there.
        let packed = unsafe { pool.view().get(line) };
        assert!(packed.is_simple());
        assert_eq!(packed.hot(), expected);
        let mut moved = vec![0; LONGEST];
        let values = HoleValues { hot: place, ..HoleValues::default() };
        // SAFETY: there is room for the longest stencil.
        unsafe { write::simple(packed, &values, moved.as_mut_ptr()) };
        assert_eq!(moved[..expected.len()], expected);
    }
}
