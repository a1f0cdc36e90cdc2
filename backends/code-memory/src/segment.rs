//! A segment: a piece of memory with the code of many programs, or of one.

use crate::free::Free;
use crate::isa;
use crate::{ALIGN, Options, PAGE, Pages};
use std::io;
use std::ops::Range;

/// Memory that code is written to and executed from, through different addresses where that is
/// possible.
#[derive(Debug)]
pub(crate) struct Segment {
    memory: Memory,
    prefix_len: usize,
    free: Free,
    len: usize,
    /// The end of what was ever written at the low end.
    low: usize,
    /// The start of what was ever written at the high end.
    high: usize,
}

#[derive(Debug)]
enum Memory {
    /// The same pages, mapped twice.
    Twice { executable: Pages, writable: Pages },
    /// One block's own pages, which are written to and then flipped.
    Own(Pages),
}

impl Segment {
    /// Maps a segment of a multiple of `step` bytes with room for `room` of them, or one block's own
    /// pages, and puts the prefix there.
    pub(crate) fn shared(step: usize, room: usize, options: &Options) -> io::Result<Self> {
        let len = Self::with_prefix(room, options).next_multiple_of(step);
        match Pages::twice(len, options.near) {
            Ok([executable, writable]) => {
                Ok(Self::with_memory(Memory::Twice { executable, writable }, len, options))
            }
            // No such file, or one that must not be executed: every block gets pages of its own.
            Err(_) => Self::alone(room, options),
        }
    }

    /// Maps private pages for one block with room for `room` bytes, and puts the prefix there.
    pub(crate) fn alone(room: usize, options: &Options) -> io::Result<Self> {
        let pages = Pages::private(Self::with_prefix(room, options), options.near)?;
        let len = pages.len();
        Ok(Self::with_memory(Memory::Own(pages), len, options))
    }

    /// Bytes of a segment with room for `room` bytes.
    fn with_prefix(room: usize, options: &Options) -> usize {
        room + options.prefix.at(0).len() + ALIGN
    }

    fn with_memory(memory: Memory, len: usize, options: &Options) -> Self {
        let mut segment =
            Segment { memory, prefix_len: 0, free: Free::new(0..0), len, low: 0, high: len };
        let (executable, writable) = segment.addresses();
        let prefix = options.prefix.at(executable as usize);
        // SAFETY: the segment is longer than its prefix, and no other code knows it yet.
        unsafe { writable.copy_from_nonoverlapping(prefix.as_ptr(), prefix.len()) }
        isa::clear(executable, prefix.len());
        segment.prefix_len = prefix.len();
        segment.low = prefix.len();
        segment.free = Free::new(prefix.len().next_multiple_of(ALIGN)..len);
        segment
    }

    /// Whether many blocks have a place here.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.memory, Memory::Twice { .. })
    }

    /// Finds a place for at least `len` bytes.
    pub(crate) fn take(&mut self, len: usize) -> Option<Range<usize>> {
        self.free.take(len)
    }

    /// Takes a place back, which must not be executed any more, and says whether the segment can
    /// be used again. Flipped pages can't.
    pub(crate) fn give_back(&mut self, range: Range<usize>) -> bool {
        if self.is_shared() {
            self.free.give_back(range);
        }
        self.is_shared()
    }

    /// Notes which places have code.
    pub(crate) fn note_written(&mut self, hot: &Range<usize>, cold: &Range<usize>) {
        // What lies in the middle went there because one of the ends was in use.
        for range in [hot, cold].into_iter().filter(|range| !range.is_empty()) {
            if range.start < self.len - range.end {
                self.low = self.low.max(range.end);
            } else {
                self.high = self.high.min(range.start);
            }
        }
    }

    /// Makes the pages executable, if they are mapped once.
    pub(crate) fn flip(&self) -> io::Result<()> {
        match &self.memory {
            Memory::Twice { .. } => Ok(()),
            Memory::Own(pages) => pages.make_executable(),
        }
    }

    /// Where the segment is executed, and where it is written.
    pub(crate) fn addresses(&self) -> (*const u8, *mut u8) {
        let (executable, writable) = match &self.memory {
            Memory::Twice { executable, writable } => (executable, writable),
            Memory::Own(pages) => (pages, pages),
        };
        (executable.as_ptr(), writable.as_ptr())
    }

    /// Where the prefix is executed.
    pub(crate) fn prefix(&self) -> usize {
        self.addresses().0 as usize
    }

    pub(crate) fn prefix_len(&self) -> usize {
        self.prefix_len
    }

    /// Bytes of pages that were written to.
    pub(crate) fn touched(&self) -> usize {
        self.low.next_multiple_of(PAGE) + (self.len - self.high).next_multiple_of(PAGE)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::Prefix;

    #[test]
    fn flipped_pages_hold_one_block() {
        let options = Options { prefix: Prefix::new(|_| vec![0xcc; 3]), ..Options::default() };
        let mut segment = Segment::alone(100, &options).expect("there is memory");
        let place = segment.take(16).expect("there is room");
        assert_eq!(place, ALIGN..segment.len);
        assert_eq!(segment.take(16), None);
        let before = segment.addresses();
        segment.flip().expect("the system allows it");
        assert_eq!(segment.addresses(), before, "pages stay where they are");
        assert!(!segment.give_back(place));
        assert_eq!(segment.take(16), None);
    }
}
