//! The same memory, mapped twice.

use std::io;

#[cfg(target_os = "linux")]
pub(crate) use linux::{Twice, twice};

/// As far as a 32-bit displacement reaches, less what a program and its segment may take.
const REACH: usize = (1 << 31) - (256 << 20);

/// Addresses at which a mapping would be near `anchor`, the nearest first: below it, then above.
fn candidates(anchor: usize, len: usize) -> impl Iterator<Item = usize> {
    let step = len.next_multiple_of(1 << 20);
    let anchor = anchor / (1 << 20) * (1 << 20);
    let count = REACH / step;
    let below = (1..count).filter_map(move |i| anchor.checked_sub(i * step));
    let above = (1..count).filter_map(move |i| anchor.checked_add(i * step));
    below.chain(above)
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{candidates, io};
    use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
    use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
    use std::ffi::c_void;
    use std::ptr::null_mut;

    /// Pages that can be written at one address and executed at another.
    #[derive(Debug)]
    pub(crate) struct Twice {
        executable: *mut c_void,
        writable: *mut c_void,
        len: usize,
    }

    /// Maps `len` bytes twice, to execute near an address if one is given and there is room.
    pub(crate) fn twice(len: usize, near: Option<usize>) -> io::Result<Twice> {
        let file = memfd_create(c"uopbench-code", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, len as u64)?;
        let map = |hint: *mut c_void, rights: ProtFlags, flags: MapFlags| {
            // SAFETY: a new mapping of a file that nobody else has, so that nobody changes its length;
            // what the kernel chooses, or finds free at the hint, replaces no other mapping.
            unsafe { mmap(hint, len, rights, MapFlags::SHARED | flags, &file, 0) }
        };
        let writable = map(null_mut(), ProtFlags::READ | ProtFlags::WRITE, MapFlags::empty())?;
        let rights = ProtFlags::READ | ProtFlags::EXEC;
        let near = near.and_then(|anchor| {
            candidates(anchor, len)
                .take(256)
                .find_map(|hint| map(hint as *mut c_void, rights, MapFlags::FIXED_NOREPLACE).ok())
        });
        let executable = match near {
            Some(address) => Ok(address),
            None => map(null_mut(), rights, MapFlags::empty()),
        };
        match executable {
            Ok(executable) => Ok(Twice { executable, writable, len }),
            Err(error) => {
                // SAFETY: it was mapped above and nobody knows it.
                unsafe { munmap(writable, len)? };
                Err(error.into())
            }
        }
    }

    impl Twice {
        /// Where it is executed, and where it is written.
        pub(crate) fn addresses(&self) -> (*const u8, *mut u8) {
            (self.executable.cast_const().cast(), self.writable.cast())
        }
    }

    impl Drop for Twice {
        fn drop(&mut self) {
            // SAFETY: both were mapped with this length, and blocks keep the arena alive.
            unsafe {
                _ = munmap(self.executable, self.len);
                _ = munmap(self.writable, self.len);
            }
        }
    }

    // SAFETY: it owns its mappings; who writes where is the arena's business.
    unsafe impl Send for Twice {}
}

/// Elsewhere no memory is mapped twice.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub(crate) enum Twice {}

#[cfg(not(target_os = "linux"))]
impl Twice {
    pub(crate) fn addresses(&self) -> (*const u8, *mut u8) {
        match *self {}
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn twice(_: usize, _: Option<usize>) -> io::Result<Twice> {
    Err(io::ErrorKind::Unsupported.into())
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
}
