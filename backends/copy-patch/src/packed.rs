//! Stencils as the pass wants them: all that it needs of one lies in consecutive cache lines.
//!
//! A stencil is a head, its records, its hot code and its cold code, end to end, at the start of a
//! line. What a hole stands for was looked at once, here: filling it is adding up a record's numbers and
//! an entry of one table.

use crate::slot::{Slots, index};
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
    /// What fills the hole of a part at `position`.
    #[inline(always)]
    pub fn value(&self, slots: &Slots, position: usize) -> u32 {
        let value = (slots[usize::from(self.slot)] as u32).wrapping_add_signed(self.addend);
        value.wrapping_sub(position as u32 & i32::from(self.minus) as u32)
    }
}

/// What a packed stencil begins with. Its records follow: [`Head::counts`].
#[derive(Clone, Copy, Default, Debug)]
#[repr(C, align(16))]
struct Head {
    /// Bits that the uop's operand must not have.
    excess: u64,
    /// Bytes of hot code.
    hot_len: u16,
    /// Bytes of cold code.
    cold_len: u16,
    /// Where the hot code is, from the head on.
    hot_at: u16,
    /// Where the cold code is.
    cold_at: u16,
    /// How many records there are of each kind: the hot part's holes of 32 bits, the cold part's (both
    /// in whole groups), the hot part's holes of 64 bits, the cold part's.
    counts: [u8; 4],
    /// The number of slots in registers with which it leaves through its exit, or [`NO_DEPTH`].
    exit: u8,
    /// Likewise when an exception is set.
    error: u8,
    /// Whether there is more to do than to copy [`HOT_COPY`] bytes and to fill a group of holes.
    is_long: bool,
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
        holes
    }

    /// Fills the last group up with what writes the same once more, or else, where there is no hole,
    /// to where the next part begins.
    fn complete(mut self, len: usize) -> Self {
        let spare = Record { offset: len as u16, ..Record::default() };
        let last = self.records.last().copied().unwrap_or(spare);
        let groups = self.records.len().div_ceil(GROUP).max(1);
        self.records.resize(groups * GROUP, last);
        self
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
        let hot = Holes::new(&stencil.hot).complete(hot_len);
        let cold = match cold_len {
            0 => Holes::default(),
            len => Holes::new(&stencil.cold).complete(len),
        };
        // Other code lies behind a cold part already.
        let is_within = |record: &Record| usize::from(record.offset) + 4 <= cold_len;
        assert!(cold.records.iter().all(is_within), "{} ends in a narrow hole", stencil.name);
        let kinds = [hot.records, cold.records, hot.wides, cold.wides];
        let counts = kinds.each_ref().map(|kind| kind.len() as u8);
        let records = kinds.concat();
        let hot_at = HEAD + size_of_val(&*records);
        let head = Head {
            excess: excess(stencil),
            hot_len: hot_len as u16,
            cold_len: cold_len as u16,
            hot_at: hot_at as u16,
            cold_at: (hot_at + hot_len) as u16,
            counts,
            exit: the_one(stencil, |what| match what {
                What::Exit(depth) => Some(depth),
                _ => None,
            }),
            error: the_one(stencil, |what| match what {
                What::Error(depth) => Some(depth),
                _ => None,
            }),
            is_long: hot_len > HOT_COPY || cold_len > 0 || counts != [GROUP as u8, 0, 0, 0],
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

    /// The stencil that was packed at this line.
    ///
    /// # Safety
    /// One was.
    #[inline(always)]
    pub unsafe fn get(&self, line: u16) -> Plan<'_> {
        let start = self.lines.as_ptr().wrapping_add(usize::from(line)).cast();
        Plan { start, pool: PhantomData }
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

    /// Whether there is more to do than to copy [`HOT_COPY`] bytes and to fill a group of holes.
    #[inline(always)]
    pub fn is_long(self) -> bool {
        self.head().is_long
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

    /// The records of the hot part, in whole groups. They write to the four bytes behind it at most.
    #[inline(always)]
    pub fn hot_records(self) -> &'a [Record] {
        self.records(0, 1)
    }

    /// The records of the cold part, in whole groups.
    #[inline(always)]
    pub fn cold_records(self) -> &'a [Record] {
        self.records(1, 2)
    }

    /// The hot part's holes of 64 bits, to which nothing is added.
    #[inline(always)]
    pub fn hot_wides(self) -> &'a [Record] {
        self.records(2, 3)
    }

    /// The cold part's.
    #[inline(always)]
    pub fn cold_wides(self) -> &'a [Record] {
        self.records(3, 4)
    }

    /// Records of some kinds.
    #[inline(always)]
    fn records(self, from: usize, to: usize) -> &'a [Record] {
        let counts = &self.head().counts;
        let before = |kind: usize| counts[..kind].iter().map(|&count| usize::from(count)).sum();
        let (start, end): (usize, usize) = (before(from), before(to));
        // SAFETY: the records follow the head, in this order, and do not change as long as the pool is
        // borrowed.
        unsafe {
            let records = self.start.add(HEAD).cast::<Record>();
            std::slice::from_raw_parts(records.add(start), end - start)
        }
    }
}
