//! Packs stencils.

use crate::isa::Record;
use crate::packed::{
    COLD_COPY, GROUP, HEAD, HOT_COPY, Head, LINE, LONGEST, More, NO_DEPTH, PackedStencil,
};
use std::marker::PhantomData;
use stencil_format::{Blob, Stencil, What};

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

/// The holes of a part.
#[derive(Default)]
struct Holes {
    records: Vec<Record>,
    /// Those of 64 bits.
    wides: Vec<Record>,
}

impl Holes {
    /// Prepares the holes of a part; nothing if this machine has not all of them.
    fn new(blob: &Blob) -> Option<Self> {
        let mut holes = Holes::default();
        for hole in blob.holes {
            let (record, is_wide) = Record::new(hole, blob.bytes)?;
            let of_width = if is_wide { &mut holes.wides } else { &mut holes.records };
            of_width.push(record);
        }
        // Narrow holes, which are absolute, come first, so that others overwrite what they write too
        // much. Those that lead to another trace come last, where they are found if they are linked
        // later.
        holes.records.sort_by_key(|record| (record.is_relative(), record.is_exit()));
        Some(holes)
    }

    /// How many of the last records belong to the exit.
    fn exits(&self) -> u8 {
        self.records.iter().rev().take_while(|record| record.is_exit()).count() as u8
    }

    /// Fills the last group up with records that write what another record of the part writes, or with
    /// `spare` if the part has no hole.
    fn complete(mut self, spare: Record) -> Self {
        let last = self.records.last().copied().unwrap_or(spare);
        let groups = self.records.len().div_ceil(GROUP).max(1);
        self.records.resize(groups * GROUP, last);
        self
    }

    /// The records of a hot part.
    fn hot(blob: &Blob) -> Option<Self> {
        // The spare one writes to where the next part begins.
        Some(Holes::new(blob)?.complete(Record::spare(blob.bytes.len() as u16)))
    }

    /// The records of a cold part, if there is one.
    fn cold(blob: &Blob) -> Option<Self> {
        let Some(&start) = blob.bytes.first_chunk() else { return Some(Holes::default()) };
        // Other code lies after it already, so the spare one writes what is there.
        Some(Holes::new(blob)?.complete(Record::of_bytes(start)))
    }
}

/// A cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

/// Stencils, packed.
#[derive(Default, Debug)]
pub struct Pool {
    lines: Vec<Line>,
}

impl Pool {
    /// Packs a stencil and says at which line.
    ///
    /// # Errors
    /// If it is not of this machine, or the format has no room for it.
    pub fn push(&mut self, stencil: &Stencil) -> Result<u16, PackError> {
        let name = stencil.name;
        let (hot_len, cold_len) = (stencil.hot.bytes.len(), stencil.cold.bytes.len());
        if hot_len.max(cold_len) + HOT_COPY > LONGEST {
            return Err(PackError::TooLong { stencil: name });
        }
        let holes = Holes::hot(&stencil.hot).zip(Holes::cold(&stencil.cold));
        let (hot, cold) = holes.ok_or(PackError::UnknownHole { stencil: name })?;
        if cold.records.iter().any(|record| record.offset() + 4 > cold_len) {
            return Err(PackError::NarrowEnd { stencil: name });
        }
        let exits = [hot.exits(), cold.exits()];
        let is_long = hot_len > HOT_COPY
            || cold_len > COLD_COPY
            || hot.records.len().max(cold.records.len()) > GROUP
            || !hot.wides.is_empty()
            || !cold.wides.is_empty();
        let groups = [hot.records, cold.records, hot.wides, cold.wides];
        let mut hot_at = HEAD;
        let [ends @ .., _] = groups.each_ref().map(|group| {
            hot_at += size_of_val(&**group);
            hot_at as u16
        });
        let records = groups.concat();
        let head = Head {
            excess: excess(stencil),
            hot_len: hot_len as u16,
            cold_len: cold_len as u16,
            hot_at: hot_at as u16,
            cold_at: (hot_at + hot_len) as u16,
            ends,
            exits,
            exit: the_one(stencil, |what| match what {
                What::Exit(depth) => Some(depth),
                _ => None,
            })?,
            error: the_one(stencil, |what| match what {
                What::Error(depth) => Some(depth),
                _ => None,
            })?,
            more: More::of(cold_len > 0, is_long),
        };
        let start = self.lines.len();
        let len = hot_at + (hot_len + cold_len).max(HOT_COPY);
        self.lines.resize(start + len.div_ceil(LINE), Line([0; LINE]));
        let to = self.lines[start..].as_mut_ptr().cast::<u8>();
        // SAFETY: `len` bytes can be written from `to` on, and that is more than all of this; a line
        // is aligned for a head, and what follows the head for a record.
        unsafe {
            to.cast::<Head>().write(head);
            let to_records = to.add(HEAD).cast::<Record>();
            to_records.copy_from_nonoverlapping(records.as_ptr(), records.len());
            to.add(hot_at).copy_from_nonoverlapping(stencil.hot.bytes.as_ptr(), hot_len);
            let to_cold = to.add(hot_at + hot_len);
            to_cold.copy_from_nonoverlapping(stencil.cold.bytes.as_ptr(), cold_len);
        }
        u16::try_from(start).map_err(|_| PackError::TooMany)
    }

    /// The packed stencils.
    #[inline(always)]
    pub fn view(&self) -> View<'_> {
        View { lines: self.lines.as_ptr(), pool: PhantomData }
    }
}

/// Bits that the operand of a uop with this stencil must not have.
fn excess(stencil: &Stencil) -> u64 {
    let mut holes = stencil.hot.holes.iter().chain(stencil.cold.holes);
    if holes.any(|hole| hole.what == What::Small) { !0x7fff_ffff } else { 0 }
}

/// What `pick` finds in a stencil's holes. It is the same in all of them: all exits of a stencil leave
/// with the same number of slots in registers, since that number follows from the uop.
fn the_one(stencil: &Stencil, pick: impl Fn(What) -> Option<u8>) -> Result<u8, PackError> {
    let holes = stencil.hot.holes.iter().chain(stencil.cold.holes);
    let mut depths = holes.filter_map(|hole| pick(hole.what));
    let first = depths.next();
    match depths.all(|depth| Some(depth) == first) {
        true => Ok(first.unwrap_or(NO_DEPTH)),
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
