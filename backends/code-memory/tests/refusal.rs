//! What an arena does where the system gives it less than it asks for. One test, for the limits are
//! the whole process's.
#![cfg(target_os = "linux")]

use code_memory::{Arena, Options};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::ErrorKind;

/// Bytes of addresses in use.
fn addresses() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:")).expect("a size");
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

#[test]
fn an_arena_makes_do_with_less_and_says_so_when_there_is_nothing() {
    let before = getrlimit(Resource::As);
    let limit = |bytes| {
        let current = Some(addresses() + bytes);
        setrlimit(Resource::As, Rlimit { current, ..before }).expect("it can be lowered");
    };
    // Too little for a segment that programs share, enough for pages of a program's own.
    limit(4 << 20);
    if getrlimit(Resource::As).current == before.current {
        eprintln!("skipped: this system, an emulator's, sets no limit");
        return;
    }
    let arena = Arena::checked(Options::default()).expect("some memory is left");
    let block = arena.publish(&[0xc3]).expect("some memory is left");
    assert!(!block.as_ptr().is_null());
    limit(0);
    let error = arena.publish(&[0xc3; 100_000]).expect_err("nothing is left");
    let refused = Arena::checked(Options::default());
    setrlimit(Resource::As, before).expect("it can be raised again");
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.to_string().contains("ulimit -v"), "{error}");
    assert!(refused.is_err());
    assert!(arena.publish(&[0xc3; 100_000]).is_ok(), "the arena is as good as before");
}
