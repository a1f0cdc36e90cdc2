//! What an arena does where the system does not let pages that were written to be made executable. One
//! test, for what the system is told holds for the rest of the process's life.
#![cfg(target_os = "linux")]

use code_memory::{Arena, Options, ensure_flippable};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};
use std::collections::BTreeMap;

/// Has this thread refused every `mprotect` that makes memory executable. False if the system has no filters, as
/// that of an emulator.
fn refuse_flipping() -> bool {
    const EXECUTABLE: u64 = libc::PROT_EXEC as u64;
    let operator = SeccompCmpOp::MaskedEq(EXECUTABLE);
    let condition = SeccompCondition::new(2, SeccompCmpArgLen::Dword, operator, EXECUTABLE);
    let rule = SeccompRule::new(vec![condition.expect("a condition")]).expect("a rule");
    let filter = SeccompFilter::new(
        BTreeMap::from([(libc::SYS_mprotect, vec![rule])]),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EACCES as u32),
        std::env::consts::ARCH.try_into().expect("a machine that has filters"),
    );
    let program: BpfProgram = filter.expect("a filter").try_into().expect("it can be expressed");
    match apply_filter(&program) {
        Err(seccompiler::Error::Seccomp(error)) if error.raw_os_error() == Some(libc::ENOSYS) => {
            false
        }
        applied => {
            applied.expect("filters are allowed");
            true
        }
    }
}

#[test]
fn code_of_its_own_is_mapped_twice_where_pages_cannot_be_flipped() {
    ensure_flippable().expect("this machine lets pages be flipped");
    if !refuse_flipping() {
        eprintln!("skipped: this system has no filters");
        return;
    }
    let error = ensure_flippable().expect_err("it is refused").to_string();
    assert!(error.contains("MemoryDenyWriteExecute"), "{error}");
    let arena = Arena::checked(Options::default()).expect("code can be mapped twice");
    let shared = arena.publish(&[0xc3]).expect("code can be mapped twice");
    let alone = arena.publish_alone(&[0xc3]).expect("code can be mapped twice");
    assert_ne!(shared.as_ptr(), alone.as_ptr());
}
