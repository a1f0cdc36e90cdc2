//! The code that is being made, where it is going to run.

use crate::plan::{CHUNK, LONGEST, Part, Plans, Record, Slots};
use code_memory::{Block, Writer};
use std::io;

/// A program's place in the arena.
#[derive(Debug)]
pub struct Code {
    writer: Writer,
    /// How far it has been filled.
    pub cursor: Cursor,
}

/// How far a place is filled: hot code grows upwards from its start, cold code downwards from its end.
///
/// Positions are the addresses at which the code is going to run. Where they are close together it is
/// noted that there is no room, and nothing is written any more.
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

    /// Whether there is room for a part, and for what is copied beyond its ends.
    #[inline(always)]
    fn has_room(&mut self) -> bool {
        let has_room = self.cold.wrapping_sub(self.hot) >= 2 * LONGEST;
        self.is_full |= !has_room;
        has_room
    }

    #[inline(always)]
    fn pointer(&self, position: usize) -> *mut u8 {
        position.wrapping_add(self.delta) as *mut u8
    }

    /// Appends a part to the hot code, with its holes filled.
    #[inline(always)]
    pub fn push_hot(&mut self, plans: &Plans, part: &Part, slots: &Slots) {
        if !self.has_room() {
            return;
        }
        let from = plans.code(part);
        let position = self.hot;
        let to = self.pointer(position);
        let len = usize::from(part.len);
        // SAFETY: there is room for `2 * LONGEST` bytes from `position` on, which is this program's
        // alone; a part is shorter than `LONGEST`, its holes lie within it or right behind, and in the
        // pool two chunks follow each part. What is written beyond the part is overwritten by the next.
        unsafe {
            copy_chunk(from, to);
            if len > CHUNK {
                copy_chunk(from.add(CHUNK), to.add(CHUNK));
                if len > 2 * CHUNK {
                    to.copy_from_nonoverlapping(from, len);
                }
            }
            fill(plans, part, slots, position, to);
        }
        self.hot = position + len;
    }

    /// Puts a part before the cold code, with its holes filled.
    #[inline(always)]
    pub fn push_cold(&mut self, plans: &Plans, part: &Part, slots: &Slots) {
        if !self.has_room() {
            return;
        }
        let len = usize::from(part.len);
        let position = self.cold - len;
        let from = plans.code(part);
        let to = self.pointer(position);
        // SAFETY: there is room for `2 * LONGEST` bytes before the cold code, which is this program's
        // alone; a part is shorter than `LONGEST`, its holes lie within it or right behind, and in the
        // pool a chunk precedes each part. What is written before the part is overwritten by the next
        // one; what was right behind it is put back.
        unsafe {
            copy_chunk(from.add(len).sub(CHUNK), to.add(len).sub(CHUNK));
            if len > CHUNK {
                to.copy_from_nonoverlapping(from, len);
            }
            let behind = to.add(len).cast::<u32>();
            let kept = behind.read_unaligned();
            fill(plans, part, slots, position, to);
            behind.write_unaligned(kept);
        }
        self.cold = position;
    }
}

/// Fills the holes of a part that runs at `position` and is written at `to`.
///
/// # Safety
/// The part and the four bytes behind it can be written there.
#[inline(always)]
unsafe fn fill(plans: &Plans, part: &Part, slots: &Slots, position: usize, to: *mut u8) {
    // SAFETY: the caller's promise.
    let write = |record: &Record| unsafe {
        let at = to.add(usize::from(record.offset)).cast::<u32>();
        at.write_unaligned(value(record, slots, position));
    };
    plans.always(part).iter().for_each(write);
    plans.more(part).iter().for_each(write);
    for wide in plans.wides(part) {
        // SAFETY: the caller's promise.
        unsafe {
            let at = to.add(usize::from(wide.offset)).cast::<u64>();
            at.write_unaligned(slots[usize::from(wide.slot)]);
        }
    }
}

/// What fills a hole of a part at `position`.
#[inline(always)]
pub fn value(record: &Record, slots: &Slots, position: usize) -> u32 {
    let value = (slots[usize::from(record.slot)] as u32).wrapping_add_signed(record.addend);
    value.wrapping_sub(position as u32 & record.minus)
}

#[inline(always)]
unsafe fn copy_chunk(from: *const u8, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { to.cast::<[u8; CHUNK]>().write(from.cast::<[u8; CHUNK]>().read()) }
}

impl Code {
    /// Room that a place has to have for more than its code.
    pub const SLACK: usize = 4 * LONGEST;

    /// Nothing yet, in this place.
    pub fn new(mut writer: Writer) -> Self {
        let (hot, cold) = (writer.start(), writer.end());
        let delta = (writer.as_mut_ptr() as usize).wrapping_sub(hot);
        // Four bytes are kept free behind the cold code, which are read and written with it.
        let cursor = Cursor { delta, hot, cold: cold - 4, is_full: false };
        Code { writer, cursor }
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

    /// Makes a hole of a part that was written at `part` lead to `target`.
    pub fn link(&mut self, part: usize, record: Record, target: usize) {
        let value = (target as u32).wrapping_add_signed(record.addend).wrapping_sub(part as u32);
        self.write(part + usize::from(record.offset), &value.to_ne_bytes());
    }

    /// Makes a hole of 64 bits lead to `target`.
    pub fn link_wide(&mut self, hole: usize, target: usize) {
        self.write(hole, &target.to_ne_bytes());
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

    /// The block that was made.
    ///
    /// # Errors
    /// If the arena's limit is reached.
    pub fn finish(self) -> io::Result<Block> {
        let Cursor { hot, cold, .. } = self.cursor;
        let cold = (cold < self.writer.end() - 4).then_some(cold);
        self.writer.finish(hot, cold)
    }
}
