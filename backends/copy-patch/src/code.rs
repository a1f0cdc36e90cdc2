//! The code of a program while it is being written, at the addresses where it is going to run.

use crate::hole::WrittenHole;
use crate::hole_values::HoleValues;
use crate::isa::{Record, Windows};
use crate::packed::{COLD_COPY, GROUP, HOT_COPY, LONGEST, More, PackedStencil};
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

    /// Whether there is room for a stencil, and for what is written beyond its ends.
    #[inline(always)]
    fn has_room(&mut self) -> bool {
        let has_room = self.cold.wrapping_sub(self.hot) >= 2 * LONGEST;
        if !has_room {
            self.is_full = true;
        }
        has_room
    }

    #[inline(always)]
    fn pointer(&self, position: usize) -> *mut u8 {
        position.wrapping_add(self.delta) as *mut u8
    }

    /// Appends a stencil's hot part to the hot code, puts its cold part before the cold code, and fills
    /// the holes of both.
    #[inline(always)]
    pub fn push(&mut self, stencil: PackedStencil<'_>, values: &mut HoleValues) {
        let position = self.hot;
        let next = position + stencil.hot_len();
        values.uop.next = next as u64;
        if !self.has_room() {
            return;
        }
        let to = self.pointer(position);
        // SAFETY: there is room for `2 * LONGEST` bytes from `position` on and for as many before the
        // cold code, which is this program's alone; a part and what is copied beyond it is shorter than
        // `LONGEST`, and its holes lie within it, those of a hot one also right after it. What is written
        // beyond a part is overwritten by the next one.
        unsafe {
            copy::<HOT_COPY>(stencil.hot(), to);
            let more = stencil.more();
            if more.is_nothing() {
                fill(stencil.first(), values, position, to);
            } else {
                if more.has(More::COLD) {
                    let len = stencil.cold_len();
                    self.cold -= len;
                    let (cold, to) = (self.cold, self.pointer(self.cold));
                    values.uop.hot = position as u64;
                    values.uop.cold = cold as u64;
                    copy_end(stencil.cold(), len, to);
                    fill(stencil.first_cold(), values, cold, to);
                }
                match more.has(More::LONG) {
                    true => self.push_long(stencil, values, position, to),
                    false => fill(stencil.first(), values, position, to),
                }
            }
        }
        self.hot = next;
    }

    /// Writes the hot part of a long stencil, and the rest of its cold part: the code and the holes beyond
    /// those that are written for every cold part. Holes are filled in their order: one of 8 bits is
    /// written together with
    /// three bytes after it, in which the next hole may begin.
    ///
    /// # Safety
    /// There is room for the hot part at `to`, and for the cold part at its own start.
    #[inline(always)]
    unsafe fn push_long(
        &self,
        stencil: PackedStencil<'_>,
        values: &HoleValues,
        position: usize,
        to: *mut u8,
    ) {
        let (cold, to_cold) = (self.cold, self.pointer(self.cold));
        let (hot_len, cold_len) = (stencil.hot_len(), stencil.cold_len());
        // SAFETY: the caller's promise.
        unsafe {
            if hot_len > HOT_COPY {
                to.copy_from_nonoverlapping(stencil.hot(), hot_len);
            }
            if cold_len > COLD_COPY {
                to_cold.copy_from_nonoverlapping(stencil.cold(), cold_len);
                fill(stencil.first_cold(), values, cold, to_cold);
            }
            if stencil.has_wides() {
                fill_wides(stencil.hot_wides(), values, position, to);
                fill_wides(stencil.cold_wides(), values, cold, to_cold);
            }
            fill_groups(stencil.hot_records(), values, position, to);
            fill_groups(stencil.more_cold_records(), values, cold, to_cold);
        }
    }

    /// Puts a stencil that has no cold part before the cold code, with its holes filled, and says where.
    pub fn push_below(&mut self, stencil: PackedStencil<'_>, values: &HoleValues) -> usize {
        if !self.has_room() {
            return self.cold;
        }
        let len = stencil.hot_len();
        let position = self.cold - len;
        let to = self.pointer(position);
        // SAFETY: there is room for `2 * LONGEST` bytes before the cold code, which is this program's
        // alone; the part is shorter, and its holes lie within it or right after it, where what was there
        // is put back. What is written before the part is overwritten by the next one.
        unsafe {
            copy_end(stencil.hot(), len, to);
            if len > COLD_COPY {
                to.copy_from_nonoverlapping(stencil.hot(), len);
            }
            let after = to.add(len).cast::<u32>();
            let kept = after.read_unaligned();
            fill_wides(stencil.hot_wides(), values, position, to);
            fill_groups(stencil.hot_records(), values, position, to);
            after.write_unaligned(kept);
        }
        self.cold = position;
        position
    }
}

