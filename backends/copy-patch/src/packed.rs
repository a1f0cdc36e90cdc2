//! Packed stencils: all that the pass needs of a stencil is in consecutive cache lines.
//!
//! A stencil consists of a head, its records, its hot code and its cold code, one after the other,
//! from the start of a line. Which value fills a hole is decided once, when the stencil is packed.

use crate::isa::{self, Record};
use std::marker::PhantomData;

/// Bytes of hot code that are copied in any case, and readable from the start of every hot part on.
pub const HOT_COPY: usize = 64;

/// Bytes of code that are copied in any case where code grows downwards, and readable before the end
/// of every part.
pub const COLD_COPY: usize = 48;

/// Records are filled in groups of this many. Every hot part has at least one group.
pub const GROUP: usize = 2;

/// The most bytes of a part of a stencil, with what is copied beyond its end.
pub const LONGEST: usize = 2048;

/// Bytes of a cache line.
pub const LINE: usize = 64;

/// What a packed stencil begins with. Its records follow: of the hot part's holes of 32 bits, of the
/// cold part's (both in whole groups), of the hot part's holes of 64 bits, of the cold part's.
///
/// Places are offsets from the head, in bytes.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C, align(16))]
pub struct Head {
    /// Bits that the uop's operand must not have.
    pub excess: u64,
    /// Bytes of hot code.
    pub hot_len: u16,
    /// Bytes of cold code.
    pub cold_len: u16,
    /// Where the hot code is, after all records.
    pub hot_at: u16,
    /// Where the cold code is.
    pub cold_at: u16,
    /// Where each group of records ends, without the last group.
    pub ends: [u16; 3],
    /// How many of the last records of 32 bits of each part lead to another trace.
    pub exits: [u8; 2],
    /// The number of slots in registers with which it leaves through its exit, or [`NO_DEPTH`].
    pub exit: u8,
    /// Likewise when an exception is set.
    pub error: u8,
    /// What has to be done beyond copying [`HOT_COPY`] bytes and filling one group of holes.
    pub more: More,
}

/// What a stencil needs beyond what is done for every stencil.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[repr(transparent)]
pub struct More(u8);

impl More {
    /// It has a cold part.
    pub const COLD: More = More(1);
    /// More bytes or holes than are copied and filled in any case.
    pub const LONG: More = More(2);

    /// The set of which the arguments say what is in it.
    pub fn of(has_cold: bool, is_long: bool) -> More {
        More(if has_cold { Self::COLD.0 } else { 0 } + if is_long { Self::LONG.0 } else { 0 })
    }

    /// Whether the set is empty.
    #[inline(always)]
    pub fn is_nothing(self) -> bool {
        self.0 == 0
    }

    /// Whether the set contains `one`.
    #[inline(always)]
    pub fn has(self, one: More) -> bool {
        self.0 & one.0 != 0
    }
}

/// Its bytes.
pub const HEAD: usize = size_of::<Head>();

/// Not the number of slots of any exit.
pub const NO_DEPTH: u8 = u8::MAX;

// So many bytes can be read before the end of a hot part, however short it is.
const _: () = assert!(HEAD + GROUP * size_of::<Record>() >= COLD_COPY);

/// A packed stencil.
#[derive(Clone, Copy, Debug)]
pub struct PackedStencil<'a> {
    start: *const u8,
    pool: PhantomData<&'a Head>,
}

impl<'a> PackedStencil<'a> {
    /// The stencil whose head is at `start`.
    ///
    /// # Safety
    /// A pool has a stencil there, and does not change as long as `'a` lasts.
    #[inline(always)]
    pub unsafe fn at(start: *const u8) -> Self {
        PackedStencil { start, pool: PhantomData }
    }

    #[inline(always)]
    fn head(self) -> &'a Head {
        // SAFETY: the pool has a head there, and does not change as long as it is borrowed.
        unsafe { &*self.start.cast() }
    }

    /// Loads its first lines into the cache.
    #[inline(always)]
    pub fn prefetch(self) {
        isa::prefetch(self.start);
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

    /// What has to be done beyond copying [`HOT_COPY`] bytes and filling the first group of holes, and, if
    /// there is a cold part, beyond copying [`COLD_COPY`] bytes of it and filling its first group.
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
        // SAFETY: every stencil has a group after its head.
        unsafe { &*self.start.add(HEAD).cast() }
    }

    /// The first group of the cold part's records, if it has one.
    #[inline(always)]
    pub fn first_cold(self) -> &'a [Record; GROUP] {
        // SAFETY: a stencil with a cold part has a group there, any other has code.
        unsafe { &*self.start.add(self.head().ends[0].into()).cast() }
    }

    /// The records of the hot part, in whole groups. They write to the four bytes after it at most.
    #[inline(always)]
    pub fn hot_records(self) -> &'a [Record] {
        self.records(HEAD, self.head().ends[0].into())
    }

    /// The records of the cold part after the first group, if there is a cold part.
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
        [self.hot_wides(), self.cold_wides()]
            .map(|all| all.iter().filter(|record| record.is_exit()))
    }

    /// The hot part's holes of 64 bits, to which nothing is added.
    #[inline(always)]
    pub fn hot_wides(self) -> &'a [Record] {
        self.records(self.head().ends[1].into(), self.head().ends[2].into())
    }

    /// The cold part's holes of 64 bits, to which nothing is added.
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
