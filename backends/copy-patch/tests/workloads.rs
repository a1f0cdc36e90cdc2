//! Every workload gives what the interpreter gives, exit for exit and object for object.

use backend_api::conformance::assert_agree;
use copy_patch::CopyPatch;
use interpreter::Match;
use std::path::PathBuf;

fn workloads() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workloads")
}

#[test]
fn workloads_agree_with_the_interpreter() {
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let seen = assert_agree(&workloads(), &mut Match::new(), &mut backend);
    assert!(seen >= 9);
}

#[cfg(feature = "switches")]
#[test]
fn every_configuration_agrees_with_the_interpreter() {
    let mut configurations = CopyPatch::switched().expect("this target has stencils");
    assert_eq!(configurations.len(), 8);
    for backend in &mut configurations {
        println!("{}", backend_api::Backend::info(backend).id);
        assert_agree(&workloads(), &mut Match::new(), backend);
    }
}
