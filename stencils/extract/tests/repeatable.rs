//! The same source gives the same stencils, byte for byte.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod pipeline;

use std::path::Path;
use std::time::Instant;

#[test]
fn two_builds_give_the_same_library() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../source/lib.rs");
    let build = |work: &str| {
        let start = Instant::now();
        let library = stencil_extract::build(&pipeline::rustc(), &source, &pipeline::work(work))
            .expect("the stencil library can be built");
        println!("{} stencils in {:.1?}", library.stencils.len(), start.elapsed());
        library
    };
    let (first, second) = (build("repeatable-first"), build("repeatable-second"));
    assert!(!first.stencils.is_empty());
    assert_eq!(first.stencils.len(), second.stencils.len());
    for (first, second) in first.stencils.iter().zip(&second.stencils) {
        assert_eq!(first, second, "{}", first.name);
    }
}
