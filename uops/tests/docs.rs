//! The pages about uops are made from the table.

use std::path::Path;

#[track_caller]
fn assert_current(file: &str, made: &str, command: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file);
    let page = std::fs::read_to_string(path).expect("there is a page");
    assert!(
        page == made,
        "docs/{file} is not what the table says; write it anew with \
         `cargo run --release -- {command} --out docs/{file}`"
    );
}

#[test]
fn the_reference_is_current() {
    assert_current("uops.md", &uops::docs::markdown(), "docs");
}

#[test]
fn the_coverage_is_current() {
    assert_current("coverage.md", &uops::coverage::markdown(), "docs coverage");
}
