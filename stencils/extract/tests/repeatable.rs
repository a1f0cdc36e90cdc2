//! The same source gives the same stencils, byte for byte.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod pipeline;

use std::time::Instant;
use stencil_extract::crates;

#[test]
fn two_builds_give_the_same_library() {
    let build = |work: &str| {
        let start = Instant::now();
        let (rustc, root, work) = (pipeline::rustc(), pipeline::root(), pipeline::work(work));
        let library =
            stencil_extract::build(&rustc, &root, &crates::STENCILS, pipeline::target(), &work)
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
