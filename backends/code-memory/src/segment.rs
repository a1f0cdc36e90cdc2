//! A piece of memory for code.

use crate::free::Free;
use crate::pages::Pages;
use std::io;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Memory that code is written to and executed from, through different addresses.
#[derive(Debug)]
pub(crate) struct Segment {
    memory: Memory,
    books: Mutex<Books>,
}

#[derive(Debug)]
struct Books {
    free: Free,
    /// The end of what was ever written.
    touched: usize,
}

#[derive(Debug)]
enum Memory {
    /// The same pages, mapped twice.
    Twice { writable: Mutex<Pages>, executable: Pages },
    /// One block's own pages, flipped once it is written.
    Flipped { len: usize, executable: OnceLock<Pages> },
}

impl Segment {
    /// Maps a segment of `len` bytes, or prepares to map a block of that many.
    pub(crate) fn shared(len: usize) -> Self {
        match map_twice(len) {
            Ok((writable, executable)) => {
                Self::of(len, Memory::Twice { writable: Mutex::new(writable), executable })
            }
            // No such file, or one that must not be executed: every block gets pages of its own.
            Err(_) => Self::alone(len),
        }
    }

    /// Prepares to map a block of `len` bytes, in private pages of its own.
    pub(crate) fn alone(len: usize) -> Self {
        Self::of(len, Memory::Flipped { len, executable: OnceLock::new() })
    }

    fn of(len: usize, memory: Memory) -> Self {
        Segment { memory, books: Mutex::new(Books { free: Free::new(len), touched: 0 }) }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds a place for `len` bytes.
    pub(crate) fn take(&self, len: usize) -> Option<usize> {
        let mut books = self.books();
        let len = match &self.memory {
            Memory::Twice { .. } => len,
            // Flipped pages can't be written again, so there is room for one block.
            Memory::Flipped { len: all, .. } if len <= *all => *all,
            Memory::Flipped { .. } => return None,
        };
        books.free.take(len)
    }

    /// Takes a place back, which must not be executed any more, and says whether the segment can
    /// be used again. Flipped pages can't.
    pub(crate) fn give_back(&self, offset: usize, len: usize) -> bool {
        let reusable = matches!(self.memory, Memory::Twice { .. });
        if reusable {
            self.books().free.give_back(offset, len);
        }
        reusable
    }

    /// Writes code to a place that was taken.
    pub(crate) fn write(&self, offset: usize, code: &[u8]) -> io::Result<()> {
        let mut books = self.books();
        books.touched = books.touched.max(offset + code.len());
        match &self.memory {
            Memory::Twice { writable, .. } => {
                let mut writable = writable.lock().unwrap_or_else(PoisonError::into_inner);
                writable.write(offset, code);
            }
            Memory::Flipped { executable, .. } => {
                let mut pages = Pages::private(code.len().max(1))?;
                pages.write(0, code);
                pages.make_executable()?;
                // The place was taken by one block, so this is the only time it is set.
                _ = executable.set(pages);
            }
        }
        // x86-64 keeps instruction caches coherent by itself; other machines need a barrier here.
        Ok(())
    }

    /// The address at which a place is executed.
    pub(crate) fn executable(&self, offset: usize) -> *const u8 {
        match &self.memory {
            Memory::Twice { executable, .. } => executable.as_ptr().wrapping_add(offset),
            Memory::Flipped { executable, .. } => {
                executable.get().map_or(std::ptr::null(), |pages| pages.as_ptr())
            }
        }
    }

    /// Bytes of pages that were written to.
    pub(crate) fn touched(&self) -> usize {
        self.books().touched.next_multiple_of(4096)
    }
}

#[cfg(target_os = "linux")]
fn map_twice(len: usize) -> io::Result<(Pages, Pages)> {
    use rustix::fs::{MemfdFlags, memfd_create};
    let file = std::fs::File::from(memfd_create(c"uopbench-code", MemfdFlags::CLOEXEC)?);
    file.set_len(len as u64)?;
    Ok((Pages::of(&file, len, false)?, Pages::of(&file, len, true)?))
}

#[cfg(not(target_os = "linux"))]
fn map_twice(_: usize) -> io::Result<(Pages, Pages)> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flipped_pages_hold_one_block() {
        let segment = Segment::alone(4096);
        assert_eq!(segment.take(16), Some(0));
        segment.write(0, &[0xc3; 16]).expect("there is memory");
        assert!(!segment.executable(0).is_null());
        assert!(!segment.give_back(0, 16));
        assert_eq!(segment.take(16), None);
    }
}
