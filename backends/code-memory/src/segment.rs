//! A piece of memory for code.

use crate::free::Free;
use memmap2::{Mmap, MmapMut};
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
    Twice { writable: Mutex<MmapMut>, executable: Mmap },
    /// One block's own pages, flipped once it is written.
    Flipped { len: usize, executable: OnceLock<Mmap> },
}

impl Segment {
    /// Maps a segment of `len` bytes, or prepares to map a block of that many.
    pub(crate) fn new(len: usize) -> io::Result<Self> {
        let memory = match map_twice(len) {
            Ok((writable, executable)) => {
                Memory::Twice { writable: Mutex::new(writable), executable }
            }
            // No such file, or one that must not be executed: every block gets pages of its own.
            Err(_) => Memory::Flipped { len, executable: OnceLock::new() },
        };
        Ok(Segment { memory, books: Mutex::new(Books { free: Free::new(len), touched: 0 }) })
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
                writable[offset..offset + code.len()].copy_from_slice(code);
            }
            Memory::Flipped { executable, .. } => {
                let mut pages = MmapMut::map_anon(code.len().max(1))?;
                pages[..code.len()].copy_from_slice(code);
                // The place was taken by one block, so this is the only time it is set.
                _ = executable.set(pages.make_exec()?);
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
fn map_twice(len: usize) -> io::Result<(MmapMut, Mmap)> {
    use rustix::fs::{MemfdFlags, memfd_create};
    let file = std::fs::File::from(memfd_create(c"uopbench-code", MemfdFlags::CLOEXEC)?);
    file.set_len(len as u64)?;
    // SAFETY: nobody else has this file, so nobody changes its length. What the writable view
    // writes shows in the executable one, which is only ever used as an address to jump to; a block
    // is written before anyone knows that address and given back after its last use.
    unsafe {
        let writable = memmap2::MmapOptions::new().len(len).map_mut(&file)?;
        let executable = memmap2::MmapOptions::new().len(len).map_exec(&file)?;
        Ok((writable, executable))
    }
}

#[cfg(not(target_os = "linux"))]
fn map_twice(_: usize) -> io::Result<(MmapMut, Mmap)> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flipped_pages_hold_one_block() {
        let segment = Segment {
            memory: Memory::Flipped { len: 4096, executable: OnceLock::new() },
            books: Mutex::new(Books { free: Free::new(4096), touched: 0 }),
        };
        assert_eq!(segment.take(16), Some(0));
        segment.write(0, &[0xc3; 16]).expect("there is memory");
        assert!(!segment.executable(0).is_null());
        assert!(!segment.give_back(0, 16));
        assert_eq!(segment.take(16), None);
    }
}
