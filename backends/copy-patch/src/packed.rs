//! Packed stencils: all that the pass needs of a stencil is in consecutive cache lines.
//!
//! A stencil consists of a head, its records, its hot code and its cold code, one after the other,
//! from the start of a line.

use crate::hole_values::HoleValues;
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

/// Bytes after a cold part that are written with it, and then put back.
pub const AFTER: usize = 4;

/// The most bytes of a stencil, with what is copied beyond its end.
pub const LONGEST: usize = 1024;

/// Bytes of a cache line.
pub const LINE: usize = 64;

/// How many records a stencil has: of the hot part those that are not relative, in the order of their offsets,
/// and those that are; likewise of the cold part.
pub type Counts = [u8; 4];

/// A function that writes a stencil: its hot part, which runs at `values.hot`, to the first address, and its cold
/// part, which runs at `values.cold`, to the second.
///
/// # Safety
/// The function is the stencil's. The parts can be written there, as can [`LONGEST`] bytes after the start of the
/// hot part and [`COLD_COPY`] bytes before the end of the cold part.
pub type Write = unsafe fn(PackedStencil<'_>, &HoleValues, *mut u8, *mut u8);

/// What a packed stencil begins with. Its records follow.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Head {
    /// What writes it.
    pub write: Write,
    /// Bits that the uop's operand must not have; the sign stands for all higher bits.
    pub excess: i32,
    /// Bytes of hot code.
    pub hot_len: u16,
    /// Bytes of cold code.
    pub cold_len: u16,
    /// How many records follow.
    pub counts: Counts,
    /// The numbers of slots in registers with which the stencil leaves through its exit, and when an exception
    /// is set, or [`NO_DEPTH`].
    pub depths: [u8; 2],
    /// Whether the stencil is simple: without a cold part, and with few holes.
    pub is_simple: bool,
}

/// Not the number of slots of any exit.
pub const NO_DEPTH: u8 = u8::MAX;

/// Bytes before the records.
pub const HEAD: usize = size_of::<Head>();

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

    /// Whether it is simple: without a cold part, and with few holes.
    #[inline(always)]
    pub fn is_simple(self) -> bool {
        self.head().is_simple
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
        i64::from(self.head().excess) as u64
    }

    /// The number of slots in registers with which it leaves through its exit, if it does.
    pub fn exit(self) -> Option<u8> {
        Some(self.head().depths[0]).filter(|&depth| depth != NO_DEPTH)
    }

    /// Likewise when an exception is set.
    pub fn error(self) -> Option<u8> {
        Some(self.head().depths[1]).filter(|&depth| depth != NO_DEPTH)
    }

    /// Writes it.
    ///
    /// # Safety
    /// As [`Write`]'s.
    #[inline(always)]
    pub unsafe fn write(self, values: &HoleValues, to: *mut u8, to_cold: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { (self.head().write)(self, values, to, to_cold) }
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
        // SAFETY: the caller's promise; the records follow the head, and do not change as long as the pool is
        // borrowed.
        unsafe { std::slice::from_raw_parts(first, count) }
    }

    /// All of its records, as [`Counts`] counts them.
    pub fn lists(self) -> [&'a [Record]; 4] {
        let mut next = 0;
        self.head().counts.map(|count| {
            let first = next;
            next += usize::from(count);
            // SAFETY: it has as many as it counts.
            unsafe { self.records(first, count.into()) }
        })
    }

    /// The hot code.
    pub fn hot(self) -> &'a [u8] {
        let records = self.head().counts.iter().map(|&count| usize::from(count)).sum();
        // SAFETY: the pool has it after the records, and does not change as long as it is borrowed.
        unsafe { std::slice::from_raw_parts(self.byte(Self::code_at(records)), self.hot_len()) }
    }
}
