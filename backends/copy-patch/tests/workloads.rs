//! Every workload gives what the interpreter gives, exit for exit and object for object.

use copy_patch::CopyPatch;
use std::path::Path;

#[test]
fn workloads_agree_with_the_interpreter() {
    let workloads = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let mut interpreter = interpreter::Match::new();
    let seen = backend_api::conformance::assert_agree(&workloads, &mut interpreter, &mut backend);
    assert!(seen >= 9);
}
