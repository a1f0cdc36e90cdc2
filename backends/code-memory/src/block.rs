//! Code in executable memory.

use crate::{Arena, explained, isa};
use std::io;
use std::ops::Range;

/// Code in executable memory. Dropping this gives the memory back to the arena.
#[derive(Debug)]
pub struct Block {
    pub(crate) arena: Arena,
    pub(crate) segment: usize,
    pub(crate) base: *const u8,
    pub(crate) writable: *mut u8,
    pub(crate) hot: Range<usize>,
    pub(crate) cold: Range<usize>,
    /// Bytes of code, without filling.
    pub(crate) used: usize,
}

impl Block {
    /// Makes sure that the code can be executed: flips the pages if they are not mapped twice, and informs
    /// the processor of new code if it does not notice by itself.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn make_executable(&self) -> io::Result<()> {
        for range in [&self.hot, &self.cold] {
            isa::clear(self.base.wrapping_add(range.start), range.len());
        }
        if std::ptr::eq(self.base, self.writable) {
            let state = self.arena.state();
            if let Some(segment) = &state.segments[self.segment] {
                segment.flip().map_err(explained)?;
            }
        }
        Ok(())
    }

    /// The address of its first byte.
    pub fn as_ptr(&self) -> *const u8 {
        self.base.wrapping_add(self.hot.start)
    }

    /// Bytes that it takes, filling after the code included.
    pub fn size(&self) -> usize {
        self.hot.len() + self.cold.len()
    }

    /// Bytes of code in it.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Changes four bytes at the address `at`, and says whether that was possible: flipped pages can't be
    /// changed. If `at` is a multiple of four, other threads may execute the bytes at the same time.
    ///
    /// # Panics
    /// If the address is not in the block.
    pub fn patch(&self, at: usize, value: u32) -> bool {
        let offset = at.wrapping_sub(self.base as usize);
        let inside = |range: &Range<usize>| range.contains(&offset) && offset + 4 <= range.end;
        assert!(inside(&self.hot) || inside(&self.cold), "a patch outside of the block");
        if std::ptr::eq(self.base, self.writable) {
            return false;
        }
        // SAFETY: it lies in this block's place, which is mapped as long as the arena is.
        unsafe { self.writable.add(offset).cast::<u32>().write_unaligned(value) }
        isa::clear(self.base.wrapping_add(offset), 4);
        true
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let mut state = self.arena.state();
        state.used -= self.size();
        let (hot, cold) = (self.hot.clone(), self.cold.clone());
        if !cold.is_empty() {
            state.give_back(self.segment, cold);
        }
        if !hot.is_empty() {
            state.give_back(self.segment, hot);
        }
    }
}
