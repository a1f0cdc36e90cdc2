//! CONTRIBUTING.md's steps for a new uop: they are few, they fit the files, the uop works after them, and
//! one that is left out is noticed.
//!
//! The last two are found out in a copy of the project, which takes minutes. `.ci/run` asks for them:
//! `cargo test -p uopbench-conformance --test walk -- --ignored`.

mod copy;
mod step;

use copy::{Copy, root};
use std::fs;
use step::Step;

/// The uop of the steps.
const UOP: &str = "_BINARY_OP_XOR_INT";
/// The most files that a person edits for a uop like this one.
const MOST_FILES: usize = 6;

fn steps() -> Vec<Step> {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("it can be read");
    step::steps(&text)
}

#[test]
fn the_steps_are_few_and_fit_the_files() {
    let steps = steps();
    let mut files: Vec<&str> = steps.iter().map(|step| step.file.as_str()).collect();
    assert!((1..=MOST_FILES).contains(&files.len()), "{files:?}");
    files.sort_unstable();
    files.dedup();
    assert_eq!(files.len(), steps.len(), "a step for each file");
    for step in &steps {
        let text = fs::read_to_string(root().join(&step.file)).expect("the step names a file");
        assert!(!text.contains(UOP), "{}: `{UOP}` is not a uop yet", step.file);
        let changed = step.apply(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(changed.lines().count() >= text.lines().count());
        assert_ne!(step.names(), [""; 0], "{}: the step names what it adds", step.file);
    }
}

/// The uop computes the same on every backend as in the interpreter, random programs contain it, and the
/// optimiser folds it and takes its boxes away.
#[test]
#[ignore = "it builds all backends in a copy of the project"]
fn after_the_steps_the_uop_works() {
    let copy = Copy::new("walk-all");
    for step in &steps() {
        copy.apply(step);
    }
    copy.pass("-p uopbench-uops", Some("UPDATE_DOCS"));
    for page in ["docs/uops.md", "docs/coverage.md"] {
        assert!(copy.read(page).contains(UOP), "{page} has the uop");
    }
    copy.pass("-p uopbench-trace --lib --test operators", None);
    copy.pass("-p uopbench-copy-patch --test listing", Some("UPDATE_LISTINGS"));
    assert!(copy.read(&format!("stencils/listing/{UOP}.txt")).contains("xor"));
    copy.pass("-p uopbench-conformance --test conformance every_uop", None);
}

#[test]
#[ignore = "it compiles a part of the project once for each step"]
fn a_step_that_is_left_out_is_noticed() {
    let copy = Copy::new("walk-parts");
    let steps = steps();
    for step in &steps {
        copy.apply(step);
    }
    for left_out in &steps {
        copy.restore(left_out);
        let (succeeds, output) = copy.test("-p uopbench-uops --lib operators", None);
        let file = &left_out.file;
        assert!(!succeeds, "nobody notices that {file} is not changed");
        let names = left_out.names();
        let named = names.iter().any(|name| output.contains(name));
        assert!(named, "what fails without {file} names none of {names:?}:\n{output}");
        copy.apply(left_out);
    }
}
