//! What the build requires.

use super::answer::{Test, measured, not_measured, tested};
use crate::document::{Block, Section};
use crate::subject::Report;
use text::significant;

pub(super) const TESTS: &[Test] = &[
    Test::new("uopbench-stencil-extract", "repeatable", "two_builds_give_the_same_library"),
    Test::new("uopbench-copy-patch", "listing", "listings_show_the_stencils_of_this_build"),
];

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let fact = |name: &str| results.environment.get(name).map(|fact| fact.texts().join(", "));
    let answer = match results.stencil_build() {
        Ok(seconds) => measured(format!(
            "The build of this uopbench spent {} s on making all stencils.",
            significant(seconds)
        )),
        Err(reason) => not_measured(format!("{reason}.")),
    };
    let compiler = match (fact("rustc"), fact("llvm")) {
        (Some(rustc), Some(llvm)) => format!(" For this build it was {rustc}, with LLVM {llvm}."),
        _ => String::new(),
    };
    Section {
        id: "build",
        label: "Build",
        title: "What does the build need, and can it do without LLVM?",
        asked: Some("PEP 744: 3 to 60 s and an exact LLVM; PEP 774"),
        blocks: vec![
            Block::Text(format!(
                "The rustc that builds everything else makes the stencils from the functions that \
                 the interpreter runs. A crate of this project extracts them. Neither clang nor \
                 LLVM's tools have to be installed, and no compiler is needed at run \
                 time.{compiler}"
            )),
            answer,
            tested("The same sources and compiler give the same stencils, byte for byte.", TESTS),
        ],
    }
}
