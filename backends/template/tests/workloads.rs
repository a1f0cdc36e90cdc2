//! Programs of calls do what the interpreter does.
#![cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), target_os = "linux"))]

use backend_api::conformance::assert_agree;
use interpreter::Match;
use std::path::Path;
use template::Template;

#[test]
fn workloads_end_exit_and_count_alike() {
    let workloads = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let mut template = Template::new().expect("there is executable memory");
    assert_eq!(assert_agree(&workloads, &mut Match::new(), &mut template), 9);
}
