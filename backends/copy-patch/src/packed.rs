//! Stencils as the pass wants them: all that it needs of one lies in consecutive cache lines.
//!
//! A stencil is a head, its records, its hot code and its cold code, end to end, at the start of a
//! line. What a hole stands for was looked at once, here: filling it is adding up a record's numbers and
//! an entry of one table.

use crate::slot::{self, Slots, index};
use std::marker::PhantomData;
use stencil_format::{Blob, Patch, Stencil, What};

/// Bytes of hot code that are copied in any case, and readable behind the start of every hot part.
pub const HOT_COPY: usize = 64;

/// Bytes of code that are copied in any case where code grows downwards, and readable before the end
/// of every part.
pub const COLD_COPY: usize = 48;

/// Records are filled in groups of this many. Every hot part has at least one group.
pub const GROUP: usize = 2;

/// No part of a stencil is longer, with what is copied beyond its end.
pub const LONGEST: usize = 2048;

/// A cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

const LINE: usize = 64;

/// A hole, prepared.
///
/// A hole of 8 bits is one of 32 too: what follows it in the stencil is part of what is added.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct Record {
    /// Added to the value; if the hole is relative to its own place, less its offset.
    pub addend: i32,
    /// Where it is, from the start of its part.
    pub offset: u16,
    /// What fills it.
    pub slot: u8,
    /// The bits of the part's position that are subtracted: none, or all (-1) if the hole is relative.
    minus: i8,
}

impl Record {
    /// Whether it leads to another trace.
    fn is_exit(&self) -> bool {
        [slot::EXIT, slot::TARGET].contains(&usize::from(self.slot))
    }

    /// What fills the hole of a part at `position`.
    #[inline(always)]
    pub fn value(&self, slots: &Slots, position: usize) -> u32 {
        let value = (slots[usize::from(self.slot)] as u32).wrapping_add_signed(self.addend);
        value.wrapping_sub(position as u32 & i32::from(self.minus) as u32)
    }
}

/// What a packed stencil begins with. Its records follow: of the hot part's holes of 32 bits, of the
/// cold part's (both in whole groups), of the hot part's holes of 64 bits, of the cold part's.
///
/// Places are bytes from the head on.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C, align(16))]
struct Head {
    /// Bits that the uop's operand must not have.
    excess: u64,
    /// Bytes of hot code.
    hot_len: u16,
    /// Bytes of cold code.
    cold_len: u16,
    /// Where the hot code is, behind all records.
    hot_at: u16,
    /// Where the cold code is.
    cold_at: u16,
    /// Where records of each kind but the last end.
    ends: [u16; 3],
    /// How many of the last records of 32 bits of each part lead to another trace.
    exits: [u8; 2],
    /// The number of slots in registers with which it leaves through its exit, or [`NO_DEPTH`].
    exit: u8,
    /// Likewise when an exception is set.
    error: u8,
    /// What there is to do but to copy [`HOT_COPY`] bytes and to fill a group of holes.
    more: More,
}

/// What a stencil needs that not all need.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[repr(transparent)]
pub struct More(u8);

impl More {
    /// It has a cold part.
    pub const COLD: More = More(1);
    /// More bytes or holes than are copied and filled in any case.
    pub const LONG: More = More(2);

    /// Whether there is nothing.
    #[inline(always)]
    pub fn is_nothing(self) -> bool {
        self.0 == 0
    }

    /// Whether that is among it.
    #[inline(always)]
    pub fn has(self, one: More) -> bool {
        self.0 & one.0 != 0
    }
}

const HEAD: usize = size_of::<Head>();

/// Not the number of slots of any exit.
const NO_DEPTH: u8 = u8::MAX;

/// What fewer bytes than these precede is no end of a part.
const _: () = assert!(HEAD + GROUP * size_of::<Record>() >= COLD_COPY);

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
        Plan { start: self.lines.wrapping_add(usize::from(line)).cast(), pool: self.pool }
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

/// Has the cache line with this address brought near, if there is one.
#[inline(always)]
pub fn prefetch<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every processor of this kind can do that, and with any address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// A packed stencil.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    start: *const u8,
    pool: PhantomData<&'a Pool>,
}

