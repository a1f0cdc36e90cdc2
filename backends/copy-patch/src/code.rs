//! The code of a program while it is being written, at the addresses where it is going to run.

use crate::exit_stubs::RUN;
use crate::hole::WrittenHole;
use crate::hole_values::HoleValues;
use crate::isa::{self, Windows};
use crate::packed::{LONGEST, PackedStencil};
use crate::write;
use code_memory::{Block, Writer};
use std::io;
use std::ops::Range;

/// A program's place in the arena.
#[derive(Debug)]
pub struct Code {
    writer: Writer,
    windows: Windows,
    /// How far the window that is being written has been filled.
    pub cursor: Cursor,
}

/// How far a place is filled: hot code grows upwards from its start, cold code downwards from its end.
///
/// Positions are the addresses at which the code is going to run. If hot and cold code come too close to
/// each other, the place is full: this is noted, and nothing is written any more.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    /// What is added to a position to get the address to write to.
    delta: usize,
    hot: usize,
    cold: usize,
    is_full: bool,
}

impl Cursor {
    /// The end of the hot code.
    #[inline(always)]
    pub fn hot(&self) -> usize {
        self.hot
    }

    /// The start of the cold code.
    #[inline(always)]
    pub fn cold(&self) -> usize {
        self.cold
    }

    /// Whether there was no room for something.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Whether there is room for this many stencils, and for what is written beyond their ends.
    #[inline(always)]
    pub fn has_room(&mut self, stencils: usize) -> bool {
        if self.cold.wrapping_sub(self.hot) >= (stencils + 1) * LONGEST {
            return true;
        }
        self.is_full = true;
        false
    }

    #[inline(always)]
    fn pointer(&self, position: usize) -> *mut u8 {
        position.wrapping_add(self.delta) as *mut u8
    }

    /// Appends a stencil's hot part to the hot code, puts its cold part before the cold code, and fills
    /// the holes of both, if there is room.
    pub fn push(&mut self, stencil: PackedStencil<'_>, values: &mut HoleValues) {
        if self.has_room(1) {
            // SAFETY: there is.
            unsafe { self.push_unchecked(stencil, stencil.shape(), values) }
        }
    }

    /// Likewise where it is known that there is room; `shape` is the number of the stencil's shape.
    ///
    /// # Safety
    /// There was room for more stencils than have been pushed since.
    #[inline(always)]
    pub unsafe fn push_unchecked(
        &mut self,
        stencil: PackedStencil<'_>,
        shape: u32,
        values: &mut HoleValues,
    ) {
        let (hot, to) = (self.hot as u64, self.pointer(self.hot));
        // SAFETY: the caller's promise. What is written beyond a part is overwritten by the next one.
        unsafe {
            if shape == u32::from(write::SIMPLE) {
                write::simple(stencil, values, hot, to);
            } else {
                self.cold -= stencil.cold_len();
                (values.hot, values.cold) = (hot, self.cold as u64);
                write::write(shape, stencil, values, to, self.pointer(self.cold));
            }
        }
        self.hot += stencil.hot_len();
    }

    /// Puts a stencil that has no cold part before the cold code, with its holes filled, and says where.
    pub fn push_below(&mut self, stencil: PackedStencil<'_>, values: &HoleValues) -> usize {
        if !self.has_room(1) {
            return self.cold;
        }
        let position = self.cold - stencil.hot_len();
        // SAFETY: there is room.
        unsafe { write::exactly(stencil, values, position as u64, self.pointer(position)) }
        self.cold = position;
        position
    }
}

const _: () = assert!(isa::BEYOND <= Code::TAIL);

impl Code {
    /// Room that a place has to have for more than its code.
    pub const SLACK: usize = (RUN + 2) * LONGEST;

    /// Bytes that are kept free after the cold code, which are read and written with it.
    pub const TAIL: usize = 4;

    /// Code that is still empty, in the windows of this place.
    pub fn new(mut writer: Writer, windows: Windows) -> Self {
        let (hot, cold) = (writer.start(), windows.end());
        let delta = (writer.as_mut_ptr() as usize).wrapping_sub(hot);
        let cursor = Cursor { delta, hot, cold: cold - Self::TAIL, is_full: false };
        Code { writer, windows, cursor }
    }

    /// Whether there are windows after the one that is being written.
    #[inline(always)]
    pub fn has_next_window(&self) -> bool {
        self.windows.has_next()
    }

    /// Goes on in the next window, if there is one and in this one there may not be room for so many stencils, see
    /// [`Cursor::has_room`], after `len` more bytes. Hot code leads there by a veneer: where that is, and how many
    /// bytes are left free after it.
    pub fn make_room(&mut self, len: usize, stencils: usize) -> Option<(Range<usize>, usize)> {
        let Cursor { hot, cold, .. } = self.cursor;
        if !self.has_next_window() || cold - hot >= len + (stencils + 2) * LONGEST {
            return None;
        }
        let (start, veneer) = self.windows.advance(hot);
        let end = hot + veneer.len();
        self.write_new(hot, &veneer);
        self.cursor.hot = start;
        self.cursor.cold = self.windows.end() - Self::TAIL;
        Some((hot..end, start - end))
    }

    /// Takes `len` bytes for what all windows use, and says where, if there is more than one window.
    pub fn take(&mut self, len: usize) -> Option<usize> {
        if !self.has_next_window() {
            return None;
        }
        let start = self.windows.take(len);
        self.cursor.is_full |= start.is_none();
        start
    }

    /// Writes bytes to a place that is nobody else's.
    pub fn write_new(&mut self, position: usize, bytes: &[u8]) {
        assert!(position >= self.writer.start() && position + bytes.len() <= self.writer.end());
        let to = self.cursor.pointer(position);
        // SAFETY: checked.
        unsafe { to.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
    }

    /// The address at which the segment's prefix runs.
    pub fn prefix(&self) -> usize {
        self.writer.prefix()
    }

    /// Puts `bytes` before the cold code, at a multiple of `align`, and says where.
    pub fn push_bytes(&mut self, bytes: &[u8], align: usize) -> usize {
        let cursor = &mut self.cursor;
        let start = cursor.cold.wrapping_sub(bytes.len()) / align * align;
        if start < cursor.hot + LONGEST || start > cursor.cold {
            cursor.is_full = true;
            return cursor.cold;
        }
        // SAFETY: it lies between the hot code and the cold code.
        unsafe { cursor.pointer(start).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
        cursor.cold = start;
        start
    }

    /// Makes a hole lead to `target`.
    #[inline]
    pub fn link(&mut self, hole: WrittenHole, target: usize) {
        match hole.absolute(target) {
            Some(word) => self.write(hole.position(), word.to_ne_bytes()),
            None => self.write(hole.position(), hole.toward(target).to_ne_bytes()),
        }
    }

    /// Changes what was written.
    #[inline]
    fn write<const LEN: usize>(&mut self, position: usize, bytes: [u8; LEN]) {
        let (start, end) = (self.writer.start(), self.writer.end());
        assert!(position.wrapping_sub(start) <= end - start - LEN, "a hole outside of the code");
        // SAFETY: checked.
        unsafe { self.cursor.pointer(position).cast::<[u8; LEN]>().write(bytes) }
    }

    /// The block with the code that was written.
    ///
    /// # Errors
    /// If the arena's limit is reached.
    pub fn finish(self) -> io::Result<Block> {
        let Cursor { hot, cold, .. } = self.cursor;
        let cold = (cold < self.writer.end() - Self::TAIL).then_some(cold);
        self.writer.finish(hot, cold)
    }
}
