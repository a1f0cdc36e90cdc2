//! The bytes that are being made.

use crate::patch::{self, OutOfRange};
use crate::plan::{CHUNK, Record};
use stencil_format::Patch;

/// A buffer that keeps its memory: what is behind its end has been written before, so that growing
/// it is moving a number.
#[derive(Default, Debug)]
pub struct Buffer {
    bytes: Vec<u8>,
    end: usize,
}

impl Buffer {
    /// The end of what has been made.
    #[inline]
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

    /// Appends `len` bytes of `chunks`, which has them in whole chunks, and says where they are.
    #[inline]
    pub fn copy(&mut self, chunks: &[u8], len: u32) -> u32 {
        let position = self.end;
        if self.bytes.len() < position + chunks.len() {
            self.grow(position + chunks.len());
        }
        let to = &mut self.bytes[position..position + chunks.len()];
        for (to, from) in to.chunks_exact_mut(CHUNK).zip(chunks.chunks_exact(CHUNK)) {
            to.copy_from_slice(from);
        }
        self.end = position + len as usize;
        position as u32
    }

    #[cold]
    fn grow(&mut self, needed: usize) {
        self.bytes.resize((needed * 2).next_power_of_two(), 0);
    }

    /// Fills a hole of the part that starts at `position`.
    ///
    /// # Errors
    /// If the value does not fit.
    #[inline]
    pub fn write(&mut self, position: u32, record: &Record, value: i64) -> Result<(), OutOfRange> {
        let at = position as usize + usize::from(record.offset);
        patch::write(&mut self.bytes, at, record.patch, value, record.addend)
    }

    /// Fills a relative hole. All distances fit if [`Buffer::check_length`] says so in the end.
    #[inline]
    pub fn write_relative(&mut self, at: u32, target: u32, addend: i32) {
        let value = target.wrapping_sub(at).wrapping_add(addend as u32);
        self.bytes[at as usize..at as usize + 4].copy_from_slice(&value.to_le_bytes());
    }

    /// Checks that relative holes reach from one end to the other.
    ///
    /// # Errors
    /// If the code is too long.
    pub fn check_length(&self) -> Result<(), OutOfRange> {
        // Addends are a few bytes.
        const MARGIN: usize = 1 << 16;
        if self.end > i32::MAX as usize - MARGIN {
            return Err(OutOfRange::new(self.end as i64, Patch::Rel32));
        }
        Ok(())
    }
}
