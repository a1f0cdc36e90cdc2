//! What the build needs.

use super::answer::{Test, measured, not_measured, tested};
use crate::document::{Block, Section};
use crate::subject::Report;
use results::Fact;
use text::significant;

pub(super) const TESTS: &[Test] = &[
    Test::new("uopbench-stencil-extract", "repeatable", "two_builds_give_the_same_library"),
    Test::new("uopbench-copy-patch", "listing", "listings_show_the_stencils_of_this_build"),
];

pub(super) fn section(report: &Report) -> Section {
    let environment = &report.summary.results.environment;
    let fact = |name: &str| environment.get(name).map(|fact| fact.texts().join(", "));
    let answer = match environment.get("stencil_build_ms") {
        Some(Fact::Number(ms)) => measured(format!(
            "Making all stencils took {} s of the build of this uopbench.",
            significant(*ms as f64 / 1000.0)
        )),
        _ => not_measured("these results don't say how long the stencils took to be made."),
    };
    let compiler = match (fact("rustc"), fact("llvm")) {
        (Some(rustc), Some(llvm)) => format!(" Here that was {rustc}, with its LLVM {llvm}."),
        _ => String::new(),
    };
    Section {
        id: "build",
        label: "Build",
        title: "What does the build need, and can it do without LLVM?",
        asked: Some("PEP 744: 3 to 60 s and an exact LLVM; PEP 774"),
        blocks: vec![
            Block::Text(format!(
                "The stencils are made by the rustc that builds everything else, from the functions \
                 that the interpreter runs, and extracted by a crate of this project. Neither clang \
                 nor LLVM's tools have to be installed; nothing of it is needed to run.{compiler}"
            )),
            answer,
            tested("The same sources and compiler give the same stencils, byte by byte.", TESTS),
        ],
    }
}
