//! The pages about uops are made from the rows of the dialects.

use std::path::Path;
use uops::Dialect;

/// The page is what a file in `docs/` says: `NAME.md`, or `NAME-DIALECT.md` for others than the first.
#[track_caller]
fn assert_current(name: &str, made: fn(Dialect) -> String, command: &str) {
    for dialect in Dialect::all() {
        let file = match dialect == Dialect::default() {
            true => format!("{name}.md"),
            false => format!("{name}-{dialect}.md"),
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(&file);
        if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
            std::fs::write(&path, made(dialect)).expect("the page can be written");
        }
        let page = std::fs::read_to_string(path).expect("there is a page");
        assert!(
            page == made(dialect),
            "docs/{file} is not what the rows say; write it anew with `UPDATE_DOCS=1 cargo test -p \
             uopbench-uops --test docs`, or with `uopbench {command} --dialect {dialect}`"
        );
    }
}

#[test]
fn the_reference_is_current() {
    assert_current("uops", uops::docs::markdown, "docs");
}

#[test]
fn the_coverage_is_current() {
    assert_current("coverage", uops::coverage::markdown, "docs coverage");
}
