//! The page about uops is made from the table.

use std::path::Path;

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/uops.md");
    let page = std::fs::read_to_string(path).expect("there is a page");
    assert!(
        page == uops::docs::markdown(),
        "docs/uops.md is not what the table says; write it anew with \
         `cargo run --release -- docs --out docs/uops.md`"
    );
}

#[test]
fn the_page_about_cpythons_uops_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cpython-uops.md");
    let page = std::fs::read_to_string(path).expect("there is a page");
    assert!(
        page == uops::docs::cpython_markdown(),
        "docs/cpython-uops.md is not what the tables say; write it anew with \
         `cargo run --release -- docs --cpython --out docs/cpython-uops.md`"
    );
}
