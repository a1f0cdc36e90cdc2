//! The code that is being made, where it is going to run.

use crate::plan::{CHUNK, LONGEST, Part, Plans, RELATIVE, Record, Slots};
use code_memory::{Block, Writer};
use std::io;

/// A program's place in the arena, hot code growing upwards from its start and cold code downwards
/// from its end.
///
/// Positions are the addresses at which the code is going to run. Where they are close together it is
/// noted that there is no room, and nothing is written any more.
#[derive(Debug)]
pub struct Code {
    writer: Writer,
    /// What is added to a position to get the address to write to.
    delta: usize,
    hot: usize,
    cold: usize,
    is_full: bool,
}

impl Code {
    /// Room that a place has to have for more than its code.
    pub const SLACK: usize = 4 * LONGEST;

    /// Nothing yet, in this place.
    pub fn new(mut writer: Writer) -> Self {
        let (hot, cold) = (writer.start(), writer.end());
        let delta = (writer.as_mut_ptr() as usize).wrapping_sub(hot);
        Code { writer, delta, hot, cold, is_full: false }
    }

    /// The address at which the segment's prefix runs.
    pub fn prefix(&self) -> usize {
        self.writer.prefix()
    }

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
        // alone; a part is not longer than `LONGEST`, its holes lie within it, and in the pool a chunk
        // follows each part. What is written beyond the part is overwritten by the next one.
        unsafe {
            let mut done = 0;
            while done < len {
                copy_chunk(from.add(done), to.add(done));
                done += CHUNK;
            }
            for record in plans.records(part) {
                let offset = usize::from(record.offset);
                let value = value(record, slots, position);
                // Eight bytes at once: what is not the hole's is as the pool has it.
                let mask = u64::MAX >> (record.shape & 63);
                let old = from.add(offset).cast::<u64>().read_unaligned();
                let new = old & !mask | value & mask;
                to.add(offset).cast::<u64>().write_unaligned(new);
            }
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
        // alone; a part is not longer than `LONGEST`, its holes lie within it, and in the pool a chunk
        // precedes each part. What is written before the part is overwritten by the next one.
        unsafe {
            let mut left = len;
            while left > CHUNK {
                left -= CHUNK;
                copy_chunk(from.add(left), to.add(left));
            }
            copy_chunk(from.add(left).sub(CHUNK), to.add(left).sub(CHUNK));
            for record in plans.records(part) {
                let value = value(record, slots, position);
                write(to.add(usize::from(record.offset)), record.shape, value);
            }
        }
        self.cold = position;
    }

    /// Reserves a place among the cold code for `bytes`, which [`Code::write_cold`] fills, aligned to
    /// `align` bytes.
    pub fn push_bytes(&mut self, bytes: &[u8], align: usize) -> usize {
        let start = self.cold.wrapping_sub(bytes.len()) / align * align;
        if start < self.hot + 2 * LONGEST || start > self.cold {
            self.is_full = true;
            return self.cold;
        }
        // SAFETY: it lies between the hot code and the cold code.
        unsafe { self.pointer(start).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
        self.cold = start;
        start
    }

    /// Fills a hole in what was written.
    pub fn fill(&mut self, position: usize, shape: u8, value: u64) {
        let is_hot = position >= self.writer.start() && position + 8 <= self.hot + LONGEST;
        let width = usize::from(64 - (shape & 63)) / 8;
        let is_cold = position >= self.cold && position + width <= self.writer.end();
        assert!(self.is_full || is_hot || is_cold, "a hole outside of the code");
        if is_hot || is_cold {
            // SAFETY: checked.
            unsafe { write(self.pointer(position), shape, value) }
        }
    }

    /// The block that was made.
    ///
    /// # Errors
    /// If the arena's limit is reached.
    pub fn finish(self) -> io::Result<Block> {
        let cold = (self.cold < self.writer.end()).then_some(self.cold);
        self.writer.finish(self.hot, cold)
    }
}

/// What fills a hole of a part at `position`.
#[inline(always)]
pub fn value(record: &Record, slots: &Slots, position: usize) -> u64 {
    let value = slots[usize::from(record.slot)].wrapping_add_signed(record.addend.into());
    let hole = (position + usize::from(record.offset)) as u64;
    let relative = if record.shape & RELATIVE != 0 { hole } else { 0 };
    value.wrapping_sub(relative)
}

#[inline(always)]
unsafe fn copy_chunk(from: *const u8, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { to.cast::<[u8; CHUNK]>().write(from.cast::<[u8; CHUNK]>().read()) }
}

/// Writes as many bits as the hole has.
#[inline(always)]
unsafe fn write(to: *mut u8, shape: u8, value: u64) {
    // SAFETY: the caller's promise.
    unsafe {
        match shape & 63 {
            0 => to.cast::<u64>().write_unaligned(value),
            32 => to.cast::<u32>().write_unaligned(value as u32),
            _ => to.write(value as u8),
        }
    }
}
