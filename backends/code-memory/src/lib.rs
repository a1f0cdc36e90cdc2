//! Executable memory for JIT backends.
//!
//! An [`Arena`] hands out [`Block`]s of executable memory with code in them. Where the system allows
//! it, an arena is one piece of memory that is mapped twice, once to write and once to execute: many
//! programs share a page, publishing is a copy, and no page is ever both writable and executable.
//! Elsewhere each block is a mapping of its own that is filled and then flipped.
//!
//! The writable view never leaves this crate.

mod free;
mod segment;

use segment::Segment;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Blocks begin at multiples of this many bytes.
pub const ALIGN: usize = 16;

/// Bytes of a segment: what is mapped at once. Pages that nothing was written to take no memory.
const SEGMENT: usize = 16 << 20;

/// Bytes of code that an arena holds unless it is told otherwise.
const LIMIT: usize = 1 << 30;

/// A source of executable memory. Clones are the same arena.
#[derive(Clone, Debug)]
pub struct Arena(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    segments: Vec<Arc<Segment>>,
    limit: usize,
    used: usize,
}

/// Some code in executable memory, which goes back when this is dropped.
#[derive(Debug)]
pub struct Block {
    arena: Arena,
    segment: Arc<Segment>,
    offset: usize,
    len: usize,
    /// Bytes in front of the code.
    shift: usize,
}

impl Default for Arena {
    fn default() -> Self {
        Arena::with_limit(LIMIT)
    }
}

impl Arena {
    /// An arena that holds at most `limit` bytes of code. Nothing is mapped yet.
    pub fn with_limit(limit: usize) -> Self {
        Arena(Arc::new(Mutex::new(State { segments: Vec::new(), limit, used: 0 })))
    }

    /// Makes `code` executable.
    ///
    /// # Errors
    /// If the limit is reached, or the system gives no executable memory.
    pub fn publish(&self, code: &[u8]) -> io::Result<Block> {
        self.publish_shifted(code, 0)
    }

    /// Makes `code` executable, and leaves at least `shift` bytes in front of it free.
    ///
    /// # Errors
    /// As [`Arena::publish`].
    pub fn publish_shifted(&self, code: &[u8], shift: usize) -> io::Result<Block> {
        let shift = shift.next_multiple_of(ALIGN);
        let len = shift + code.len().max(1).next_multiple_of(ALIGN);
        let mut state = self.state();
        if state.used + len > state.limit {
            let limit = state.limit;
            return Err(io::Error::new(
                io::ErrorKind::OutOfMemory,
                format!("the limit of {limit} bytes of code is reached"),
            ));
        }
        let found = state.segments.iter().find_map(|segment| {
            let offset = segment.take(len)?;
            Some((segment.clone(), offset))
        });
        let (segment, offset) = match found {
            Some(found) => found,
            None => {
                let segment = Arc::new(Segment::new(len.max(SEGMENT).next_multiple_of(SEGMENT))?);
                let offset = segment.take(len).expect("a new segment has room");
                state.segments.push(segment.clone());
                (segment, offset)
            }
        };
        state.used += len;
        drop(state);
        // From here on the block gives the place back, also if writing fails.
        let block = Block { arena: self.clone(), segment, offset, len, shift };
        block.segment.write(offset + shift, code)?;
        Ok(block)
    }

    /// Bytes of code that the arena holds.
    pub fn used(&self) -> usize {
        self.state().used
    }

    /// Bytes of the pages that code has been written to, whether or not it is still there.
    pub fn touched(&self) -> usize {
        self.state().segments.iter().map(|segment| segment.touched()).sum()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked; if something did, the books are still right.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Block {
    /// The address of its first byte, which is executable.
    pub fn as_ptr(&self) -> *const u8 {
        self.segment.executable(self.offset + self.shift)
    }

    /// Bytes that it takes, filling behind the code included.
    pub fn size(&self) -> usize {
        self.len - self.shift
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let reusable = self.segment.give_back(self.offset, self.len);
        let mut state = self.arena.state();
        state.used -= self.len;
        if !reusable {
            state.segments.retain(|segment| !Arc::ptr_eq(segment, &self.segment));
        }
    }
}
