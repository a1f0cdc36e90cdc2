//! Packed stencils: all that the pass needs of a stencil is in consecutive cache lines.
//!
//! A stencil consists of its details, the length of its hot code, its records, its hot code and its cold code, one
//! after the other. The length is at the start of a line. Where a stencil is *simple*, as most are, the pass needs
//! only what follows, and does not read the details.

use crate::isa::Record;
use std::marker::PhantomData;

/// Bytes of hot code that are copied in any case, and readable from the start of every hot part on.
pub const HOT_COPY: usize = 48;

/// Bytes of code that are copied in any case where code grows downwards, and readable before the end
/// of every part.
pub const COLD_COPY: usize = 48;

/// Bytes that are copied at once where there is more code than that. So many can be read and written beyond
/// the end of a part.
pub const STEP: usize = 32;

/// The most bytes of a stencil, with what is copied beyond its end.
pub const LONGEST: usize = 1024;

/// Bytes of a cache line.
pub const LINE: usize = 64;

/// The kinds of holes, which are filled differently. A stencil's records are sorted by kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HoleKind {
    /// In the hot part, not relative.
    Hot,
    /// In the hot part, relative to it.
    HotRelative,
    /// In the hot part, and leads to the cold part.
    HotToCold,
    /// In the cold part, not relative.
    Cold,
    /// In the cold part, relative to it.
    ColdRelative,
    /// In the cold part, and leads to the hot part.
    ColdToHot,
    /// In the cold part, and leads to what all programs of a segment share.
    ColdToShared,
}

impl HoleKind {
    /// Whether it is in the cold part.
    pub fn is_cold(self) -> bool {
        self >= HoleKind::Cold
    }
}

/// How many kinds there are.
pub const KINDS: usize = HoleKind::ColdToShared as usize + 1;

/// How many records a stencil has of each kind. Those that are not relative are in the order of their offsets.
pub type Counts = [u8; KINDS];

/// What is in front of a packed stencil.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Details {
    /// The number of its shape, see the module [`write`](crate::write).
    pub shape: u16,
    /// Bytes of cold code.
    pub cold_len: u16,
    /// How many records it has.
    pub counts: Counts,
    /// The number of slots in registers with which it leaves through its exit, or [`NO_DEPTH`].
    pub exit: u8,
    /// Likewise when an exception is set.
    pub error: u8,
    /// The records of relative holes that lead to its exit, in the hot part and in the cold part: the number of the first
    /// one, and how many there are.
    pub exit_branches: [[u8; 2]; 2],
    /// Whether holes that are not relative lead to its exit.
    pub has_exit_address: bool,
}

/// Not the number of slots of any exit.
pub const NO_DEPTH: u8 = u8::MAX;

/// Bytes before the records.
pub const HEAD: usize = size_of::<usize>();

/// A packed stencil.
#[derive(Clone, Copy, Debug)]
pub struct PackedStencil<'a> {
    start: *const u8,
    pool: PhantomData<&'a Details>,
}

impl<'a> PackedStencil<'a> {
    /// The stencil whose length is at `start`.
    ///
    /// # Safety
    /// A pool has a stencil there, and does not change as long as `'a` lasts.
    #[inline(always)]
    pub unsafe fn at(start: *const u8) -> Self {
        PackedStencil { start, pool: PhantomData }
    }

    #[inline(always)]
    fn details(self) -> &'a Details {
        // SAFETY: the pool has them there, and does not change as long as it is borrowed.
        unsafe { &*self.start.cast::<Details>().sub(1) }
    }

    /// Bytes of hot code.
    #[inline(always)]
    pub fn hot_len(self) -> usize {
        // SAFETY: as above.
        unsafe { self.start.cast::<usize>().read() }
    }

    /// Bytes of cold code.
    #[inline(always)]
    pub fn cold_len(self) -> usize {
        self.details().cold_len.into()
    }

    /// The number of slots in registers with which it leaves through its exit, if it does.
    #[inline(always)]
    pub fn exit(self) -> Option<u8> {
        Some(self.details().exit).filter(|&depth| depth != NO_DEPTH)
    }

    /// Likewise when an exception is set.
    pub fn error(self) -> Option<u8> {
        Some(self.details().error).filter(|&depth| depth != NO_DEPTH)
    }

    /// The number of its shape.
    #[inline(always)]
    pub fn shape(self) -> u32 {
        self.details().shape.into()
    }

    /// The relative holes that lead to its exit, in the hot part and in the cold part; none if it has the whole address
    /// of its exit.
    #[inline(always)]
    pub fn exit_branches(self) -> Option<[&'a [Record]; 2]> {
        let details = self.details();
        if details.has_exit_address {
            return None;
        }
        // SAFETY: it has these records.
        let branches =
            |[first, count]: [u8; 2]| unsafe { self.records(first.into(), count.into()) };
        Some(details.exit_branches.map(branches))
    }

    /// Its start, as an address.
    #[inline(always)]
    pub fn address(self) -> usize {
        self.start.addr()
    }

    /// Where the hot code is if there are so many records before it, in bytes from the start. The cold code
    /// follows it.
    #[inline(always)]
    pub const fn code_at(records: usize) -> usize {
        HEAD + records * size_of::<Record>()
    }

    /// The address of a byte. [`HOT_COPY`] bytes can be read from the start of the hot code, [`STEP`] bytes from
    /// every byte of it, and [`COLD_COPY`] bytes before the end of the cold code.
    #[inline(always)]
    pub fn byte(self, at: usize) -> *const u8 {
        self.start.wrapping_add(at)
    }

    /// Some of its records.
    ///
    /// # Safety
    /// It has so many.
    #[inline(always)]
    pub unsafe fn records(self, first: usize, count: usize) -> &'a [Record] {
        let first = self.byte(HEAD).cast::<Record>().wrapping_add(first);
        // SAFETY: the caller's promise; the records follow the length, and do not change as long as the pool is
        // borrowed.
        unsafe { std::slice::from_raw_parts(first, count) }
    }

    /// All of its records, by kind.
    #[inline(always)]
    pub fn lists(self) -> [&'a [Record]; KINDS] {
        let mut next = 0;
        self.details().counts.map(|count| {
            let first = next;
            next += usize::from(count);
            // SAFETY: it has as many as it counts.
            unsafe { self.records(first, count.into()) }
        })
    }

    /// Where its hot code is, in bytes from the start.
    pub fn hot_at(self) -> usize {
        Self::code_at(self.details().counts.iter().map(|&count| usize::from(count)).sum())
    }

    /// The hot code. Values are still to be added to what is in the holes.
    pub fn hot(self) -> &'a [u8] {
        // SAFETY: the pool has it after the records, and does not change as long as it is borrowed.
        unsafe { std::slice::from_raw_parts(self.byte(self.hot_at()), self.hot_len()) }
    }
}
