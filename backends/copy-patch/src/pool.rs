//! Packs stencils.

use crate::packed::{
    COLD_COPY, GROUP, HEAD, HOT_COPY, Head, LINE, LONGEST, More, NO_DEPTH, Plan, Record,
};
use crate::slot::{self, index};
use std::marker::PhantomData;
use stencil_format::{Blob, Patch, Stencil, What};

/// The holes of a part.
#[derive(Default)]
struct Holes {
    records: Vec<Record>,
    /// Those of 64 bits.
    wides: Vec<Record>,
}

impl Holes {
    fn new(blob: &Blob) -> Self {
        let mut holes = Holes::default();
        let byte = |at: usize| blob.bytes.get(at).copied().unwrap_or(0);
        // Narrow holes first, so that others overwrite what they write too much.
        for is_relative in [false, true] {
            for hole in blob.holes {
                let (offset, slot) = (hole.offset, index(hole.what));
                let minus = -i8::from(is_relative);
                let record = |addend| Record { addend, offset, slot, minus };
                match hole.patch {
                    Patch::Abs64 if !is_relative => holes.wides.push(record(0)),
                    Patch::Abs32 | Patch::Abs32Signed if !is_relative => {
                        holes.records.push(record(hole.addend));
                    }
                    Patch::Abs8 if !is_relative => {
                        let at = usize::from(offset);
                        let word = [0, byte(at + 1), byte(at + 2), byte(at + 3)];
                        holes.records.push(record(i32::from_le_bytes(word)));
                    }
                    Patch::Rel32 if is_relative => {
                        holes.records.push(record(hole.addend - i32::from(offset)));
                    }
                    Patch::Branch26
                    | Patch::Branch19
                    | Patch::Page21
                    | Patch::PageOffset12 { .. }
                    | Patch::Move16 { .. } => unreachable!("no hole of x86-64"),
                    // Of the other turn.
                    _ => {}
                }
            }
        }
        // Those that lead to another trace come last, where they are found if they are linked later.
        holes.records.sort_by_key(|record| (record.minus != 0, record.is_exit()));
        holes
    }

    /// How many of the last records are of the exit.
    fn exits(&self) -> u8 {
        self.records.iter().rev().take_while(|record| record.is_exit()).count() as u8
    }

    /// Fills the last group up with what writes the same once more, or with `spare` where there is no
    /// hole.
    fn complete(mut self, spare: Record) -> Self {
        let last = self.records.last().copied().unwrap_or(spare);
        let groups = self.records.len().div_ceil(GROUP).max(1);
        self.records.resize(groups * GROUP, last);
        self
    }

    /// Those of a hot part.
    fn hot(blob: &Blob) -> Self {
        // This writes to where the next part begins.
        let spare = Record { offset: blob.bytes.len() as u16, ..Record::default() };
        Holes::new(blob).complete(spare)
    }

    /// Those of a cold part, if there is one.
    fn cold(blob: &Blob) -> Self {
        let Some(&start) = blob.bytes.first_chunk() else { return Holes::default() };
        // Other code lies behind it already. This writes what is there.
        let addend = i32::from_le_bytes(start);
        Holes::new(blob).complete(Record { addend, slot: slot::ZERO as u8, ..Record::default() })
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
    pub fn push(&mut self, stencil: &Stencil) -> u16 {
        let (hot_len, cold_len) = (stencil.hot.bytes.len(), stencil.cold.bytes.len());
        assert!(hot_len.max(cold_len) + HOT_COPY <= LONGEST, "{} is too long", stencil.name);
        let (hot, cold) = (Holes::hot(&stencil.hot), Holes::cold(&stencil.cold));
        let is_within = |record: &Record| usize::from(record.offset) + 4 <= cold_len;
        assert!(cold.records.iter().all(is_within), "{} ends in a narrow hole", stencil.name);
        let exits = [hot.exits(), cold.exits()];
        let is_long = hot_len > HOT_COPY
            || cold_len > COLD_COPY
            || hot.records.len().max(cold.records.len()) > GROUP
            || !hot.wides.is_empty()
            || !cold.wides.is_empty();
        let kinds = [hot.records, cold.records, hot.wides, cold.wides];
        let mut hot_at = HEAD;
        let [ends @ .., _] = kinds.each_ref().map(|kind| {
            hot_at += size_of_val(&**kind);
            hot_at as u16
        });
        let records = kinds.concat();
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
            }),
            error: the_one(stencil, |what| match what {
                What::Error(depth) => Some(depth),
                _ => None,
            }),
            more: More(u8::from(cold_len > 0) * More::COLD.0 | u8::from(is_long) * More::LONG.0),
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
        u16::try_from(start).expect("a library takes less than 4 MiB")
    }

    /// What is packed.
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

/// What `pick` finds, which is the same in all holes: all exits of a stencil leave in the same state,
/// since the depth follows from the uop.
fn the_one(stencil: &Stencil, pick: impl Fn(What) -> Option<u8>) -> u8 {
    let holes = stencil.hot.holes.iter().chain(stencil.cold.holes);
    let mut depths = holes.filter_map(|hole| pick(hole.what));
    let first = depths.next();
    assert!(depths.all(|depth| Some(depth) == first), "{} exits in two ways", stencil.name);
    first.unwrap_or(NO_DEPTH)
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
    /// One was.
    #[inline(always)]
    pub unsafe fn get(self, line: u16) -> Plan<'a> {
        // SAFETY: the caller's promise; the pool is borrowed.
        unsafe { Plan::at(self.lines.wrapping_add(usize::from(line)).cast()) }
    }
}