impl<'a> Plan<'a> {
    #[inline(always)]
    fn head(self) -> &'a Head {
        // SAFETY: the pool has a head there, and does not change as long as it is borrowed.
        unsafe { &*self.start.cast() }
    }

    /// Has its first lines brought near.
    #[inline(always)]
    pub fn prefetch(self) {
        prefetch(self.start);
    }

    /// Bytes of hot code.
    #[inline(always)]
    pub fn hot_len(self) -> usize {
        self.head().hot_len.into()
    }

    /// Bytes of cold code.
    #[inline(always)]
    pub fn cold_len(self) -> usize {
        self.head().cold_len.into()
    }

    /// Bits that the uop's operand must not have.
    #[inline(always)]
    pub fn excess(self) -> u64 {
        self.head().excess
    }

    /// What there is to do but to copy [`HOT_COPY`] bytes and to fill the first group of holes; with a
    /// cold part, but to copy [`COLD_COPY`] bytes of it and to fill its first group.
    #[inline(always)]
    pub fn more(self) -> More {
        self.head().more
    }

    /// The number of slots in registers with which it leaves through its exit, if it does.
    pub fn exit(self) -> Option<u8> {
        Some(self.head().exit).filter(|&depth| depth != NO_DEPTH)
    }

    /// Likewise when an exception is set.
    pub fn error(self) -> Option<u8> {
        Some(self.head().error).filter(|&depth| depth != NO_DEPTH)
    }

    /// The hot code. [`HOT_COPY`] bytes can be read from its start, and [`COLD_COPY`] before its end.
    #[inline(always)]
    pub fn hot(self) -> *const u8 {
        self.start.wrapping_add(self.head().hot_at.into())
    }

    /// The cold code. [`COLD_COPY`] bytes can be read before its end.
    #[inline(always)]
    pub fn cold(self) -> *const u8 {
        self.start.wrapping_add(self.head().cold_at.into())
    }

    /// The hot code.
    pub fn bytes(self) -> &'a [u8] {
        // SAFETY: the pool has it, and does not change as long as it is borrowed.
        unsafe { std::slice::from_raw_parts(self.hot(), self.hot_len()) }
    }

    /// The first group of the hot part's records.
    #[inline(always)]
    pub fn first(self) -> &'a [Record; GROUP] {
        // SAFETY: every stencil has a group behind its head.
        unsafe { &*self.start.add(HEAD).cast() }
    }

    /// The first group of the cold part's records, if it has one.
    #[inline(always)]
    pub fn first_cold(self) -> &'a [Record; GROUP] {
        // SAFETY: a stencil with a cold part has a group there, any other has code.
        unsafe { &*self.start.add(self.head().ends[0].into()).cast() }
    }

    /// The records of the hot part, in whole groups. They write to the four bytes behind it at most.
    #[inline(always)]
    pub fn hot_records(self) -> &'a [Record] {
        self.records(HEAD, self.head().ends[0].into())
    }

    /// Those behind the first group.
    #[inline(always)]
    pub fn more_hot_records(self) -> &'a [Record] {
        self.records(HEAD + GROUP * size_of::<Record>(), self.head().ends[0].into())
    }

    /// Those of the cold part behind the first group, if there is a cold part.
    #[inline(always)]
    pub fn more_cold_records(self) -> &'a [Record] {
        let first = usize::from(self.head().ends[0]) + GROUP * size_of::<Record>();
        let end = self.head().ends[1].into();
        self.records(first.min(end), end)
    }

    /// The records of the cold part, in whole groups.
    #[inline(always)]
    pub fn cold_records(self) -> &'a [Record] {
        self.records(self.head().ends[0].into(), self.head().ends[1].into())
    }

    /// The holes of 32 bits, in the hot part and in the cold one, that lead to another trace.
    pub fn exits(self) -> [&'a [Record]; 2] {
        let [hot, cold] = self.head().exits.map(usize::from);
        let (in_hot, in_cold) = (self.hot_records(), self.cold_records());
        [&in_hot[in_hot.len() - hot..], &in_cold[in_cold.len() - cold..]]
    }

    /// Likewise those of 64 bits.
    pub fn wide_exits(self) -> [impl Iterator<Item = &'a Record>; 2] {
        [self.hot_wides(), self.cold_wides()].map(|all| all.iter().filter(|record| record.is_exit()))
    }

    /// The hot part's holes of 64 bits, to which nothing is added.
    #[inline(always)]
    pub fn hot_wides(self) -> &'a [Record] {
        self.records(self.head().ends[1].into(), self.head().ends[2].into())
    }

    /// The cold part's.
    #[inline(always)]
    pub fn cold_wides(self) -> &'a [Record] {
        self.records(self.head().ends[2].into(), self.head().hot_at.into())
    }

    /// Whether there are holes of 64 bits.
    #[inline(always)]
    pub fn has_wides(self) -> bool {
        self.head().ends[1] != self.head().hot_at
    }

    /// The records between two places.
    #[inline(always)]
    fn records(self, start: usize, end: usize) -> &'a [Record] {
        // SAFETY: the places are between records, which follow the head and do not change as long as
        // the pool is borrowed.
        unsafe {
            let first = self.start.add(start).cast::<Record>();
            let end = self.start.add(end).cast::<Record>();
            std::slice::from_raw_parts(first, end.offset_from_unsigned(first))
        }
    }
}
