//! What an arena does where the system gives it less than it asks for. One test, for the addresses are
//! the whole process's.
#![cfg(target_os = "linux")]

use code_memory::{Arena, Options};
use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};
use std::io::ErrorKind;
use std::ptr::null_mut;

/// The largest range that is asked for at once, and the smallest, in bytes.
const LARGEST: usize = 1 << 46;
const SMALLEST: usize = 1 << 12;

/// Addresses that are taken, so that nothing else gets them. An emulator lets no program limit its own memory, but its
/// addresses have an end, too.
#[derive(Default)]
struct Taken(Vec<(usize, usize)>);

impl Taken {
    /// Takes `len` bytes of addresses, if the system gives them.
    fn take(&mut self, len: usize) -> bool {
        let (protection, flags) = (ProtFlags::empty(), MapFlags::PRIVATE | MapFlags::NORESERVE);
        // SAFETY: the system chooses addresses that nothing has.
        let taken = unsafe { mmap_anonymous(null_mut(), len, protection, flags) };
        self.0.extend(taken.map(|start| (start as usize, len)));
        taken.is_ok()
    }

    /// Takes all addresses that are left.
    fn take_all(&mut self) {
        // Room for more than there will be, since memory is what is going to be missing.
        self.0.reserve(1 << 12);
        let mut len = LARGEST;
        while len >= SMALLEST {
            if !self.take(len) {
                len /= 2;
            }
        }
    }
}

impl Drop for Taken {
    /// Gives all of them back.
    fn drop(&mut self) {
        for (start, len) in self.0.drain(..) {
            // SAFETY: nothing uses these addresses.
            unsafe { munmap(start as *mut _, len) }.expect("they were taken");
        }
    }
}

#[test]
fn an_arena_makes_do_with_less_and_says_so_when_there_is_nothing() {
    let (mut spare, mut all) = (Taken::default(), Taken::default());
    // Too little for a segment that programs share, enough for pages of a program's own.
    assert!(spare.take(4 << 20));
    all.take_all();
    drop(spare);
    let arena = Arena::checked(Options::default()).expect("some memory is left");
    let block = arena.publish(&[0xc3]).expect("some memory is left");
    assert!(!block.as_ptr().is_null());
    all.take_all();
    let error = arena.publish(&[0xc3; 100_000]).expect_err("nothing is left");
    let refused = Arena::checked(Options::default());
    drop(all);
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.to_string().contains("ulimit -v"), "{error}");
    assert!(refused.is_err());
    assert!(arena.publish(&[0xc3; 100_000]).is_ok(), "the arena is as good as before");
}
