//! The bytes that are being made.

use crate::plan::{CHUNK, LONGEST, Part, Pool};

/// A buffer that keeps its memory from program to program.
///
/// There is always room for one part more behind its end, so that a part is copied in whole chunks
/// without looking at each.
#[derive(Default, Debug)]
pub struct Buffer {
    bytes: Vec<u8>,
    end: usize,
}

impl Buffer {
    /// The end of what has been made.
    #[inline(always)]
    pub fn position(&self) -> u32 {
        self.end as u32
    }

    /// Forgets what is behind `position`.
    pub fn truncate(&mut self, position: u32) {
        self.end = position as usize;
    }

    /// A copy of what has been made.
    pub fn to_vec(&self) -> Vec<u8> {
        self.bytes[..self.end].to_vec()
    }

    /// Appends the code of a part and says where it is.
    #[inline(always)]
    pub fn copy(&mut self, pool: &Pool, part: &Part) -> u32 {
        let position = self.end;
        if self.bytes.len() < position + LONGEST {
            self.grow(position + LONGEST);
        }
        let from = pool.code(part);
        let len = part.len as usize;
        // SAFETY: a part is not longer than `LONGEST`, and the pool goes on for a chunk behind each.
        unsafe {
            let to = self.bytes.as_mut_ptr().add(position);
            let mut done = 0;
            while done < len {
                let chunk = from.add(done).cast::<[u8; CHUNK]>().read();
                to.add(done).cast::<[u8; CHUNK]>().write(chunk);
                done += CHUNK;
            }
        }
        self.end = position + len;
        position as u32
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, needed: usize) {
        self.bytes.resize((needed * 2).next_power_of_two(), 0);
    }

    /// Writes 32 bits.
    #[inline(always)]
    pub fn write_32(&mut self, at: u32, value: u32) {
        assert!(at as usize + 4 <= self.bytes.len());
        // SAFETY: checked.
        unsafe { self.bytes.as_mut_ptr().add(at as usize).cast::<u32>().write_unaligned(value) }
    }

    /// Writes 64 bits.
    #[inline(always)]
    pub fn write_64(&mut self, at: u32, value: u64) {
        assert!(at as usize + 8 <= self.bytes.len());
        // SAFETY: checked.
        unsafe { self.bytes.as_mut_ptr().add(at as usize).cast::<u64>().write_unaligned(value) }
    }

    /// Fills a hole that is relative to its own place.
    #[inline(always)]
    pub fn write_relative(&mut self, at: u32, target: u32, addend: i32) {
        self.write_32(at, target.wrapping_sub(at).wrapping_add(addend as u32));
    }
}