/// Copies `N` bytes, in registers.
///
/// # Safety
/// `N` bytes can be read from the one address and written to the other.
#[inline(always)]
unsafe fn copy<const BYTES: usize>(from: *const u8, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { to.cast::<[u8; BYTES]>().write(from.cast::<[u8; BYTES]>().read()) }
}

/// Copies the last bytes of a part of `len` bytes to its place at `to`. If the part is shorter than what is
/// copied, the bytes before the part are copied, too.
///
/// # Safety
/// [`COLD_COPY`] bytes before the end can be read and written.
#[inline(always)]
unsafe fn copy_end(from: *const u8, len: usize, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { copy::<COLD_COPY>(from.add(len).sub(COLD_COPY), to.add(len).sub(COLD_COPY)) }
}

/// Fills holes of a part that runs at `position` and is written at `to`.
///
/// # Safety
/// The part and the four bytes after it can be written there.
#[inline(always)]
unsafe fn fill(records: &[Record; GROUP], values: &HoleValues, position: usize, to: *mut u8) {
    for record in records {
        // SAFETY: the caller's promise.
        unsafe { record.fill(values, position, to) }
    }
}

/// Fills holes by groups.
///
/// # Safety
/// As [`fill`].
#[inline(always)]
unsafe fn fill_groups(records: &[Record], values: &HoleValues, position: usize, to: *mut u8) {
    let Range { mut start, end } = records.as_ptr_range();
    while start < end {
        // SAFETY: the caller's promise; there are whole groups.
        unsafe {
            fill(&*start.cast(), values, position, to);
            start = start.add(GROUP);
        }
    }
}

/// Fills holes that are filled by themselves of a part that runs at `position` and is written at `to`.
///
/// # Safety
/// The part can be written there.
#[inline(always)]
unsafe fn fill_wides(wides: &[Record], values: &HoleValues, position: usize, to: *mut u8) {
    for wide in wides {
        // SAFETY: the caller's promise.
        unsafe { wide.fill_wide(values, position, to) }
    }
}

impl Code {
    /// Room that a place has to have for more than its code.
    pub const SLACK: usize = 4 * LONGEST;

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

    /// Goes on in the next window, if there is one and `len` more bytes may not fit this one. Hot code leads
    /// there by a veneer: where that is, and how many bytes are left free after it.
    pub fn make_room(&mut self, len: usize) -> Option<(Range<usize>, usize)> {
        let Cursor { hot, cold, .. } = self.cursor;
        if !self.has_next_window() || cold - hot >= len + Self::SLACK {
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
        if start < cursor.hot + 2 * LONGEST || start > cursor.cold {
            cursor.is_full = true;
            return cursor.cold;
        }
        // SAFETY: it lies between the hot code and the cold code.
        unsafe { cursor.pointer(start).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
        cursor.cold = start;
        start
    }

    /// Makes a hole lead to `target`.
    pub fn link(&mut self, hole: WrittenHole, target: usize) {
        match hole.is_wide {
            true => self.write(hole.position(), &hole.record.wide_toward(target, hole.part)),
            false => self.write(hole.position(), &hole.toward(target).to_ne_bytes()),
        }
    }

    /// Changes what was written.
    fn write(&mut self, position: usize, bytes: &[u8]) {
        let Cursor { hot, cold, is_full, .. } = self.cursor;
        let is_hot = position >= self.writer.start() && position + bytes.len() <= hot;
        let is_cold = position >= cold && position + bytes.len() <= self.writer.end();
        assert!(is_full || is_hot || is_cold, "a hole outside of the code");
        if is_hot || is_cold {
            let to = self.cursor.pointer(position);
            // SAFETY: checked.
            unsafe { to.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
        }
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
