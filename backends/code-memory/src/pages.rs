//! Pages for code. A guard page, which can't be accessed, is on either side of them.

use crate::isa::REACH;
use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap_anonymous, mprotect, munmap};
use std::ffi::c_void;
use std::io;
use std::os::fd::OwnedFd;
use std::ptr::null_mut;

/// Bytes of the guards before and after the pages: code that runs off an end is stopped there.
/// All page sizes of Linux divide it.
const GUARD: usize = 1 << 16;

/// A mapping with its guards.
#[derive(Debug)]
pub(crate) struct Pages {
    /// The first byte of the first guard.
    start: *mut c_void,
    /// Bytes between the guards.
    len: usize,
}

// SAFETY: it owns its mapping; who writes where is the arena's business.
unsafe impl Send for Pages {}

impl Pages {
    /// Private memory that can be written to, near an address if one is given and there is room.
    pub(crate) fn private(len: usize, near: Option<usize>) -> io::Result<Pages> {
        let pages = Pages::reserve(len, near)?;
        pages.protect(MprotectFlags::READ | MprotectFlags::WRITE)?;
        Ok(pages)
    }

    /// The same memory twice: a view to execute, near an address if one is given and there is room, and a
    /// view to write to.
    pub(crate) fn twice(len: usize, near: Option<usize>) -> io::Result<[Pages; 2]> {
        let file = memfd_create(c"uopbench-code", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, len as u64)?;
        let writable =
            Pages::reserve(len, None)?.show(&file, ProtFlags::READ | ProtFlags::WRITE)?;
        let executable =
            Pages::reserve(len, near)?.show(&file, ProtFlags::READ | ProtFlags::EXEC)?;
        Ok([executable, writable])
    }

    /// Addresses without memory.
    fn reserve(len: usize, near: Option<usize>) -> io::Result<Pages> {
        let len = len.next_multiple_of(GUARD);
        let close = near.and_then(|anchor| Pages::reserve_near(len, anchor));
        match close {
            Some(pages) => Ok(pages),
            None => Ok(Pages::reserve_at(null_mut(), len, MapFlags::empty())?),
        }
    }

    /// Addresses within reach of an anchor, if there are some and the system lets addresses be chosen.
    fn reserve_near(len: usize, anchor: usize) -> Option<Pages> {
        for hint in candidates(anchor, len + 2 * GUARD).take(256) {
            match Pages::reserve_at(hint as *mut c_void, len, MapFlags::FIXED_NOREPLACE) {
                Ok(pages) => return Some(pages),
                Err(rustix::io::Errno::EXIST) => {}
                // It is not about this place.
                Err(_) => return None,
            }
        }
        None
    }

    fn reserve_at(hint: *mut c_void, len: usize, flags: MapFlags) -> rustix::io::Result<Pages> {
        let (all, flags) = (len + 2 * GUARD, MapFlags::PRIVATE | flags);
        // SAFETY: a new mapping; what the kernel chooses, or finds free at the hint, replaces no other.
        let start = unsafe { mmap_anonymous(hint, all, ProtFlags::empty(), flags)? };
        Ok(Pages { start, len })
    }

    /// Puts a file's first bytes between the guards.
    fn show(self, file: &OwnedFd, rights: ProtFlags) -> io::Result<Pages> {
        let flags = MapFlags::SHARED | MapFlags::FIXED;
        // SAFETY: the mapping replaces the reserved pages, which no other code knows of yet. No other code has
        // the file, so its length does not change.
        unsafe { rustix::mm::mmap(self.first(), self.len, rights, flags, file, 0)? };
        Ok(self)
    }

    /// Removes the right to write and adds the right to execute.
    pub(crate) fn make_executable(&self) -> io::Result<()> {
        self.protect(MprotectFlags::READ | MprotectFlags::EXEC)
    }

    fn protect(&self, rights: MprotectFlags) -> io::Result<()> {
        // SAFETY: the range is this mapping's.
        unsafe { mprotect(self.first(), self.len, rights)? };
        Ok(())
    }

    /// The first address between the guards.
    fn first(&self) -> *mut c_void {
        self.start.wrapping_byte_add(GUARD)
    }

    /// The first byte between the guards.
    pub(crate) fn as_ptr(&self) -> *mut u8 {
        self.first().cast()
    }

    /// Bytes between the guards, at least as many as were asked for.
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: no block uses the pages any more, because blocks keep their arena alive.
        let unmapped = unsafe { munmap(self.start, self.len + 2 * GUARD) };
        debug_assert!(unmapped.is_ok());
    }
}

/// Addresses at which a mapping would be near `anchor`, the nearest first: below it, then above.
fn candidates(anchor: usize, len: usize) -> impl Iterator<Item = usize> {
    let step = len.next_multiple_of(1 << 20);
    let anchor = anchor / (1 << 20) * (1 << 20);
    let count = REACH / step;
    let below = (1..count).filter_map(move |i| anchor.checked_sub(i * step));
    let above = (1..count).filter_map(move |i| anchor.checked_add(i * step));
    below.chain(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_within_reach() {
        let anchor = 0x5555_5555_4000;
        let mut seen = 0;
        for hint in candidates(anchor, 16 << 20) {
            assert!(hint.abs_diff(anchor) <= REACH + (1 << 20), "{hint:#x}");
            seen += 1;
        }
        assert!(seen > 100);
        assert!(candidates(1 << 20, 16 << 20).all(|hint| hint > 1 << 20), "none is below 0");
    }

    #[test]
    fn pages_are_near_an_anchor_if_there_is_room() {
        let anchor = candidates_are_within_reach as fn() as usize;
        let pages: Vec<Pages> =
            (0..3).map(|_| Pages::private(1, Some(anchor)).expect("there is memory")).collect();
        for pages in &pages {
            assert!(pages.as_ptr().addr().abs_diff(anchor) <= REACH + (1 << 20));
        }
        let far = Pages::private(1, Some(usize::MAX)).expect("it is a wish");
        assert!(!far.as_ptr().is_null());
    }
}
