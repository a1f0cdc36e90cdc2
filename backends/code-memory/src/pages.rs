//! Pages, between two that nobody can touch.

use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap_anonymous, mprotect, munmap};
use std::ffi::c_void;
use std::io;

/// Bytes that can't be touched before and behind the pages: whoever runs off an end is stopped.
/// All page sizes of x86-64 and AArch64 divide it.
const GUARD: usize = 1 << 16;

/// A mapping with its guards.
#[derive(Debug)]
pub(crate) struct Pages {
    /// The first byte of the first guard.
    start: *mut u8,
    /// Bytes between the guards.
    len: usize,
}

// SAFETY: the pages belong to no thread; what is done with them is synchronised by the segment.
unsafe impl Send for Pages {}
// SAFETY: as above.
unsafe impl Sync for Pages {}

impl Pages {
    /// Addresses without memory.
    fn reserve(len: usize) -> io::Result<Pages> {
        let len = len.next_multiple_of(GUARD);
        let all = len + 2 * GUARD;
        // SAFETY: a new mapping, wherever the system has room.
        let start = unsafe {
            mmap_anonymous(std::ptr::null_mut(), all, ProtFlags::empty(), MapFlags::PRIVATE)?
        };
        Ok(Pages { start: start.cast(), len })
    }

    /// Private memory that can be written to.
    pub(crate) fn private(len: usize) -> io::Result<Pages> {
        let pages = Pages::reserve(len)?;
        pages.protect(MprotectFlags::READ | MprotectFlags::WRITE)?;
        Ok(pages)
    }

    /// A view of a file's first bytes, either to write or to execute.
    #[cfg(target_os = "linux")]
    pub(crate) fn of(file: &std::fs::File, len: usize, executable: bool) -> io::Result<Pages> {
        let pages = Pages::reserve(len)?;
        let rights = if executable { ProtFlags::EXEC } else { ProtFlags::WRITE };
        let flags = MapFlags::SHARED | MapFlags::FIXED;
        // SAFETY: it takes the place of what was reserved, which nobody knows of yet.
        unsafe {
            rustix::mm::mmap(pages.address(), pages.len, ProtFlags::READ | rights, flags, file, 0)?;
        }
        Ok(pages)
    }

    /// Takes the right to write away and gives that to execute.
    pub(crate) fn make_executable(&self) -> io::Result<()> {
        self.protect(MprotectFlags::READ | MprotectFlags::EXEC)
    }

    fn protect(&self, rights: MprotectFlags) -> io::Result<()> {
        // SAFETY: the range is this mapping's.
        unsafe { mprotect(self.address(), self.len, rights)? };
        Ok(())
    }

    fn address(&self) -> *mut c_void {
        self.start.wrapping_add(GUARD).cast()
    }

    /// The first byte between the guards.
    pub(crate) fn as_ptr(&self) -> *const u8 {
        self.address().cast()
    }

    /// Writes to pages that can be written to.
    pub(crate) fn write(&mut self, offset: usize, code: &[u8]) {
        assert!(offset.checked_add(code.len()).is_some_and(|end| end <= self.len));
        let to = self.address().cast::<u8>().wrapping_add(offset);
        // SAFETY: the range was checked. Nobody has a reference to these bytes: they are only ever
        // an address to jump to, which is known when they are written.
        unsafe { to.copy_from_nonoverlapping(code.as_ptr(), code.len()) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: nobody uses the pages any more.
        let unmapped = unsafe { munmap(self.start.cast(), self.len + 2 * GUARD) };
        debug_assert!(unmapped.is_ok());
    }
}
