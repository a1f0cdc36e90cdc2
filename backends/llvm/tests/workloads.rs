//! Programs that rustc compiled do what the interpreter does.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use backend_api::conformance::assert_agree;
use backend_api::{Backend, BackendError};
use interpreter::Match;
use llvm::Llvm;
use std::path::Path;

/// Traces that call, loop, exit and count.
#[test]
fn workloads_end_exit_and_count_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let mut llvm = Llvm::new().expect("the rustc of the build is there");
    assert_eq!(assert_agree(&folder, &mut Match::new(), &mut llvm), 3);
}
