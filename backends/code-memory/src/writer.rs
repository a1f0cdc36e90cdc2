//! Ranges of executable memory that code is being written to.

use crate::{ALIGN, Arena, Block};
use std::io;
use std::ops::Range;

/// A reserved range of a segment. Dropping this gives the range back.
#[derive(Debug)]
pub(crate) struct Reservation {
    pub(crate) arena: Arena,
    pub(crate) segment: usize,
    /// Where the segment is executed.
    pub(crate) base: *const u8,
    pub(crate) range: Range<usize>,
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.range.is_empty() {
            self.arena.state().give_back(self.segment, self.range.clone());
        }
    }
}

/// A place in an arena that is being written to.
///
/// Positions in it are the addresses at which the code is going to run.
#[derive(Debug)]
pub struct Writer {
    pub(crate) place: Reservation,
    /// Where the segment is written.
    pub(crate) writable: *mut u8,
    pub(crate) prefix: usize,
}

impl Writer {
    /// The first address.
    pub fn start(&self) -> usize {
        self.place.base as usize + self.place.range.start
    }

    /// The address after the last.
    pub fn end(&self) -> usize {
        self.place.base as usize + self.place.range.end
    }

    /// The address at which the segment's prefix runs.
    pub fn prefix(&self) -> usize {
        self.prefix
    }

    /// Where what is going to run at [`Writer::start`] is written. The memory up to [`Writer::end`] is
    /// this writer's alone.
    pub fn as_mut_ptr(&mut self) -> *mut u8 {
        self.writable.wrapping_add(self.place.range.start)
    }

    /// Leaves at least `bytes` bytes free at the start, to vary where code lies.
    ///
    /// # Panics
    /// If there is no room for them.
    pub fn skip(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let Range { start, end } = self.place.range;
        let skipped = start..start + bytes.next_multiple_of(ALIGN);
        assert!(skipped.end <= end);
        self.place.range.start = skipped.end;
        if let Some(segment) = &mut self.place.arena.state().segments[self.place.segment]
            && segment.is_shared()
        {
            segment.give_back(skipped);
        }
    }

    /// Gives back what lies more than `len` bytes after the start.
    #[inline]
    pub fn shorten(&mut self, len: usize) {
        let Range { start, end } = self.place.range;
        let kept = len / ALIGN * ALIGN;
        if kept >= end - start {
            return;
        }
        self.place.range.end = start + kept;
        if let Some(segment) = &mut self.place.arena.state().segments[self.place.segment]
            && segment.is_shared()
        {
            segment.give_back(start + kept..end);
        }
    }

    /// Writes `code` to the start.
    ///
    /// # Panics
    /// If there is no room for it.
    pub fn write(&mut self, code: &[u8]) {
        assert!(code.len() <= self.place.range.len());
        // SAFETY: the segment has this range, and no other code writes to it or runs it.
        unsafe { self.as_mut_ptr().copy_from_nonoverlapping(code.as_ptr(), code.len()) }
    }

    /// Writes `code` to the start, keeps no more than that, and makes it executable.
    pub(crate) fn publish(mut self, code: &[u8]) -> io::Result<Block> {
        self.write(code);
        let end = self.start() + code.len();
        let block = self.finish(end, None)?;
        block.make_executable()?;
        Ok(block)
    }

    /// Keeps what lies before `hot_end` and from `cold_start` on, if there is any of that; the rest
    /// goes back.
    ///
    /// # Errors
    /// If the limit is reached.
    ///
    /// # Panics
    /// If an address is not within the writer's place.
    pub fn finish(mut self, hot_end: usize, cold_start: Option<usize>) -> io::Result<Block> {
        let Range { start, end } = self.place.range.clone();
        let base = self.place.base as usize;
        let hot_len = hot_end - base - start;
        let hot = start..(start + hot_len).next_multiple_of(ALIGN).min(end);
        let cold = match cold_start {
            Some(cold) => (cold - base) / ALIGN * ALIGN..end,
            None => end..end,
        };
        assert!(hot.end <= cold.start, "a block's two ends overlap");
        let len = hot.len() + cold.len();
        let arena = self.place.arena.clone();
        let mut state = arena.state();
        if state.used + len > arena.0.options.limit {
            drop(state);
            return Err(arena.limit_reached());
        }
        state.used += len;
        if let Some(segment) = &mut state.segments[self.place.segment] {
            segment.note_written(&hot, &cold);
            // Flipped pages can't be written again, so there is no use for the rest.
            if segment.is_shared() {
                segment.give_back(hot.end..cold.start);
            }
        }
        drop(state);
        self.place.range = start..start;
        Ok(Block {
            arena,
            segment: self.place.segment,
            base: self.place.base,
            writable: self.writable,
            hot,
            cold,
            used: hot_len + cold_start.map_or(0, |cold| base + end - cold),
        })
    }
}
